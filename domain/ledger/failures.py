"""
The database's errors become ours: by SQLSTATE, and a broken uniqueness by the name of its constraint.

Nothing of psycopg leaves ``domain.ledger`` or ``migrations``; a test walks every exception that psycopg has.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import psycopg

from domain.errors import Conflict, HocbaError, Misused, Rejected, Tampered, Unavailable

#: Raised by our functions and triggers (``migrations/*.sql``), the facts as JSON in DETAIL.
_OURS: Mapping[str, tuple[type[HocbaError], str]] = {
    "HB001": (Rejected, "ledger.school_unknown"),
    "HB002": (Conflict, "ledger.stream_moved"),
    "HB003": (Conflict, "ledger.guard_moved"),
    "HB004": (Rejected, "command.reused"),
    "HB005": (Misused, "ledger.clock"),
    "HB006": (Misused, "ledger.call"),
    "HB007": (Misused, "ledger.append_only"),
    "HB008": (Misused, "ledger.no_test_clock"),
    "HB009": (Rejected, "ledger.erased_before"),
    "HB010": (Rejected, "ledger.personal_unknown"),
    "HB011": (Conflict, "ledger.checkpoint_moved"),
    "HB012": (Rejected, "ledger.checkpoint_refused"),
    "HB013": (Tampered, "ledger.tile_contradicts"),
    "HB014": (Rejected, "ledger.stamp_refused"),
}

#: What a broken uniqueness means. A position can only be taken if somebody touched the heads: stop and tell somebody.
_CONSTRAINTS: Mapping[str, tuple[type[HocbaError], str]] = {
    "heads_pkey": (Rejected, "school.open_already"),
    "events_pkey": (Tampered, "ledger.heads_touched"),
    "events_stream_key": (Conflict, "ledger.stream_taken"),
    "events_event_id_key": (Rejected, "ledger.event_repeated"),
    "commands_pkey": (Conflict, "ledger.command_running"),
    "checkpoints_pkey": (Conflict, "ledger.checkpoint_taken"),
    "checkpoints_previous_key": (Conflict, "ledger.checkpoint_taken"),
}

#: Whole classes of SQLSTATE after which the same call may succeed: connection, rollback, resources, operator, system.
_UNAVAILABLE = ("08", "53", "57", "58")
#: No room for a table or a file: a person must make some, then nothing is lost.
_DISK_FULL = "53100"
#: Serialisation failure and deadlock: somebody else was faster.
_FASTER = ("40001", "40P01", "55P03")
#: Data or index corrupted: what is read is not what was written.
_DAMAGED = ("XX001", "XX002")


@contextmanager
def wrapped() -> Iterator[None]:
    """Whatever psycopg raises inside comes out as a HocbaError, with the original as its cause."""
    try:
        yield
    except (psycopg.Error, psycopg.Warning) as error:
        raise ours(error) from error


def ours(error: psycopg.Error | psycopg.Warning) -> HocbaError:
    """The error of ours that ``error`` means to a caller of the ledger."""
    if isinstance(error, psycopg.Warning):
        return Misused("ledger.database", state="-", message=_line(error))
    state = error.sqlstate
    if state is None:
        if isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError)):
            return Unavailable("ledger.unreachable", message=_line(error))
        return Misused("ledger.database", state="-", message=_line(error))
    if state in _OURS:
        kind, code = _OURS[state]
        return kind(code, **_facts(error))
    return _by_state(state, error)


def _by_state(state: str, error: psycopg.Error) -> HocbaError:
    constraint = error.diag.constraint_name or ""
    if state == "23505" and constraint in _CONSTRAINTS:
        kind, code = _CONSTRAINTS[constraint]
        return kind(code)
    make: Callable[..., HocbaError] = Misused
    code = "ledger.database"
    if state.startswith("23"):
        return Misused("ledger.constraint", constraint=constraint or "-", message=_line(error))
    if state in _FASTER or state.startswith("40"):
        make, code = Conflict, "ledger.busy"
    elif state == _DISK_FULL:
        make, code = Unavailable, "ledger.disk_full"
    elif state.startswith(_UNAVAILABLE):
        make, code = Unavailable, "ledger.unavailable"
    elif state in _DAMAGED:
        make, code = Tampered, "ledger.damaged"
    elif state == "42501":
        code = "ledger.privilege"
    return make(code, state=state, message=_line(error))


def _facts(error: psycopg.Error) -> dict[str, object]:
    facts: dict[str, object] = {"message": error.diag.message_primary or ""}
    if error.diag.message_detail:
        facts |= json.loads(error.diag.message_detail)
    return facts


def _line(error: Exception) -> str:
    """The first line of a driver's message; the rest repeats the statement."""
    return (str(error).splitlines() or [type(error).__name__])[0]
