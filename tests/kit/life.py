"""
The life of one report in a ledger of its own: people send commands, and what follows is recorded and audited.

The digests of the stories (tests.kit.people) are made up. Here each stands for the digest of its own text, so that the
ledger holds every document and identity value that an entry names, and an audit misses nothing.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from anchors.audit import audit_school
from anchors.audit.findings import Severity
from anchors.audit.references import DOCUMENTS
from domain.context import Context
from domain.errors import Rejected
from domain.event import Event, Happened, Value
from domain.ledger import Blob, Command, Guard, Ledger, NewEvents, Pool, Recorded, open_school
from domain.ledger.clock import Clock
from domain.report import decide as report_rules
from domain.report import state as reports
from domain.report.commands import Command as ReportCommand
from domain.report.state import Report
from domain.school_year import decide as year_rules
from domain.school_year import events as y
from domain.school_year import state as years
from domain.school_year.commands import Command as YearCommand
from domain.school_year.state import SchoolYear
from domain.values import Personal
from tests.kit.check_ledger import lines
from tests.kit.people import REPORT, YEAR_ID

V = TypeVar("V", bound=Value)
_DIGEST = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
#: Real digest → the document it is the digest of.
_DOCUMENTS: dict[str, bytes] = {}


def real_digest(made_up: str) -> str:
    """The digest of the document that a made-up digest stands for: its own text."""
    document = made_up.encode()
    digest = hashlib.sha256(document).hexdigest()
    _DOCUMENTS[digest] = document
    return digest


def real(value: V) -> V:
    """An event or a command whose made-up digests are those of real documents."""
    written = _DIGEST.sub(lambda found: real_digest(found[0]), value.model_dump_json())
    return type(value).model_validate_json(written)


def _identity(joined: y.StaffJoined) -> tuple[y.StaffJoined, list[Personal]]:
    values = [Personal(field=name, value=text, salt=bytes(16)) for name, text in joined.identity.items()]
    return joined.model_copy(update={"identity": {each.field: each.commitment for each in values}}), values


@dataclass(frozen=True)
class Run:
    """Events of one actor on end, with the identity values that they name."""

    actor: str
    events: list[Event]
    personal: list[Personal]


@dataclass(frozen=True)
class History:
    """What a story told, with real digests: made once for all lives that begin with it."""

    runs: list[Run]
    ends: datetime

    @classmethod
    def of(cls, steps: Sequence[Happened]) -> History:
        """Neighbouring events of one actor are one run."""
        runs: list[Run] = []
        for step in steps:
            if not runs or runs[-1].actor != step.actor:
                runs.append(Run(step.actor, [], []))
            if isinstance(step.data, y.StaffJoined):
                joined, values = _identity(step.data)
                runs[-1].events.append(joined)
                runs[-1].personal.extend(values)
            else:
                runs[-1].events.append(real(step.data))
        return cls(runs, steps[-1].at)


class Life:
    """
    A school with one year and one report in a database whose clock can be set.

    Attributes:
        ledger: of a new school.
        year, report: the states, carried along event by event.
        accepted, refused: how often each command or refusal was met.
        snapshots: entries in the ledger → the states that were replayed from it then.

    """

    def __init__(self, pool: Pool, clock: Clock, year: History, report: History) -> None:
        self.ledger = Ledger(pool, uuid.uuid4(), clock)
        open_school(pool, self.ledger.school_id)
        self._stored: set[str] = set()
        self.accepted: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.snapshots: dict[int, tuple[SchoolYear, Report]] = {}
        self.clock = clock
        self.clock.set(report.ends)
        self._record(YEAR_ID, year)
        self._record(REPORT, report)
        self.size = self.ledger.size()
        self.year, self.report = self.replayed()

    def _record(self, stream_id: UUID, told: History) -> None:
        """A history as it was told, each actor's events as a command of his."""
        version = 0
        for run in told.runs:
            self._append(stream_id, version, run.events, run.actor, personal=run.personal)
            version += len(run.events)

    def _append(self, stream_id: UUID, version: int, events: Sequence[Event], actor: str, **belongings: Any) -> None:
        named = {
            digest: _DOCUMENTS[digest]
            for event in events
            if type(event) in DOCUMENTS
            for digest in DOCUMENTS[type(event)](event)
        }
        new = {digest: Blob(content, "text/plain") for digest, content in named.items() if digest not in self._stored}
        command = Command(uuid.uuid4(), hashlib.sha256(repr(events).encode()).digest(), actor)
        self.ledger.append(
            [NewEvents(stream_id, version, tuple(events))], command=command, blobs=list(new.values()), **belongings
        )
        self._stored |= set(new)

    @property
    def now(self) -> datetime:
        """By the ledger's clock."""
        return self.ledger.now()

    def pass_time(self, by: timedelta) -> None:
        """Let it be later."""
        self.clock.set(self.now + by)

    def ask(self, command: ReportCommand, actor: UUID) -> list[Event]:
        """Send a command to the report; what follows is in the ledger, nothing where it was refused."""
        return self._ask(command, actor, REPORT)

    def ask_year(self, command: YearCommand, actor: UUID) -> list[Event]:
        """The same for the school year."""
        return self._ask(command, actor, YEAR_ID)

    def _ask(self, command: Any, actor: UUID, stream_id: UUID) -> list[Event]:
        context = Context(str(actor), self.now)
        try:
            if stream_id == YEAR_ID:
                version, events = self.year.version, year_rules.decide(self.year, command, context)
            else:
                version = self.report.version
                events = report_rules.decide(self.report, command, self.year, context)
        except Rejected as error:
            self.refused[error.code] += 1
            events = []
        if not events:
            return []
        self.accepted[type(command).__name__] += 1
        self._append(stream_id, version, events, str(actor), guards=[Guard(YEAR_ID, self.year.version)])
        self._follow()
        return events

    def _follow(self) -> None:
        """The new entries carried along."""
        for entry in self.ledger.entries(self.size):
            self._evolve(self.year, self.report, entry)
            self.size = entry.position

    def check(self) -> None:
        """Where something was recorded since: a replay gives what was carried along, and the audit finds no fault."""
        if self.size in self.snapshots:
            return
        replayed = self.replayed()
        assert replayed == (self.year, self.report), "a replay is not what was carried along"
        self.snapshots[self.size] = replayed
        found = audit_school(self.ledger)
        assert not found.of(Severity.FAULT), "\n".join(map(str, lines(found)))
        assert found.entries == self.size

    def replayed(self) -> tuple[SchoolYear, Report]:
        """The states as the ledger gives them."""
        streams = self.ledger.streams([YEAR_ID, REPORT])
        return years.fold(YEAR_ID, streams[YEAR_ID]), reports.fold(REPORT, streams[REPORT])

    def at_each_moment(self) -> Iterator[tuple[int, SchoolYear, Report]]:
        """One more replay from the first entry on, and what it has come to at each position of a snapshot."""
        year, report = self.year, self.report
        for entry in self.ledger.entries():
            if entry.stream_version > 1:
                self._evolve(year, report, entry)
            elif entry.stream_id == YEAR_ID:
                year = years.fold(YEAR_ID, [entry])
            else:
                report = reports.fold(REPORT, [entry])
            if entry.position in self.snapshots:
                yield entry.position, year, report

    @staticmethod
    def _evolve(year: SchoolYear, report: Report, entry: Recorded) -> None:
        if entry.stream_id == YEAR_ID:
            years.evolve(year, entry)
        elif entry.stream_id == REPORT:
            reports.evolve(report, entry)
