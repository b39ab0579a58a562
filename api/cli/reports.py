"""Commands for reports: report choose|exempt|summer|decide|open|check|confirm|sign|return|seal|issue|…|export|list."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from api.cli import after_issue, auditing, before_signing, chain, pupil_decisions
from api.cli.common import DAY_FORMATS, Class, class_list
from api.cli.console import Screen
from api.cli.outcomes import finish
from api.cli.reading import Reader, reads
from api.cli.writing import Writer, writes
from api.flows import archive, packages, signing
from api.flows.desk import Member
from api.flows.signing import Outcome
from api.flows.turns import Due, due
from api.whole_file import write_whole
from api.workers import Workers
from domain.errors import Misused, Rejected
from domain.messages import MESSAGES
from domain.report.state import Status
from domain.words import Language, said

MESSAGES.update(
    {
        "report.not_issued": (
            "Học bạ {report} chưa có tệp PDF phát hành ({status:status}).",
            "Report {report} has no issued PDF yet ({status:status}).",
        ),
    }
)

#: Turns named under a report: of a class whose teachers have only begun to sign a list would hide everything else.
TURNS_SHOWN_MAX = 3
LANGUAGES: tuple[Language, ...] = ("vi", "en")

report = typer.Typer(no_args_is_help=True, help="Khởi tạo, ký, đóng dấu, phát hành học bạ số. · School reports.")

report.command("history")(auditing.show_history)
report.command("choose")(pupil_decisions.choose)
report.command("exempt")(pupil_decisions.exempt)
report.command("summer")(pupil_decisions.summer)
report.command("decide")(pupil_decisions.decide)


@report.command("open")
@writes
def open_class(
    by: Writer,
    class_code: Class,
    head: Annotated[str | None, typer.Option("--head", help="Mã người ký duyệt; mặc định Hiệu trưởng. · Head.")] = None,
    planned: Annotated[
        datetime | None, typer.Option("--planned", formats=DAY_FORMATS, help="Ngày phát hành dự kiến. · Planned day.")
    ] = None,
) -> None:
    """Khởi tạo học bạ của một lớp: cố định nội dung sẽ ký. · Fix what will be signed."""
    current, _, members = class_list(by.desk, class_code)
    head_id = current.member(head).staff_id if head else None
    day = planned.date() if planned else None
    with by.screen.progress("Khởi tạo", "Opening", len(members)) as done:
        outcome = signing.open_reports(by.desk, members, by.person, head=head_id, planned=day, progress=done)
    finish(by, outcome)


report.command("check")(before_signing.check)
report.command("sign")(chain.sign)
report.command("confirm")(chain.confirm)
report.command("return")(chain.send_back)


@report.command("seal")
@writes
def seal(by: Writer, class_code: Class) -> None:
    """Đóng dấu: ký số của nhà trường lên XML. · Put the school's signature on."""
    _, _, members = class_list(by.desk, class_code)
    key = by.app.keys(by.desk.ledger.school_id).load(None)
    with by.screen.progress("Đóng dấu", "Sealing", len(members)) as done:
        outcome = signing.seal_reports(by.desk, members, by.person, key, done)
    finish(by, outcome)


@report.command("issue")
@writes
def issue(
    by: Writer,
    class_code: Annotated[
        str | None, typer.Option("--class", help="Lớp; bỏ qua thì phát hành cả trường. · Class; without it, all.")
    ] = None,
) -> None:
    """Phát hành một lớp hoặc cả trường: biên nhận, PDF có dấu số; chạy lại thì làm tiếp. · Issue, and resume."""
    from api.flows.classes import issue_classes, issue_keys  # loads the PDF libraries, 0.7 s
    from api.flows.issuing import issue_reports

    current = by.desk.year()
    found = [current.school_class(class_code)] if class_code else list(current.classes.values())
    classes = [members for each in found if (members := by.desk.members(each))]
    # What is wrong with them is told before any process starts.
    keys, outcome = issue_keys(by.app, by.desk.ledger.school_id), Outcome()
    if by.desk.dry_run:
        for members in classes:
            outcome.add(issue_reports(by.desk, members, by.person, keys, by.app.settings.public_url))
        finish(by, outcome)
        return
    with by.screen.progress("Phát hành", "Issuing", sum(map(len, classes))) as done, Workers(by.app) as workers:
        for each in issue_classes(workers, by.desk, classes, by.person):
            outcome.add(each)
            done(outcome.passed + len(outcome.done) + len(outcome.refused))
    finish(by, outcome)


after_issue.add_to(report)


@report.command("export")
@reads
def export(
    here: Reader,
    codes: Annotated[
        list[str], typer.Argument(help="Mã dòng (bản mới nhất), hoặc mã tra cứu của bản bất kì. · Reports.")
    ],
    out: Annotated[Path, typer.Option("--out", help="Thư mục. · Folder.")],
) -> None:
    """Ghi PDF, XML và biên nhận của bản đã phát hành, kể cả bản đã hủy bỏ hay thu hồi. · Write the issued files."""
    written: dict[Path, bytes] = {}
    for code in codes:
        found = here.desk.report(here.desk.find_report(code))
        finished = found.finished(UUID(code))
        if finished is None:
            raise Rejected("report.not_issued", report=code, status=found.status.value)
        pdf = here.desk.ledger.blob(finished[1].pdf_sha256)
        written |= {out / name: content for name, content in packages.of_report(pdf, str(finished[0].lookup_id))}
    out.mkdir(parents=True, exist_ok=True)
    for path, content in written.items():
        write_whole(path, content)
    if here.as_json:
        here.screen.answer({"files": [str(path) for path in written]})
    else:
        for path in written:
            here.screen.say(f"Đã ghi {path}", f"Wrote {path}")


@report.command("archive")
@reads
def keep(
    here: Reader,
    out: Annotated[Path, typer.Option("--out", help="Thư mục trống, ví dụ trên USB. · An empty folder.")],
    handed_by: Annotated[str, typer.Option("--by", help="Người lập biên bản. · Who hands it over.")],
) -> None:
    """Xuất lưu trữ cả năm học: theo lớp, mục lục, biên bản giao nhận, SHA-256. · Write the year's archive."""
    if out.exists() and any(out.iterdir()):
        raise Misused("archive.not_empty", folder=out)
    count = sum(each.issued for each in archive.classes(here.desk))
    keys, reports, written = here.app.keys(here.desk.ledger.school_id), 0, 0
    with here.screen.progress("Xuất lưu trữ", "Writing the archive", count) as done:
        for file in archive.files(here.desk, keys, handed_by):
            path = out / file.name
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, file.content)
            written += 1
            if path.suffix == ".pdf" and path.parent != out:
                reports += 1
                done(reports)
    if not here.answered({"folder": str(out), "reports": reports, "files": written}):
        here.screen.say(
            f"{out}: {reports} học bạ, {written} tệp. Kiểm tra lại: hocba verify {out}",
            f"{out}: {reports} reports, {written} files. Check it again: hocba verify {out}",
        )


@report.command("list")
@reads
def list_class(here: Reader, class_code: Class) -> None:
    """Học bạ của một lớp đang ở bước nào, đến lượt ai. · Where a class's reports stand, and whose turn it is."""
    _, _, members = class_list(here.desk, class_code)
    waiting = due(here.desk, list(here.desk.reports([member.report_id for member in members]).values()))
    if here.as_json:
        here.screen.answer(
            [
                {
                    "number": member.number,
                    "report_id": str(member.report_id),
                    "pupil_id": str(member.pupil_id),
                    "status": member.report.status,
                    "lookup_id": _lookup_id(member),
                    "past": [code for _, code, _ in _past(member)],
                    "turns": [one.as_json() for one in waiting[member.report_id]],
                    "returned": list(member.report.record.get("returned", {}).values()),
                }
                for member in members
            ]
        )
        return
    for member in members:
        status, lookup = said(member.report.status, here.screen.language, "status"), _lookup_id(member)
        if member.report.status == Status.SUBJECT_SIGNED:
            signed = len(member.report.record["signatures"])
            taught = len(member.report.record["edition"]["result"]["subjects"])
            status += f" ({signed}/{taught} môn)" if here.screen.language == "vi" else f" ({signed}/{taught})"
        line = f"{member.number:>3}  {member.full_name:<30}  {status:<23}  {member.report_id}"
        vi, en = (f"  mã tra cứu {lookup}", f"  lookup code {lookup}") if lookup else ("", "")
        here.screen.say(line + vi, line + en)
        for edition, code, fate in _past(member):
            words = said(fate, here.screen.language, "status")
            here.screen.say(f"     bản lần {edition}: {words}, mã tra cứu {code}",
                       f"     edition {edition}: {words}, lookup code {code}")  # fmt: skip
        _say_next(here.screen, member, waiting[member.report_id])


def _past(member: Member) -> list[tuple[int, str, str]]:
    """The editions that have ended: number, lookup code, what became of them; the oldest first."""
    past = member.report.record.get("past", {})
    return sorted((each["issued"]["edition"], code, each["life"][-1]["status"]) for code, each in past.items())


def _say_next(screen: Screen, member: Member, waiting: list[Due]) -> None:
    """Under a report in the chain: notes of who sent it back, and who comes next; of many the first few."""
    for note in member.report.record.get("returned", {}).values():
        screen.say(f"     trả lại: {note['note']}", f"     sent back: {note['note']}")
    if not waiting:
        return
    more = len(waiting) - TURNS_SHOWN_MAX
    vi, en = ("; ".join(one.said(language) for one in waiting[:TURNS_SHOWN_MAX]) for language in LANGUAGES)
    rest = (f"; … và {more} lượt khác", f"; … and {more} more") if more > 0 else ("", "")
    screen.say(f"     đến lượt {vi}{rest[0]}", f"     next: {en}{rest[1]}")


def _lookup_id(member: Member) -> str | None:
    """Where an edition is open."""
    found: str | None = member.report.record.get("edition", {}).get("lookup_id")
    return found
