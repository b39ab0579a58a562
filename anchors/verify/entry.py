"""
The ledger's entry of an issue, read from its exact bytes (design §3) without the ledger's own code.

Strict: every key once and known, every value of its one spelling. The verifier hashes these bytes elsewhere; here they
are only read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from anchors.errors import Malformed, ProofInvalid, excerpt

TOPIC = "hocba.report.issued.v1"
PAPER_TOPIC = "hocba.paper_report.sealed.v1"
"""Of a digitised paper report: it has no edition, and names the scan."""
FAMILIES = ("hocba.report.issued.", "hocba.paper_report.sealed.")
"""A later version of the same event is not a contradiction, only unknown to this program."""

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_SALT = re.compile(r"[0-9a-f]{32}")
_ROLE = re.compile(r"[A-Z_]{1,32}")
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z", re.ASCII)


@dataclass(frozen=True)
class IssuedEntry:
    """
    Phát hành: the school's ledger says that this edition, with this XML, was issued. ``at`` in UTC.

    Of a digitised paper report ``edition`` is 0, and ``scan_sha256`` the digest of the scanned paper.
    """

    school: UUID
    stream: UUID
    version: int
    event_id: UUID
    at: datetime
    actor: str
    edition: int
    lookup_id: UUID
    effective_date: date
    xml_sha256: str
    page_sha256: str
    scan_sha256: str | None = None


def parse(entry: bytes) -> IssuedEntry:
    """
    Read the entry of an issue.

    Raises:
        ProofInvalid: ``verify.entry_form`` naming the key, ``verify.entry_topic`` for another event's entry.
        Malformed: ``verify.entry_newer`` for a later version of this event.

    """
    try:
        whole = json.loads(entry.decode(), object_pairs_hook=_once, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise _form(excerpt(str(error))) from error
    topic = whole.get("topic") if isinstance(whole, dict) else None
    if isinstance(topic, str) and topic not in _DATA:
        kind = Malformed if topic.startswith(FAMILIES) else ProofInvalid
        code = "verify.entry_newer" if kind is Malformed else "verify.entry_topic"
        raise kind(code, found=excerpt(topic), expected=TOPIC)
    read = _read(whole, _ENTRY, "", optional=frozenset(("acting",)))
    common = {name: read[name] for name in ("school", "stream", "version", "event_id", "at", "actor")}
    data = {"edition": 0, **_read(whole["data"], _DATA[read["topic"]], "data.")}
    return IssuedEntry(**common, **{name: data[name] for name in IssuedEntry.__dataclass_fields__ if name in data})


def _form(detail: str) -> ProofInvalid:
    return ProofInvalid("verify.entry_form", detail=detail)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError("twice: " + ", ".join(sorted({excerpt(name) for name in names if names.count(name) > 1})))
    return found


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON")


def _text(pattern: re.Pattern[str], made: Callable[[str], Any] = str) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise ValueError(f"{excerpt(value)} is not of the form {pattern.pattern}")
        return made(value)

    return read


def _count(value: Any) -> int:
    if type(value) is not int or value < 1:  # A bool is an int to Python.
        raise ValueError(f"{excerpt(value)} is not a number from 1")
    return value


def _name(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError(f"{excerpt(value)} is not a text")
    return value


def _acting(value: Any) -> dict[str, Any]:
    return _read(value, _ACTING, "acting.", optional=frozenset(("delegation_id",)))


def _read(
    value: Any, fields: dict[str, Callable[[Any], Any]], where: str, optional: frozenset[str] = frozenset()
) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _form(f"{where or 'entry'}: {excerpt(value)} is no object")
    if value.keys() | optional != fields.keys():
        missing = sorted(fields.keys() - value.keys() - optional)
        unknown = sorted(map(excerpt, value.keys() - fields.keys()))
        raise _form(f"{where or 'entry'}: missing {', '.join(missing) or '-'}, unknown {', '.join(unknown) or '-'}")
    read = {}
    for name, reader in fields.items():
        if name not in value:
            continue
        try:
            read[name] = reader(value[name])
        except ValueError as error:
            raise _form(f"{where}{name}: {error}") from error
    return read


def _perhaps(reader: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else reader(value)


_COMMON: dict[str, Callable[[Any], Any]] = {
    "lookup_id": _text(_UUID, UUID),
    "effective_date": _text(_DATE, date.fromisoformat),
    "xml_sha256": _text(_SHA256),
    "page_sha256": _text(_SHA256),
}
_DATA: dict[str, dict[str, Callable[[Any], Any]]] = {
    TOPIC: {"edition": _count, **_COMMON},
    PAPER_TOPIC: {
        **_COMMON,
        "signed_at": _text(_TIME, datetime.fromisoformat),
        "certificate": _text(_SHA256),
        "signer": _text(_SHA256),
        "scan_sha256": _text(_SHA256),
        "replaces": _perhaps(_text(_UUID, UUID)),
    },
}
_ACTING: dict[str, Callable[[Any], Any]] = {
    "role": _text(_ROLE),
    "delegation_id": _text(_UUID, UUID),
}
_ENTRY: dict[str, Callable[[Any], Any]] = {
    "school": _text(_UUID, UUID),
    "stream": _text(_UUID, UUID),
    "version": _count,
    "topic": _name,
    "event_id": _text(_UUID, UUID),
    "at": _text(_TIME, datetime.fromisoformat),
    "actor": _name,
    "on_behalf_of": _perhaps(_name),
    "acting": _acting,
    "command_id": _text(_UUID, UUID),
    "salt": _text(_SALT),
    "data": lambda value: value,
}
