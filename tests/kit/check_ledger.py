"""``check_ledger``: after every step of an integration test, the whole ledger is audited again (style habit 33)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from anchors.audit import Report, audit_school
from anchors.audit.findings import Severity
from anchors.checkpoint import VerifierKey
from domain.ledger import Ledger
from migrations.protection import check_protection


def check_ledger(ledger: Ledger, key: VerifierKey | None = None, *, kept: Sequence[tuple[str, bytes]] = ()) -> Report:
    """
    The audit's report of a ledger without faults, triggers and rights included; else AssertionError with the findings.

    ``kept``: (name, content) of checkpoints that were kept outside.
    """
    found = audit(ledger, key, kept=kept)
    assert found.ok, "\n".join(["the ledger is not whole:", *(str(fault) for fault in lines(found))])
    return found


def audit(ledger: Ledger, key: VerifierKey | None = None, **options: Any) -> Report:
    """The audit with the protection of the ledger's own database looked at; options as ``audit_school`` has them."""
    with ledger.pool.connection() as connection:
        protection = check_protection(connection)
    return audit_school(ledger, key, protection=protection, **options)


def lines(report: Report) -> list[str]:
    """``code place: text`` of each fault."""
    return [f"{each.code} {each.place}: {each.text('en')}" for each in report.of(Severity.FAULT)]
