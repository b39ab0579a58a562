"""Commands of the signing chain: report confirm|sign|return, and whose turn it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

import typer

from api.cli.after_issue import OfClass, Reports
from api.cli.common import Class, class_list
from api.cli.console import Exit, Screen
from api.cli.outcomes import finish, tell_refused
from api.cli.writing import Writer, writes
from api.flows import signing, turns
from api.flows.after_issue import chosen
from api.flows.desk import Desk, made
from api.flows.signers import Shown, Wanted
from api.flows.signing import Outcome
from domain.errors import Misused
from domain.formats.hoc_ba import Stage
from domain.messages import MESSAGES
from domain.report import commands as c

MESSAGES.update(
    {
        "report.stage": (
            "Bước ký phải là subject (kèm --subject), homeroom hoặc head.",
            "The stage is subject (with --subject), homeroom or head.",
        ),
    }
)

StageOption = Annotated[str | None, typer.Option("--stage", help="subject, homeroom, head.")]
SubjectOption = Annotated[str | None, typer.Option("--subject", help="Mã môn học ở bước GVBM. · Subject code.")]


@writes
def sign(
    by: Writer,
    class_code: Class,
    stage: StageOption = None,
    subject: SubjectOption = None,
    in_place_of: Annotated[
        str | None, typer.Option("--in-place-of", help="Ký thay giáo viên đã nghỉ (mã). · For a teacher who left.")
    ] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="Lí do ký thay. · Why.")] = None,
    show: Annotated[
        bool, typer.Option("--show", help="Xem đúng nội dung sẽ ký và lời cam đoan, không ký. · Sign nothing.")
    ] = False,
) -> None:
    """Ký số học bạ của một lớp bằng khóa của người ký. · Sign a class's reports."""
    current, _, members = class_list(by.desk, class_code)
    gone = current.member(in_place_of).staff_id if in_place_of else None
    wanted = Wanted(stage_of(stage, subject), subject, gone, reason)
    if show:
        _show(by, *signing.show_reports(by.desk, members, by.person, wanted))
        return
    key = by.key()
    with by.screen.progress("Ký số", "Signing", len(members)) as done:
        outcome = signing.sign_reports(by.desk, members, by.person, key, wanted, done)
    finish(by, outcome)


@writes
def confirm(
    by: Writer,
    class_code: Class,
    subject: Annotated[str, typer.Option("--subject", help="Mã môn học. · Subject code.")],
    part: Annotated[str, typer.Option("--part", help="Phần của môn, ví dụ HOA_HOC. · Part of the subject.")],
) -> None:
    """Xác nhận phần của tôi trong môn do nhiều người dạy. · Confirm one's part of a subject."""
    _, _, members = class_list(by.desk, class_code)
    with by.screen.progress("Xác nhận", "Confirming", len(members)) as done:
        outcome = turns.confirm_parts(by.desk, members, by.person, subject, part, done)
    finish(by, outcome)


@writes
def send_back(
    by: Writer,
    note: Annotated[str, typer.Option("--note", help="Lời nhắn: cần xem lại gì. · What to look at.")],
    reports: Reports = None,
    class_code: OfClass = None,
    stage: StageOption = None,
    subject: SubjectOption = None,
) -> None:
    """Trả lại cho người ký trước; chữ ký đã có ở bước đó và các bước sau hết hiệu lực. · Send back."""
    members = chosen(by.desk, class_code, reports or [])
    place = (stage_of(stage, subject), subject)
    asked = made(c.ReturnReport, return_id=UUID(int=0), stage=place[0], subject=subject, note=note)
    with by.screen.progress("Trả lại", "Returning", len(members)) as done:
        outcome = turns.send_back(by.desk, members, by.person, place, asked.note, done)
    if not by.as_json and not by.desk.dry_run:
        say_turns(by.screen, by.desk, outcome.done)
    finish(by, outcome)


def stage_of(stage: str | None, subject: str | None) -> Stage:
    """The stage that was typed, SUBJECT where only a subject was. Raises Misused ``report.stage``."""
    name = (stage or ("subject" if subject else "")).upper()
    if name not in (Stage.SUBJECT, Stage.HOMEROOM, Stage.HEAD) or (name == Stage.SUBJECT) != bool(subject):
        raise Misused("report.stage")
    return Stage(name)


def say_turns(screen: Screen, opened: Desk, report_ids: Iterable[UUID]) -> None:
    """Whose turn it is on these reports: what is the same for several is said once."""
    alike: dict[tuple[str, str], int] = {}
    for each in turns.due(opened, list(opened.reports(list(report_ids)).values())).values():
        for one in each:
            both = one.said("vi"), one.said("en")
            alike[both] = alike.get(both, 0) + 1
    for (vi, en), count in alike.items():
        many = (f" ({count} học bạ)", f" ({count} reports)") if count > 1 else ("", "")
        screen.say(f"Đến lượt {vi}{many[0]}", f"Next: {en}{many[1]}")


def _show(by: Writer, found: list[Shown], outcome: Outcome) -> None:
    """Pupil by pupil the content with its digest, and once the declaration; exit 1 where something is in the way."""
    if by.as_json:
        refused = [{"number": member.number, "code": error.code} for member, error in outcome.refused]
        by.screen.answer({"shown": [one.as_json() for one in found], "refused": refused})
    for one in found if not by.as_json else ():
        head = f"── {one.number} · #{one.identifier} · SHA-256 {one.sha256}"
        by.screen.say(head, head)
        for tag, text in one.lines():
            by.screen.say(f"  {tag}: {text}", f"  {tag}: {text}")
    for facts in dict.fromkeys(one.facts for one in found) if not by.as_json else ():
        declared = facts.taken.declaration if facts.taken else "–"
        by.screen.say(f"{facts.name}, {facts.capacity}", f"{facts.name}, {facts.capacity}")
        by.screen.say(f"Lời cam đoan sẽ ký: {declared}", f"The declaration that is signed: {declared}")
    if not by.as_json:
        tell_refused(by.screen, outcome)
    if outcome.refused:
        raise typer.Exit(Exit.CONTENT)
