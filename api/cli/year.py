"""Commands for a running school year: its last days, locks, delegations and policies, and who is late."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Annotated
from uuid import uuid4

import typer

from api.cli import assignment_sheet, opening, structure, year_turn
from api.cli.common import DAY_FORMATS
from api.cli.deciding import decide_year
from api.cli.reading import Reader, reads
from api.cli.writing import Writer, writes
from api.flows import year_decisions as years
from api.flows.board import reminders as flow
from api.flows.desk import Desk, made
from domain.errors import Misused
from domain.school_year import commands as c
from domain.school_year.events import DelegationKind, Duty, Step
from domain.values import Term
from domain.words import said

year = typer.Typer(no_args_is_help=True, help="Thời hạn, khóa sổ, ủy quyền, quy chế của năm học. · The school year.")

year.command("open")(opening.open_year)
year.command("code")(opening.opening_code)
year.command("show")(year_turn.show)
year.command("place")(year_turn.place)
year.command("close")(year_turn.close)
year.command("rename")(structure.rename)
year.command("names")(structure.names)
for name, family in structure.FAMILIES.items():
    year.add_typer(family, name=name)

Day = Annotated[datetime, typer.Option("--until", formats=DAY_FORMATS, help="Đến hết ngày. · Last day.")]
StepArgument = Annotated[Step, typer.Argument(help="Bước, ví dụ SUBJECT_TEACHERS. · Step.")]
Grade = Annotated[int | None, typer.Option("--grade", help="Khối; bỏ qua là mọi khối. · Grade; without it, all.")]
Document = Annotated[str, typer.Option("--document", help="Số, ngày của văn bản. · The document.")]
Reason = Annotated[str, typer.Option("--reason", help="Lí do. · Reason.")]
Kind = Annotated[DelegationKind, typer.Option("--kind", help="Loại ủy quyền. · Kind of delegation.")]
Deputy = Annotated[str, typer.Option("--staff", help="Mã Phó Hiệu trưởng. · Staff code of the deputy.")]
TermArgument = Annotated[int, typer.Argument(min=1, max=2, help="Học kì. · Term.")]
ClassOption = Annotated[str, typer.Option("--class", help="Lớp, ví dụ 8A. · Class.")]
SubjectOption = Annotated[str, typer.Option("--subject", help="Mã môn học. · Subject code.")]
PartOption = Annotated[str | None, typer.Option("--part", help="Phần của môn, ví dụ HOA_HOC. · Part of the subject.")]
Teacher = Annotated[str, typer.Option("--teacher", help="Mã giáo viên. · Staff code of the teacher.")]


@year.command("deadlines")
@reads
def deadlines(here: Reader) -> None:
    """Thời hạn của từng bước, từng khối; lớp được gia hạn. · The last day of each step."""
    lines = years.deadlines(here.desk.year())
    if here.answered(lines):
        return
    for line in lines:
        vi, en = (f"lớp {line.class_code}", line.class_code) if line.class_code else (f"khối {line.grade}",) * 2
        en = en if line.class_code else f"grade {line.grade}"
        because = f" · {line.document}" if line.document else ""
        source = {turn: said(line.source, turn, "deadline_source") for turn in ("vi", "en")}
        here.screen.say(
            f"{said(line.step, 'vi', 'timed')} · {vi} · {line.until:%d/%m/%Y} · {source['vi']}{because}",
            f"{said(line.step, 'en', 'timed')} · {en} · {line.until:%d/%m/%Y} · {source['en']}{because}",
        )


@year.command("deadline")
@writes
def deadline(by: Writer, step: StepArgument, until: Day, document: Document, grade: Grade = None) -> None:
    """Hiệu trưởng đặt thời hạn của một bước theo kế hoạch. · The principal sets a last day."""
    asked = made(c.SetDeadline, step=step, grade=grade, until=until.date(), document=document)
    decide_year(by, asked)


@year.command("extend")
@writes
def extend(
    by: Writer,
    step: StepArgument,
    until: Day,
    reason: Reason,
    grade: Grade = None,
    class_codes: Annotated[
        list[str] | None, typer.Option("--class", help="Lớp; có thể nhiều; bỏ qua là tất cả. · Classes; none: all.")
    ] = None,
) -> None:
    """Hiệu trưởng gia hạn, có lí do. · The principal gives more time, with a reason."""
    class_ids = tuple(by.desk.year().school_class(code).class_id for code in class_codes or ())
    asked = made(c.ExtendDeadline, step=step, grade=grade, class_ids=class_ids, until=until.date(), reason=reason)
    decide_year(by, asked)


@year.command("lock")
@writes
def lock(by: Writer, term: TermArgument) -> None:
    """Khóa sổ một học kì. · Lock a term."""
    decide_year(by, c.LockTerm(term=Term(term)))


@year.command("reopen")
@writes
def reopen(by: Writer, term: TermArgument, reason: Reason) -> None:
    """Mở lại sổ của một học kì, có lí do. · Lift the lock of a term."""
    asked = made(c.ReopenTerm, term=Term(term), reason=reason)
    decide_year(by, asked)


@year.command("delegate")
@writes
def delegate(
    by: Writer,
    staff: Deputy,
    kind: Kind,
    until: Day,
    document: Document,
    since: Annotated[
        datetime | None, typer.Option("--since", formats=DAY_FORMATS, help="Từ ngày; mặc định hôm nay. · First day.")
    ] = None,
) -> None:
    """Hiệu trưởng ủy quyền cho Phó Hiệu trưởng, đến hết ngày cuối. · The principal delegates to a deputy."""
    asked = made(
        c.GrantDelegation,
        delegation_id=uuid4(),
        staff_id=by.desk.year().member(staff).staff_id,
        kind=kind,
        since=_day(since, by.desk),
        until=until.date(),
        document=document,
    )
    decide_year(by, asked)


@year.command("revoke")
@writes
def revoke(
    by: Writer,
    staff: Deputy,
    kind: Kind,
    last_day: Annotated[
        datetime | None, typer.Option("--last-day", formats=DAY_FORMATS, help="Mặc định hôm nay. · Last day.")
    ] = None,
) -> None:
    """Thu hồi ủy quyền trước hạn. · End a delegation early."""
    delegation_id = years.standing_delegation(by.desk.year(), staff, kind)
    asked = c.RevokeDelegation(delegation_id=delegation_id, last_day=_day(last_day, by.desk))
    decide_year(by, asked)


@year.command("policies")
@reads
def policies(here: Reader) -> None:
    """Quy chế đang áp dụng: giá trị, điều khoản, văn bản, từ ngày nào, ai đặt. · The policies in force."""
    lines = years.policies_in_force(here.desk.year())
    if here.answered(lines):
        return
    for line in lines:
        head = f"{line.policy} = {_shown(line.value)}"
        if line.since:
            told = f"{line.clause}, {line.document}"
            here.screen.say(
                f"{head} · {told} · từ {line.since:%d/%m/%Y} · {line.set_by} đặt (bản ghi {line.position})",
                f"{head} · {told} · since {line.since:%d/%m/%Y} · set by {line.set_by} (entry {line.position})",
            )
        elif line.default:
            here.screen.say(f"{head} · mặc định", f"{head} · default")
        else:
            here.screen.say(f"{head} · đặt khi mở năm học", f"{head} · set on opening the year")


def _shown(value: object) -> str:
    """As it is typed in ``hocba year policy``."""
    return value if isinstance(value, str) else json.dumps(value)


@year.command("policy")
@writes
def policy(
    by: Writer,
    name: Annotated[str, typer.Argument(help="Tên quy định, xem hocba year policies. · Name of the policy.")],
    value: Annotated[str, typer.Argument(help="Giá trị; true, false, null như trong JSON. · Value.")],
    clause: Annotated[str, typer.Option("--clause", help="Điều khoản cho phép. · The clause.")],
    document: Document,
    since: Annotated[
        datetime | None, typer.Option("--since", formats=DAY_FORMATS, help="Áp dụng từ ngày. · First day.")
    ] = None,
) -> None:
    """Hiệu trưởng đặt một quy định theo Quy chế của trường. · The principal sets a policy."""
    first = _day(since, by.desk)
    asked = made(
        c.SetPolicy, policy=name, value=years.policy_value(value), clause=clause, document=document, since=first
    )
    decide_year(by, asked)


@year.command("reminders")
@reads
def reminders(
    here: Reader,
    at: Annotated[
        datetime | None, typer.Option("--at", formats=DAY_FORMATS, help="Tính đến ngày; mặc định hôm nay. · As of.")
    ] = None,
    staff: Annotated[str | None, typer.Option("--staff", help="Chỉ của một người. · Of one person.")] = None,
) -> None:
    """Ai còn việc gì, đến hạn nào, trễ bao lâu. · Who still has what to do, and until when."""
    only = [here.desk.year().member(staff).staff_id] if staff else None
    found = flow.reminders(here.desk, at.date() if at else None, only)
    if here.answered(found):
        return
    if not found:
        here.screen.say("Không còn việc gì.", "Nothing is open.")
    person: tuple[str | None, str | None] | None = None
    for each in sorted(found, key=lambda each: each.staff or ""):
        if (each.staff, each.full_name) != person:
            person = (each.staff, each.full_name)
            name = f"{each.full_name} ({each.staff})"
            here.screen.say(name if each.staff else "Chưa phân công", name if each.staff else "Nobody is assigned")
        here.screen.say(f"  {each.said('vi')}", f"  {each.said('en')}")


@year.command("assign")
@writes
def assign(
    by: Writer,
    class_code: Annotated[str | None, typer.Option("--class", help="Lớp, ví dụ 8A. · Class.")] = None,
    subject: Annotated[str | None, typer.Option("--subject", help="Mã môn học. · Subject code.")] = None,
    teacher: Annotated[str | None, typer.Option("--teacher", help="Mã giáo viên. · Staff code.")] = None,
    part: PartOption = None,
    duty: Annotated[
        Duty | None, typer.Option("--duty", help="RESPONSIBLE ký; PART dạy một phần; SUBSTITUTE dạy thay. · Duty.")
    ] = None,
    since: Annotated[datetime | None, typer.Option("--from", formats=DAY_FORMATS, help="Từ ngày. · First day.")] = None,
    workbook: assignment_sheet.Workbook = None,
) -> None:
    """Phân công dạy: một môn, hoặc cả bảng phân công. · Who teaches a subject, or all that a sheet changes."""
    first = _day(since, by.desk)
    if workbook is not None and (class_code, subject, teacher, part, duty) == (None,) * 5:
        assignment_sheet.assign(by, workbook, first)
        return
    if class_code is None or subject is None or teacher is None or workbook is not None:
        raise Misused("assign.either")
    current = by.desk.year()
    place = {"class_id": current.school_class(class_code).class_id, "subject": subject, "part": part}
    staff_id = current.member(teacher).staff_id
    decide_year(by, made(c.AssignTeaching, **place, staff_id=staff_id, since=first, duty=duty))


@year.command("unassign")
@writes
def unassign(
    by: Writer,
    class_code: ClassOption,
    subject: SubjectOption,
    teacher: Teacher,
    part: PartOption = None,
    last_day: Annotated[
        datetime | None, typer.Option("--until", formats=DAY_FORMATS, help="Ngày cuối. · Its last day.")
    ] = None,
) -> None:
    """Kết thúc một phân công dạy. · End an assignment."""
    current = by.desk.year()
    place = {"class_id": current.school_class(class_code).class_id, "subject": subject, "part": part}
    asked = made(c.EndTeaching, **place, staff_id=current.member(teacher).staff_id, last_day=_day(last_day, by.desk))
    decide_year(by, asked)


def _day(given: datetime | None, opened: Desk) -> date:
    return given.date() if given else opened.today
