"""
Calling the roll (điểm danh) of a class for a half-day.

- The homeroom teacher of the class calls it; everybody is there whom the call does not name.
- Until ``roll_open_days`` after the half-day a call changes freely: who calls it again says it all anew. After that it
  stands, and one pupil's half-day changes only by a correction, as a mark does.
- A half-day that was never called may be called late: nothing is recorded that would change.
- Nothing is called in a locked term, and nothing changes in a report that has an edition; the others of the class are
  called without naming him.
- A report counts its absences by day or holds a total from elsewhere, never both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from domain.context import Context
from domain.errors import Faults, HocbaError, Rejected
from domain.event import Event
from domain.messages import MESSAGES
from domain.report import events as e
from domain.report.attendance import check_day, is_enrolled, missing_at
from domain.report.places import Place
from domain.report.state import Report
from domain.roll.commands import Absent, CallRoll
from domain.roll.events import RollCalled
from domain.roll.state import Roll
from domain.school_year.deadlines import RECORDING, check_deadline
from domain.school_year.policies import Lateness
from domain.school_year.state import SchoolYear
from domain.values import Term

MESSAGES.update(
    {
        "roll.not_in_class": (
            "Có {count} học bạ không thuộc lớp {class_code} vào ngày {day}: {report}. Xem danh sách lớp rồi điểm danh "
            "lại.",
            "{count} reports do not belong to class {class_code} on {day}: {report}. Look at the class list and call "
            "again.",
        ),
        "roll.empty": (
            "Lớp {class_code} không có học sinh nào vào ngày {day}.",
            "Class {class_code} has no pupil on {day}.",
        ),
        "roll.closed": (
            "Số thứ tự {number}: điểm danh {session} chỉ sửa được đến hết ngày {until}. Muốn thay đổi, thầy/cô gửi Đề "
            "nghị điều chỉnh cho vị trí nghi/{place} để Hiệu trưởng duyệt.",
            "Number {number}: the roll of {session} could be changed until {until}. To change it now, ask for a "
            "correction of the place absences/{place}, which the principal decides.",
        ),
        "roll.edition_open": (
            "Số thứ tự {number}: học bạ đã khởi tạo để ký, nên không đổi được điểm danh {session} ở đây. Muốn thay "
            "đổi, thầy/cô gửi Đề nghị điều chỉnh cho vị trí nghi/{place}; các em khác thì điểm danh lại, không nêu em "
            "này.",
            "Number {number}: the report has been opened for signing, so its roll of {session} cannot be changed. Ask "
            "for a correction of the place absences/{place}; for the others, call again without this pupil.",
        ),
        "roll.total_stands": (
            "Số thứ tự {number}: số buổi nghỉ cả năm đã ghi sổ là tổng nhập từ nơi khác ({total}), nên không điểm danh "
            "theo ngày ở đây nữa.",
            "Number {number}: a total of absences from elsewhere is recorded ({total}), so they are not counted by day "
            "here.",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Called:
    """What follows from a call: events of the roll, and of reports; both empty where all of it stands so."""

    roll: tuple[Event, ...]
    reports: tuple[tuple[Report, tuple[Event, ...]], ...]


def call_roll(roll: Roll, reports: Sequence[Report], command: CallRoll, year: SchoolYear, context: Context) -> Called:
    """
    Decide on a call; ``reports`` are those of the class, of which any may have come, left or moved since.

    Raises Rejected for a missing right or an impossible day, Faults with every pupil that something stands against.
    """
    year.require_homeroom(context.actor, command.class_id, context.today)
    _check_day(command, year, context)
    present = [report for report in reports if is_enrolled(report, command.class_id, command.day)]
    _check_known(present, command, year)
    until = command.day + timedelta(days=year.policies.roll_open_days)
    closed = until if command.session in roll.calls and context.today > until else None
    faults: list[HocbaError] = []
    found: list[tuple[Report, tuple[Event, ...]]] = []
    #: Who came with a total from another school has no days here; where all have one, roll is kept elsewhere.
    only_totals = all(report.absences for report in present)
    for report in present:
        if report.absences and not only_totals and report.report_id not in command.absent:
            continue
        events = _of_report(report, command)
        if not events:
            continue
        if fault := _fault(report, command, year):
            faults.append(fault)
        elif closed:
            faults.append(_rejected("roll.closed", report, command, until=f"{closed:%d/%m/%Y}"))
        else:
            found.append((report, tuple(events)))
    if faults:
        raise Faults(faults)
    absent = len(command.absent)
    called = RollCalled(class_id=command.class_id, day=command.day, half=command.half, absent=absent)
    known = roll.calls.get(command.session)
    return Called((called,) if found or known is None else (), tuple(found))


def _check_day(command: CallRoll, year: SchoolYear, context: Context) -> None:
    check_day(command.day, year, context)
    term = _term(command, year)
    if term in year.locked:
        raise Rejected("period.locked", cell=Place("session", session=command.session), term=term.value)
    if year.policies.late_recording is Lateness.BLOCK:
        found = year.classes[command.class_id]
        check_deadline(year, RECORDING[term], found.grade, found.class_id, context.today)


def _term(command: CallRoll, year: SchoolYear) -> Term:
    return Term.ONE if command.day < year.calendar.term_2_starts else Term.TWO


def _check_known(present: Sequence[Report], command: CallRoll, year: SchoolYear) -> None:
    where = {"class_code": year.classes[command.class_id].code, "day": f"{command.day:%d/%m/%Y}"}
    if not present:
        raise Rejected("roll.empty", **where)
    unknown: set[UUID] = command.absent.keys() - {report.report_id for report in present}
    if unknown:
        raise Rejected("roll.not_in_class", count=len(unknown), report=", ".join(sorted(map(str, unknown))), **where)


def _of_report(report: Report, command: CallRoll) -> list[Event]:
    """What is new of one pupil."""
    events: list[Event] = [] if report.roll else [e.RollBegun(day=command.day)]
    standing = missing_at(report, command.session)
    before = Absent(permitted=standing.value.permitted, note=standing.value.note) if standing else None
    after = command.absent.get(report.report_id)
    if before == after:
        return events
    if after is None:
        return [*events, e.AbsenceStruck(day=command.day, half=command.half)]
    return [*events, e.AbsenceNoted(day=command.day, half=command.half, permitted=after.permitted, note=after.note)]


def _fault(report: Report, command: CallRoll, year: SchoolYear) -> Rejected | None:
    """What stands against anything new in this report."""
    if report.absences:
        return Rejected("roll.total_stands", number=report.number, total=report.absences.value)
    return _rejected("roll.edition_open", report, command) if report.edition else None


def _rejected(code: str, report: Report, command: CallRoll, **facts: object) -> Rejected:
    place = str(command.session).lower()
    return Rejected(code, number=report.number, session=command.session, place=place, **facts)
