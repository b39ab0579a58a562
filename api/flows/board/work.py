"""My work today (việc của tôi): all that waits for one person and can be done now, what is due first at the top."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from uuid import UUID

from api.flows.board.checks import answering, last_day
from api.flows.board.counting import Work
from api.flows.board.reminders import Reminder, days_said, reminders
from api.flows.cases.waiting import Owed, all_owed
from api.flows.desk import Desk
from api.flows.drafts.old import old_drafts
from domain.context import local_day
from domain.cross_check.state import CheckStatus
from domain.event import Value
from domain.formats.hoc_ba import Stage
from domain.report.deciders import deciders
from domain.report.parts import unconfirmed
from domain.report.state import Report
from domain.school_year.deadlines import SIGNING, until
from domain.school_year.events import Duty, Role, Step
from domain.school_year.state import SchoolYear, Staff
from domain.words import Language, said
from projections import cross_checks
from projections import reports as report_rows
from projections.runner import school_transaction


class Duties(StrEnum):
    """What waits beside the steps of the board."""

    DECIDE = "DECIDE"
    CONFIRM_PART = "CONFIRM_PART"
    LOOK_AGAIN = "LOOK_AGAIN"
    ANSWER_FINDINGS = "ANSWER_FINDINGS"
    RECORD_DRAFTS = "RECORD_DRAFTS"
    ADVISE_CASE = "ADVISE_CASE"
    ANSWER_CASE = "ANSWER_CASE"
    CLOSE_CASE = "CLOSE_CASE"


#: What is counted, where it is no reports.
_COUNTED = {
    Duties.DECIDE: ("đề nghị", "requests"),
    Duties.ANSWER_FINDINGS: ("ghi nhận", "findings"),
    Duties.RECORD_DRAFTS: ("ô nháp", "draft cells"),
    Duties.ADVISE_CASE: ("đề nghị của gia đình", "requests of families"),
    Duties.ANSWER_CASE: ("yêu cầu", "cases"),
    Duties.CLOSE_CASE: ("yêu cầu", "cases"),
    Work.CROSS_CHECK: ("lần kiểm tra", "checks"),
}


class Item(Value):
    """
    Something to do now: a step of the board, a correction to decide, a part to confirm, what was sent back or found.

    ``count`` reports wait (or requests, checks, findings, draft cells), the first of them since ``since``. No pupil
    is named: the place where it is done names them.
    """

    what: Work | Duties
    class_code: str
    subject: str | None = None
    part: str | None = None
    count: int
    since: date | None = None
    until: date | None = None
    days_left: int | None = None

    def said(self, language: Language) -> str:
        """``GVBM ký · Toán · lớp 8A · 42 học bạ · hạn 15/06/2026, còn 5 ngày``."""
        vi = language == "vi"
        parts = [said(self.what, language, "timed")]
        parts += [said(code, language, "subject") for code in (self.subject, self.part) if code]
        parts.append(f"lớp {self.class_code}" if vi else self.class_code)
        parts.append(self.counted(language))
        return " · ".join([*parts, *days_said(self.until, self.days_left, self.since, language)])

    def counted(self, language: Language) -> str:
        """``42 học bạ``."""
        return f"{self.count} {_COUNTED.get(self.what, ('học bạ', 'reports'))[0 if language == 'vi' else 1]}"


def my_work(desk: Desk, staff: Staff) -> list[Item]:
    """All of it, by last day, then by how long it has waited."""
    own = [*waiting(desk, staff.staff_id).get(staff.staff_id, []), *_drafts(desk, staff)]
    return sorted(own, key=_order)


def waiting(desk: Desk, staff_id: UUID | None = None) -> dict[UUID, list[Item]]:
    """The same by staff id, of everybody or of one; what nobody is assigned to is nobody's."""
    today = desk.today
    year = desk.year().on(today)
    found: defaultdict[UUID, list[Item]] = defaultdict(list)
    for each in reminders(desk, today, None if staff_id is None else [staff_id]):
        if each.ready and each.staff and each.step is not Work.CROSS_CHECK:
            found[year.member(each.staff).staff_id].append(_step(each))
    beside: defaultdict[UUID, list[Item]] = defaultdict(list)
    for source in (_requests, _returned, _parts, _findings, _cases):
        for owing, item in source(desk, year, staff_id):
            if staff_id in (None, owing):
                beside[owing].append(item)
    for owing, items in beside.items():
        found[owing] += _merged(items, today)
    return {owing: sorted(items, key=_order) for owing, items in found.items()}


def _order(item: Item) -> tuple[date, date, str, str]:
    return item.until or date.max, item.since or date.max, item.class_code, item.subject or ""


def _step(each: Reminder) -> Item:
    return Item(
        what=each.step,
        class_code=each.class_code,
        subject=each.subject,
        count=each.ready,
        since=each.oldest,
        until=each.until,
        days_left=each.days_left,
    )


def _merged(items: list[Item], today: date) -> Iterator[Item]:
    """Those of one place together, with the days that are left."""
    places: dict[tuple[str, ...], list[Item]] = {}
    for item in items:
        places.setdefault((item.what, item.class_code, item.subject or "", item.part or ""), []).append(item)
    for together in places.values():
        last = min((item.until for item in together if item.until), default=None)
        yield together[0].model_copy(
            update={
                "count": sum(item.count for item in together),
                "since": min((item.since for item in together if item.since), default=None),
                "until": last,
                "days_left": (last - today).days if last else None,
            }
        )


Found = Iterator[tuple[UUID, Item]]


def _requests(desk: Desk, year: SchoolYear, _: UUID | None) -> Found:
    """Corrections for who may decide them, or enter the supervising body's decision where nobody in the school may."""
    with school_transaction(desk.pool, desk.ledger.school_id) as connection:
        rows = report_rows.with_open_requests(connection, desk.ledger.school_id)
    enter = [each for each in year.staff.values() if each.roles & {Role.CLERK, Role.IT_OFFICER}]
    for report in desk.reports([row.report_id for row in rows if row.school_year_id == desk.school_year_id]).values():
        for request in report.open_requests:
            place = {"class_code": year.classes[report.class_id].code, "since": local_day(request.requested_at)}
            for each in list(deciders(report, request, year, desk.today)) or enter:
                yield each.staff_id, Item(what=Duties.DECIDE, count=1, **place)


def _returned(desk: Desk, year: SchoolYear, _: UUID | None) -> Found:
    """What a later signer sent back to an earlier one, who has not signed since."""
    with school_transaction(desk.pool, desk.ledger.school_id) as connection:
        rows = report_rows.sent_back(connection, desk.ledger.school_id)
    for report in desk.reports([row.report_id for row in rows if row.school_year_id == desk.school_year_id]).values():
        for (stage, subject), sent in report.returned.items():
            if signer := _signer(report, year, stage, subject, desk.today):
                yield (
                    signer.staff_id,
                    Item(
                        what=Duties.LOOK_AGAIN,
                        class_code=year.classes[report.class_id].code,
                        subject=subject,
                        count=1,
                        since=local_day(sent.at),
                        until=_until(year, SIGNING[stage], report.class_id),
                    ),
                )


def _signer(report: Report, year: SchoolYear, stage: Stage, subject: str | None, today: date) -> Staff | None:
    if stage is Stage.SUBJECT and subject:
        return year.teacher(report.class_id, subject, today)
    if stage is Stage.HOMEROOM:
        return year.homeroom_teacher(report.class_id, today)
    return year.staff[report.edition.opened.head] if report.edition else None


def _parts(desk: Desk, year: SchoolYear, staff_id: UUID | None) -> Found:
    """Parts of subjects that their teachers have to confirm before the one who answers for the subject signs."""
    classes = {
        class_id
        for (class_id, _), rights in year.teaching.items()
        for right in rights
        if right.duty is Duty.PART and right.covers(desk.today) and staff_id in (None, right.staff_id)
    }
    with school_transaction(desk.pool, desk.ledger.school_id) as connection:
        rows = report_rows.being_signed(connection, desk.ledger.school_id, list(classes)) if classes else []
    for report in desk.reports([row.report_id for row in rows]).values():
        if report.edition is None or report.open_requests or report.left:
            continue
        for (subject, part), owing in unconfirmed(report, year, desk.today).items():
            yield (
                owing.staff_id,
                Item(
                    what=Duties.CONFIRM_PART,
                    class_code=year.classes[report.class_id].code,
                    subject=subject,
                    part=part,
                    count=1,
                    since=report.edition.opened.created_on,
                    until=_until(year, Step.SUBJECT_TEACHERS, report.class_id),
                ),
            )


def _findings(desk: Desk, year: SchoolYear, _: UUID | None) -> Found:
    """Checks that are open, for each of their checkers, and what they found, for who answers it."""
    with school_transaction(desk.pool, desk.ledger.school_id) as connection:
        rows = cross_checks.of_year(connection, desk.ledger.school_id, desk.school_year_id)
    for row in rows:
        if row.status is not CheckStatus.OPEN:
            continue
        place = {
            "class_code": year.classes[row.class_id].code,
            "subject": row.subject,
            "until": last_day(year, row),
        }
        for checker in row.checkers:
            yield checker, Item(what=Work.CROSS_CHECK, count=1, **place)
        answers = answering(year, row, desk.today)
        if row.unanswered and answers:
            yield answers.staff_id, Item(what=Duties.ANSWER_FINDINGS, count=row.unanswered, **place)


def _cases(desk: Desk, year: SchoolYear, _: UUID | None) -> Found:
    """What families ask for."""
    for staff, owed, row, report in all_owed(desk, year):
        of_class = year.classes.get(report.class_id)
        subject = row.disputed.subject if row.disputed and owed is Owed.ADVICE else None
        yield (
            staff.staff_id,
            Item(
                what=Duties(owed.value),
                class_code=of_class.code if of_class else "–",
                subject=subject,
                count=1,
                since=row.opened_on,
                until=row.due,
            ),
        )


def _drafts(desk: Desk, staff: Staff) -> Iterator[Item]:
    """What he typed and has not recorded for days; nobody else is told of it here."""
    for old in old_drafts(desk, str(staff.staff_id)):
        if old.staff == staff.code:
            sheet = None if old.sheet == "GVCN" else old.sheet
            yield Item(
                what=Duties.RECORD_DRAFTS, class_code=old.class_code, subject=sheet, count=old.cells, since=old.oldest
            )


def _until(year: SchoolYear, step: Step, class_id: UUID) -> date | None:
    return until(year, step, year.classes[class_id].grade, class_id)
