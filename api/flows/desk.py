"""
A school's desk: its ledger, its current year and its read models, as every flow uses them.

A flow loads, decides, appends; what it loaded and only read becomes a guard. ``attempt`` does it again from the start
when somebody else was faster.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar
from uuid import UUID, uuid4

from pydantic import BaseModel, ValidationError
from pydantic_core import to_json

from api.flows.dry_run import DryRun
from api.flows.kept import Kept
from domain.context import OPERATOR, Acting, ActingRole, Context, local_day
from domain.errors import Misused
from domain.ledger import Appended, Blob, Command, Guard, Ledger, NewEvents, Pool, retrying
from domain.messages import MESSAGES
from domain.pupil import state as pupils
from domain.report import state as reports
from domain.report.document import Signatory
from domain.report.events import PupilLeft, PupilMoved, PupilRejoined, ReportStarted
from domain.report.state import Report
from domain.school_year import state as school_years
from domain.school_year.state import SchoolClass, SchoolYear, Staff
from domain.values import Commitments, Personal
from projections import reports as report_rows
from projections import school_years as year_rows
from projections.reports import ReportRow
from projections.runner import Runner, school_transaction

MESSAGES.update(
    {
        "year.none": (
            "Trường chưa có năm học nào{which}. Hãy nạp dữ liệu bằng: hocba school load.",
            "The school has no school year{which}. Load one: hocba school load.",
        ),
        "report.unknown_code": (
            "Không tìm thấy học bạ ứng với {found} (mã dòng hoặc mã tra cứu).",
            "There is no report with {found} (stream id or lookup code).",
        ),
        "input.invalid": (
            "Giá trị {name} không dùng được: {found}.",
            "Value {name} cannot be used: {found}.",
        ),
    }
)

#: What changes a class list.
_OF_LISTS = [ReportStarted.TOPIC, PupilMoved.TOPIC, PupilLeft.TOPIC, PupilRejoined.TOPIC]

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)

#: Shown where a value was lawfully erased.
ERASED = "[đã xóa theo quy định]"


@dataclass(frozen=True, slots=True)
class Member:
    """
    A pupil on a class list, with the report of this school year (``report`` is its row); no birth date: erased.

    ``pupil_version``: how many events of the pupil's stream name and birth date were read from.
    """

    number: int
    pupil_id: UUID
    report_id: UUID
    full_name: str
    birth_date: date | None
    report: ReportRow
    pupil_version: int


class Desk:
    """
    One school in one school year, for one process. Holds no state of its own that a ledger does not hold.

    With ``dry`` it appends nothing: ``dry_run`` keeps what would be appended. ``order`` is the command of a caller who
    names it himself (the API's ``Idempotency-Key``): the first append goes in under it.
    """

    def __init__(self, ledger: Ledger, runner: Runner, school_year_id: UUID, *, demo: bool, dry: bool = False) -> None:
        self.ledger = ledger
        self.runner = runner
        self.school_year_id = school_year_id
        self.demo = demo
        self.dry_run = DryRun() if dry else None
        self.order: Command | None = None
        self._kept: Kept | None = None

    @classmethod
    def open(cls, ledger: Ledger, runner: Runner, year: str | None = None, *, demo: bool, dry: bool = False) -> Desk:
        """The desk of the school's newest year, or the named one. Raises Misused if there is none."""
        runner.catch_up(ledger)
        with school_transaction(runner.pool, ledger.school_id) as connection:
            found = [row for row in year_rows.all_of(connection, ledger.school_id) if year in (None, row.name)]
        if not found:
            raise Misused("year.none", which=f" {year}" if year else "")
        return cls(ledger, runner, found[0].school_year_id, demo=demo, dry=dry)

    @property
    def pool(self) -> Pool:
        """The pool of connections that read models use."""
        return self.runner.pool

    @contextmanager
    def keeping(self) -> Iterator[None]:
        """
        Inside, year and reports that were read stay folded, and only what has happened since is read again.

        For several steps over the same reports. The states that ``year`` and ``reports`` gave go on changing there.
        """
        before, self._kept = self._kept, self._kept or Kept(self.ledger)
        try:
            yield
        finally:
            self._kept = before

    def year(self, version: int | None = None) -> SchoolYear:
        """The school year now, with the policies of today, or as it was at a version of its stream."""
        if self._kept and version is None:
            return self._kept.year(self.school_year_id).on(self.today)
        year = school_years.fold(self.school_year_id, self.ledger.stream(self.school_year_id)[:version])
        return year.on(self.today) if version is None else year

    def year_of(self, school_year_id: UUID) -> SchoolYear:
        """Any year of the school, as it stands."""
        return school_years.fold(school_year_id, self.ledger.stream(school_year_id))

    def context(self, actor: str) -> Context:
        """Who acts, now by the ledger's clock."""
        return Context(actor, self.ledger.now())

    @property
    def today(self) -> date:
        """The day in Vietnam, by the ledger's clock."""
        return local_day(self.ledger.now())

    def report(self, report_id: UUID) -> Report:
        """One report as it stands."""
        return reports.fold(report_id, self.ledger.stream(report_id))

    def reports(self, report_ids: Collection[UUID]) -> dict[UUID, Report]:
        """Many reports in one query, in the order asked for."""
        if self._kept:
            return self._kept.reports(report_ids)
        streams = self.ledger.streams(report_ids)
        return {report_id: reports.fold(report_id, streams.get(report_id, [])) for report_id in report_ids}

    def members(self, found: SchoolClass, *, caught_up: bool = False) -> list[Member]:
        """Who is in the class now, in order of the numbers (STT). ``caught_up``: the read models know enough."""
        if not caught_up:
            self.runner.catch_up(self.ledger)
        with school_transaction(self.pool, self.ledger.school_id) as connection:
            rows = report_rows.of_class(connection, self.ledger.school_id, found.class_id)
        return self._members(rows)

    def members_of(self, report_ids: Collection[UUID]) -> list[Member]:
        """The pupils whose reports these are, in that order; the read models know them (``find_report``)."""
        with school_transaction(self.pool, self.ledger.school_id) as connection:
            found = report_rows.of_reports(connection, self.ledger.school_id, [*report_ids])
        rows = {row.report_id: row for row in found}
        return self._members([rows[report_id] for report_id in report_ids if report_id in rows])

    def _members(self, rows: Sequence[ReportRow]) -> list[Member]:
        states = self.pupils([row.pupil_id for row in rows])
        values = self._values({pupil_id: state.identity for pupil_id, state in states.items()})
        return [
            Member(
                row.number,
                row.pupil_id,
                row.report_id,
                values[row.pupil_id]["full_name"],
                _day(values[row.pupil_id]["birth_date"]),
                row,
                states[row.pupil_id].version,
            )
            for row in rows
        ]

    def know_class_lists(self) -> None:
        """
        Bring the read models up to date if somebody has come, moved or left whom they do not know of yet.

        For who needs the list of a class and reads what stands in its reports from the ledger: after a large import
        the read models are far behind, and the class lists are as they were.
        """
        size, reached = self.runner.standing(self.ledger)
        if self.ledger.recorder.read_entries(reached, size, 1, _OF_LISTS):
            self.runner.catch_up(self.ledger)

    def find_report(self, code: str) -> UUID:
        """A report by stream id or lookup code. Raises Misused if this school has none such."""
        try:
            wanted = UUID(code)
        except ValueError as error:
            raise Misused("report.unknown_code", found=code) from error
        self.runner.catch_up(self.ledger)
        with school_transaction(self.pool, self.ledger.school_id) as connection:
            row = report_rows.of_code(connection, self.ledger.school_id, wanted)
        if row is None:
            raise Misused("report.unknown_code", found=code)
        return row.report_id

    def pupil(self, pupil_id: UUID) -> pupils.Pupil:
        """A pupil as he stands."""
        return self.pupils([pupil_id])[pupil_id]

    def identities(self, pupil_ids: Collection[UUID]) -> dict[UUID, dict[str, str]]:
        """Identity values per pupil as they stand now; an erased one reads ``ERASED``."""
        return self._values({pupil_id: state.identity for pupil_id, state in self.pupils(pupil_ids).items()})

    def signatories(self, people: Iterable[Staff]) -> dict[UUID, Signatory]:
        """Name and personal number of members of staff, by staff id."""
        values = self._values({staff.staff_id: staff.identity for staff in people})
        return {staff_id: Signatory(staff_id=staff_id, **identity) for staff_id, identity in values.items()}

    def signatory(self, staff: Staff) -> Signatory:
        """Name and personal number of a member of staff."""
        return self.signatories([staff])[staff.staff_id]

    def pupils(self, pupil_ids: Collection[UUID]) -> dict[UUID, pupils.Pupil]:
        """Many pupils in one query."""
        streams = self.ledger.streams(pupil_ids)
        return {pupil_id: pupils.fold(pupil_id, streams[pupil_id]) for pupil_id in pupil_ids}

    def _values(self, identities: dict[UUID, Commitments]) -> dict[UUID, dict[str, str]]:
        """What lies behind the commitments of some people, read in one query."""
        values = self.ledger.personal_values({one for identity in identities.values() for one in identity.values()})
        return {
            person: {name: values.get(commitment, ERASED) for name, commitment in identity.items()}
            for person, identity in identities.items()
        }

    def append(
        self,
        new: Sequence[NewEvents],
        command: Command,
        *,
        guards: Sequence[Guard] = (),
        blobs: Sequence[Blob] = (),
        personal: Sequence[Personal] = (),
    ) -> Appended | None:
        """Append what is not empty; None where there is nothing to append. Dry, the positions are those of now."""
        new = [events for events in new if events.events]
        if not new:
            return None
        order = replace(self.order, acting=command.acting) if self.order else command
        if self.dry_run is not None:
            return self.dry_run.append(self.ledger, new, order, blobs, personal)
        answer = self.ledger.append(new, command=order, guards=guards, blobs=blobs, personal=personal)
        # A second append under the same command would be taken for a repetition, and record nothing.
        self.order = None
        return answer

    def guard(self, year: SchoolYear) -> Guard:
        """The year as it was read: a right withdrawn meanwhile makes the append fail."""
        return Guard(self.school_year_id, year.version)


def _day(text: str) -> date | None:
    return None if text == ERASED else date.fromisoformat(text)


def made(model: type[M], **values: object) -> M:
    """A command or value from what a person typed. Raises Misused naming the first field that cannot stand."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        fault = error.errors()[0]
        name = ".".join(str(step) for step in fault["loc"]) or model.__name__
        raise Misused("input.invalid", name=name, found=fault["msg"]) from error


def attempt(ledger: Ledger, decide_and_append: Callable[[], T]) -> T:
    """
    Run a whole load-decide-append, again from the start on a conflict, a bounded number of times.

    On the last day of a term twelve teachers record into the same 42 reports at once: who loses again and again goes
    on alone, behind the ledger's lock. Raises the last Conflict.
    """
    return retrying(decide_and_append, alone=ledger.alone)


def command(
    actor: str, kind: str, content: object, command_id: UUID | None = None, *, acting: Acting | None = None
) -> Command:
    """
    A command: its digest binds actor, kind and content, so the same id with anything else is refused.

    ``acting``: the right that the actor uses (``domain.rights``), which the entries will tell.
    """
    digest = hashlib.sha256(to_json([actor, kind, content])).digest()
    return Command(command_id or uuid4(), digest, actor, acting)


def operator_command(kind: str, content: object, command_id: UUID | None = None) -> Command:
    """A command of the database's owner."""
    return command(OPERATOR, kind, content, command_id, acting=Acting(ActingRole.OPERATOR))
