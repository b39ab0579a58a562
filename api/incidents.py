"""Faults in the log: where an exception came from, never what it says; the message may name a pupil."""

from __future__ import annotations

import logging
import secrets
import traceback

from domain.errors import HocbaError

LOG = logging.getLogger("hocba.http")


def log_fault(error: Exception) -> str:
    """Log where an exception came from, never what it says. Returns the incident's number."""
    incident = secrets.token_hex(4)
    code = error.code if isinstance(error, HocbaError) else ""
    frames = "".join(traceback.format_tb(error.__traceback__))
    LOG.error("incident %s: %s %s\n%s", incident, type(error).__name__, code, frames)
    return incident
