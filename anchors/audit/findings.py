"""What an audit found: frozen findings, and the report of one school."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from uuid import UUID

from anchors.audit.messages import MESSAGES
from domain.messages import Language

#: Findings kept of each code. Beyond it they are counted only: one shifted ledger would fill the memory with them.
KEPT_OF_EACH_CODE_MAX = 100


class Severity(StrEnum):
    """``fault``: not as it was recorded. ``warning``: odd, proves nothing. ``note``: what the verdict rests on."""

    FAULT = "fault"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One finding. ``code`` is permanent (``docs/formats/audit.md`` lists all).

    ``position`` is where, from 1, or None where the finding has no place in the ledger; with ``until`` it is a range,
    both ends included. ``expected`` and ``found`` are short texts, None where the code says it all. ``what`` names the
    thing: a column, a tile, a digest, a size.
    """

    severity: Severity
    code: str
    position: int | None = None
    until: int | None = None
    what: str = ""
    expected: str | None = None
    found: str | None = None

    def text(self, language: Language) -> str:
        """One sentence or two, for a person."""
        facts = {
            "position": self.position,
            "until": self.until,
            "what": self.what,
            "expected": self.expected,
            "found": self.found,
            "place": self.place,
        }
        vietnamese, english = MESSAGES[self.code]
        return (vietnamese if language == "vi" else english).format_map(facts)

    @property
    def place(self) -> str:
        """``17`` or ``17–20``; empty where there is none."""
        if self.position is None:
            return ""
        return str(self.position) if self.until in (None, self.position) else f"{self.position}–{self.until}"

    def to_json(self, language: Language) -> dict[str, Any]:
        """As ``docs/formats/audit.md`` shows it."""
        return {
            "severity": self.severity.value,
            "code": self.code,
            "position": self.position,
            "until": self.until,
            "what": self.what or None,
            "expected": self.expected,
            "found": self.found,
            "message": self.text(language),
        }


class Findings:
    """Collects findings: the first ones of each code, the count of all, and the first place of a fault."""

    def __init__(self) -> None:
        self.kept: list[Finding] = []
        self.counts: Counter[str] = Counter()
        self.faults = 0
        self.first: Finding | None = None

    def fault(self, code: str, position: int | None = None, until: int | None = None, **said: object) -> None:
        """Something is not as it was recorded."""
        self.faults += 1
        finding = _finding(Severity.FAULT, code, position, until, said)
        if position is not None and (self.first is None or _by_place(finding) < _by_place(self.first)):
            self.first = finding
        self._keep(finding)

    def warn(self, code: str, position: int | None = None, **said: object) -> None:
        """Something is odd, without being a contradiction."""
        self._keep(_finding(Severity.WARNING, code, position, None, said))

    def note(self, code: str, position: int | None = None, until: int | None = None, **said: object) -> None:
        """On whose word the verdict rests, what was not looked at."""
        self._keep(_finding(Severity.NOTE, code, position, until, said))

    def _keep(self, finding: Finding) -> None:
        self.counts[finding.code] += 1
        if self.counts[finding.code] <= KEPT_OF_EACH_CODE_MAX:
            self.kept.append(finding)


#: What something else at the same place often brings about.
CONSEQUENCES = (
    "audit.stream_gap",
    "audit.command_missing",
    "audit.command_differs",
    "audit.tree_stopped",
    "audit.row_differs",
)

#: Characters of a value shown in a finding; longer ones are cut.
SHOWN_CHARACTERS_MAX = 160


def _finding(
    severity: Severity, code: str, position: int | None, until: int | None, said: Mapping[str, object]
) -> Finding:
    texts = {name: _short(value) for name, value in said.items() if value is not None}
    return Finding(
        severity, code, position, until, texts.pop("what", ""), texts.pop("expected", None), texts.pop("found", None)
    )


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= SHOWN_CHARACTERS_MAX else f"{text[:SHOWN_CHARACTERS_MAX]}…"


@dataclass(frozen=True, slots=True)
class Report:
    """
    The audit of one school's ledger.

    Args:
        school_id: the school.
        entries: rows read; ``size`` is what the head says.
        covered: up to this position the entries are, byte for byte, those of a published checkpoint; with
            ``key`` None nobody's signature was checked.
        published: size of the last checkpoint, 0 without one.
        checkpoints, timestamps, documents, values, rows: how many were checked; rows are those of the read models.
        findings: faults by position first, then warnings, then notes; at most 100 of each code.
        counts: how many of each code there were in all.
        faults: number of faults in all.
        first: the fault with the first position, if any fault has one.
        key: the verifier key used, or None.

    """

    school_id: UUID
    entries: int
    size: int
    covered: int
    published: int
    checkpoints: int
    timestamps: int
    documents: int
    values: int
    findings: tuple[Finding, ...]
    faults: int
    first: Finding | None
    key: str | None
    rows: int = 0
    counts: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def ok(self) -> bool:
        """No fault was found; warnings and notes remain to be read."""
        return self.faults == 0

    def of(self, severity: Severity) -> list[Finding]:
        """The findings of one severity."""
        return [finding for finding in self.findings if finding.severity is severity]

    def to_json(self, language: Language) -> dict[str, Any]:
        """As ``docs/formats/audit.md`` shows it."""
        return {
            "school_id": str(self.school_id),
            "ok": self.ok,
            "entries": self.entries,
            "size": self.size,
            "covered": self.covered,
            "published": self.published,
            "checkpoints": self.checkpoints,
            "timestamps": self.timestamps,
            "documents": self.documents,
            "values": self.values,
            "rows": self.rows,
            "key": self.key,
            "faults": self.faults,
            "first": self.first.to_json(language) if self.first else None,
            "counts": dict(sorted(self.counts.items())),
            "findings": [finding.to_json(language) for finding in self.findings],
        }


def in_order(findings: list[Finding]) -> tuple[Finding, ...]:
    """Faults, warnings, notes; within each by position, those without one last."""
    rank = list(Severity)
    return tuple(sorted(findings, key=lambda each: (rank.index(each.severity), *_by_place(each))))


def _by_place(finding: Finding) -> tuple[int, bool]:
    """By position, what has none last; at one place the cause before what follows from it."""
    return 2**63 if finding.position is None else finding.position, finding.code in CONSEQUENCES
