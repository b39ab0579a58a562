"""
Decisions on a digitised paper report (QĐ 1789 Điều 22.3a, Điều 39.2).

- The clerk types what the paper says, of years before or within the one that the pupil goes on with here, of the same
  school level; each value is one that its place can have. Blank places stay blank. All faults are told at once.
- The paper is another school's, and so is each of its years: what this school has issued has one form, the report.
- The head, or a deputy delegated to sign reports, confirms it; never who typed it.
- The clerk seals it with the school's approved certificate: only then it counts, and only as a copy.
- What was typed wrongly is withdrawn, by the principal's decision once it was sealed, and typed anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from domain.context import Context, local_day
from domain.errors import Faults, Misused, Rejected
from domain.event import Event
from domain.formats import hoc_ba
from domain.messages import MESSAGES
from domain.paper_report import commands as c
from domain.paper_report import events as e
from domain.paper_report.state import PaperReport, PaperStatus
from domain.regulations.curriculum import subject as subject_of
from domain.regulations.curriculum import traits as traits_of
from domain.report.editions import DEPUTY_CAPACITY, PRINCIPAL_CAPACITY
from domain.report.in_place import delegation_of
from domain.report.signing import check_time
from domain.report.state import Report
from domain.rights import acting
from domain.school_year.events import Role
from domain.school_year.state import SchoolYear
from domain.typing import word
from domain.values import Attainment, CommentResult, Kind, Score

MESSAGES.update(
    {
        "paper_report.year": (
            "Năm học {year}, lớp {grade}: không nhận được. Học bạ giấy gồm các năm trước của cùng cấp học, mỗi năm một "
            "lần, từ năm đầu đến năm cuối.",
            "School year {year}, grade {grade}, cannot be: a paper report has earlier years of the same school level, "
            "each once, the first one first.",
        ),
        "paper_report.mark": (
            "Năm học {year}, {subject:subject}, {place:paper_place}: “{found}” không phải kết quả của môn này.",
            "School year {year}, {subject:subject}, {place:paper_place}: “{found}” is no result of this subject.",
        ),
        "paper_report.twice": (
            "Năm học {year}: {subject:subject} có hai dòng.",
            "School year {year}: {subject:subject} has two rows.",
        ),
        "paper_report.other_level": (
            "Năm học {year}: “{found}” không có trên học bạ của cấp học này.",
            "School year {year}: a report of this school level has no “{found}”.",
        ),
        "paper_report.exists": (
            "Bản giấy này đã số hoá: số {number}, năm học {year}. Nếu bản đó sai, hãy thu hồi rồi số hoá lại.",
            "It was digitised already: no. {number}, school year {year}. If that is wrong, withdraw it first.",
        ),
        "paper_report.own_school": (
            "“{found}” là chính trường này: chỉ số hoá học bạ giấy của trường khác. Nếu là trường khác cùng tên, hãy "
            "ghi thêm xã, tỉnh sau tên trường.",
            "“{found}” is this school: only another school's paper is digitised. If it is another one of the same "
            "name, write its place behind the name.",
        ),
        "paper_report.own_year": (
            "Năm học {year}: học sinh có học bạ số của trường này, nên không số hoá từ bản giấy.",
            "School year {year}: the pupil has a report of this school, so none on paper is digitised.",
        ),
        "paper_report.replaces": (
            "Chỉ thay được bản số hoá đã thu hồi của cùng học sinh.",
            "Only a withdrawn copy of the same pupil is replaced.",
        ),
        "paper_report.replaced": (
            "Bản số hoá đã thu hồi này đã được thay bằng bản số {number}. Nếu bản đó sai, hãy thu hồi rồi thay bản đó.",
            "That withdrawn copy was replaced by no. {number} already. If that is wrong, withdraw and replace it.",
        ),
        "paper_report.self": (
            "{staff} đã nhập bản số hoá này nên không tự xác nhận được. Hiệu trưởng, hoặc Phó Hiệu trưởng được ủy "
            "quyền, phải đối chiếu và xác nhận.",
            "{staff} typed this and cannot confirm it. The principal, or a deputy so delegated, compares and confirms.",
        ),
        "paper_report.step": (
            "Bản số hoá số {number} đang ở bước “{status:paper_status}” nên chưa làm được việc này.",
            "Digitised report no. {number} is “{status:paper_status}”: not the time for this.",
        ),
        "paper_report.changed": (
            "Thông tin của học sinh, lớp hoặc trường đã đổi sau khi Hiệu trưởng xác nhận bản số hoá số {number}. Hãy "
            "thu hồi bản này rồi số hoá lại.",
            "Pupil, class or school have changed since digitised report no. {number} was confirmed. Withdraw it and "
            "digitise it again.",
        ),
        "paper_report.decision": (
            "Bản số hoá đã đóng dấu chỉ thu hồi theo quyết định của Hiệu trưởng: hãy nhập số và ngày của quyết định.",
            "A sealed copy is withdrawn by the principal's decision: enter its number and its day.",
        ),
    }
)


def digitise(
    command: c.DigitisePaper,
    year: SchoolYear,
    context: Context,
    report: Report,
    number: int,
    others: list[PaperReport],
    own: Collection[str] = (),
) -> e.PaperReportDigitised:
    """
    The first event, under the next ``number`` of the list; ``others`` are this pupil's other paper reports.

    ``own``: the school years of which he has a report of this school, without one that he began elsewhere.

    Raises Rejected, Faults where several values cannot stand.
    """
    acting(command, year, context, report)
    faults = [
        *_faults(command.years, year, report),
        *_doubled(command.years, others),
        *_of_this_school(command, year, own),
    ]
    replaced = next((other for other in others if other.paper_id == command.replaces), None)
    if command.replaces and (replaced is None or replaced.status is not PaperStatus.WITHDRAWN):
        faults.append(Rejected("paper_report.replaces"))
    for other in others:
        if command.replaces == other.digitised.replaces is not None and other.status is not PaperStatus.WITHDRAWN:
            faults.append(Rejected("paper_report.replaced", number=other.digitised.number))
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise Faults(faults)
    started = report.started
    return e.PaperReportDigitised(
        number=number, pupil_id=started.pupil_id, report_id=report.report_id, **dict(command)
    )  # fmt: skip


def _doubled(years: Iterable[e.PaperYear], others: Iterable[PaperReport]) -> Iterator[Rejected]:
    known = {
        each.school_year: other.digitised.number
        for other in others
        if other.status is not PaperStatus.WITHDRAWN
        for each in other.digitised.years
    }
    for each in years:
        if each.school_year in known:
            yield Rejected("paper_report.exists", number=known[each.school_year], year=each.school_year)


def _of_this_school(command: c.DigitisePaper, year: SchoolYear, own: Collection[str]) -> Iterator[Rejected]:
    here = {_folded(named.school.name) for named in year.structure.names}
    for name in dict.fromkeys([command.origin.school, *(each.school for each in command.years)]):
        if _folded(name) in here:
            yield Rejected("paper_report.own_school", found=name)
    for each in command.years:
        if each.school_year in own:
            yield Rejected("paper_report.own_year", year=each.school_year)


def _folded(school: str) -> str:
    """A school's name as people compare it: "trường thcs  sông lam" is "THCS Sông Lam"."""
    return " ".join(each for each in word(school).split() if each != "TRƯỜNG")


def _faults(years: tuple[e.PaperYear, ...], year: SchoolYear, report: Report) -> Iterator[Rejected]:
    level, last = hoc_ba.of_grade(report.started.grade), ("", 0)
    for each in years:
        this = (each.school_year, each.grade)
        fits = each.grade in level.grades and each.grade <= report.started.grade and each.school_year <= year.name
        if not fits or this[0] <= last[0] or this[1] < last[1]:
            yield Rejected("paper_report.year", year=each.school_year, grade=each.grade)
            continue
        last = this
        yield from _of_year(each, primary=level.level == hoc_ba.PRIMARY.level)


def _of_year(year: e.PaperYear, *, primary: bool) -> Iterator[Rejected]:
    seen: set[str] = set()
    for row in year.rows:
        if row.subject in seen:
            yield Rejected("paper_report.twice", year=year.school_year, subject=row.subject)
        seen.add(row.subject)
        try:
            kind = subject_of(row.subject, year.grade, year.school_year).kind
        except Rejected as error:  # A subject, or a year, that the curriculum does not know.
            yield error
            continue
        for place in ("term_1", "term_2", "year", "test"):
            found = getattr(row, place)
            fits = isinstance(found, _MARKS[kind].get(place, ()))
            if place == "test" and fits:
                fits = found.value == found.value.to_integral_value()
            if found is not None and not fits:
                facts = {"subject": row.subject, "place": place, "found": found.said("vi")}
                yield Rejected("paper_report.mark", year=year.school_year, **facts)
    rated = {trait.code for trait in traits_of(year.grade)}
    foreign = [code for code, _ in year.traits if code not in rated]
    if primary:
        foreign += [str(level) for level in (*year.academic, *year.conduct) if level is not None]
    elif year.result:
        foreign.append(year.result)
    for found in foreign:
        yield Rejected("paper_report.other_level", year=year.school_year, found=found)


#: What may stand where, by how a subject is assessed.
_MARKS: dict[Kind, dict[str, type]] = {
    Kind.SCORED: dict.fromkeys(("term_1", "term_2", "year"), Score),
    Kind.COMMENT: dict.fromkeys(("term_1", "term_2", "year"), CommentResult),
    Kind.LEVEL: {"year": Attainment, "test": Score},
}


def decide(state: PaperReport, command: c.Command, year: SchoolYear, context: Context, report: Report) -> list[Event]:
    """The events that follow. Raises Rejected."""
    acting(command, year, context, report)
    match command:
        case c.ConfirmPaper():
            return [_confirm(state, command, year, context)]
        case c.SealPaper():
            return [_seal(state, command, year, context)]
        case c.SealPaperDocument():
            return [_seal_document(state, command)]
        case c.WithdrawPaper():
            return [_withdraw(state, command, year, context)]
        case c.DigitisePaper():
            raise Misused("paper_report.step", **_stands(state))


def check_confirming(state: PaperReport, year: SchoolYear, context: Context) -> str:
    """In which capacity the actor may confirm it (chức vụ). Raises Rejected."""
    _require(state, PaperStatus.DIGITISED)
    staff = year.require_role(context.actor, Role.PRINCIPAL, Role.DEPUTY)
    if context.actor == state.digitised_by:
        raise Rejected("paper_report.self", staff=staff.code)
    return PRINCIPAL_CAPACITY if delegation_of(staff, year, context) is None else DEPUTY_CAPACITY


def _confirm(state: PaperReport, command: c.ConfirmPaper, year: SchoolYear, context: Context) -> Event:
    capacity = check_confirming(state, year, context)
    staff = year.actor(context.actor)
    year.require_certificate(command.certificate, staff)
    check_time(command.signed_at, context)
    return e.PaperReportConfirmed(
        capacity=capacity, delegation_id=delegation_of(staff, year, context), **dict(command)
    )  # fmt: skip


def check_sealing(state: PaperReport, year: SchoolYear, context: Context) -> None:
    """Raises Rejected unless the actor may seal it now."""
    year.require_role(context.actor, Role.CLERK)
    _require(state, PaperStatus.CONFIRMED)


def _seal(state: PaperReport, command: c.SealPaper, year: SchoolYear, context: Context) -> Event:
    check_sealing(state, year, context)
    year.require_seal(command.certificate, command.serial, command.last_day)
    check_time(command.signed_at, context)
    digitised = state.digitised
    return e.PaperReportSealed(
        lookup_id=digitised.lookup_id,
        effective_date=local_day(command.signed_at),
        scan_sha256=digitised.scan.sha256,
        replaces=digitised.replaces,
        **command.model_dump(exclude={"serial", "last_day"}),
    )


def _seal_document(state: PaperReport, command: c.SealPaperDocument) -> Event:
    _require(state, PaperStatus.SEALED)
    assert state.sealed is not None
    if state.document:
        raise Rejected("document.already", lookup_id=state.digitised.lookup_id)
    if command.checkpoint_size < state.sealed.position:
        raise Rejected("document.not_covered", position=state.sealed.position, size=command.checkpoint_size)
    return e.PaperDocumentSealed(**dict(command))


def _withdraw(state: PaperReport, command: c.WithdrawPaper, year: SchoolYear, context: Context) -> Event:
    if state.status is PaperStatus.WITHDRAWN:
        raise Rejected("paper_report.step", **_stands(state))
    if state.sealed:
        year.require_role(context.actor, Role.PRINCIPAL)
        if command.document is None or command.dated is None or command.dated > context.today:
            raise Rejected("paper_report.decision")
    return e.PaperReportWithdrawn(**dict(command))


def _require(state: PaperReport, status: PaperStatus) -> None:
    if state.status is not status:
        raise Rejected("paper_report.step", **_stands(state))


def _stands(state: PaperReport) -> dict[str, object]:
    return {"number": state.digitised.number, "status": state.status.value}
