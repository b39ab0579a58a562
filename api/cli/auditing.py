"""Commands of an auditor: audit replay, audit diff, audit timeline; and report history."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from itertools import groupby
from typing import Annotated
from uuid import UUID

import typer

from api.cli.common import Json, School, Year, command, desk
from api.cli.console import Screen
from api.cli.reading import Reader, reads
from api.flows.auditing import texts
from api.flows.auditing.diff import chosen, diff, year_changes
from api.flows.auditing.history import history
from api.flows.auditing.moments import moment, span
from api.flows.auditing.replay import replay
from api.flows.auditing.timeline import Wanted, timeline
from domain.errors import Misused
from domain.event import Value
from domain.messages import MESSAGES

MESSAGES.update(
    {
        "audit.pupil": (
            "Mã học sinh phải là mã trong sổ cái (UUID), không phải {found}.",
            "A pupil is named by his id in the ledger (a UUID), not {found}.",
        ),
    }
)

Report = Annotated[str, typer.Option("--report", help="Mã học bạ hoặc mã tra cứu. · Report id or lookup code.")]
OneReport = Annotated[str | None, typer.Option("--report", help="Mã học bạ hoặc mã tra cứu. · Report.")]
MOMENT = "vị trí, ngày (hết ngày) hoặc ngày giờ · position, day (its end), or day and time"


@reads
def replay_report(
    here: Reader,
    report: Report,
    at: Annotated[str | None, typer.Option("--at", help=f"Thời điểm: {MOMENT}. · Moment; default now.")] = None,
) -> None:
    """Dựng lại một học bạ đúng như tại một thời điểm. · A report exactly as it stood at a moment."""
    found = replay(here.desk.ledger, here.desk.find_report(report), moment(here.desk.ledger, at), here.screen.language)
    if here.answered(found.model_dump(mode="json")):
        return
    _lines(here.screen, texts.replayed(found, here.screen.language))


def diff_moments(
    first: Annotated[str, typer.Argument(metavar="FROM", help=f"Từ: {MOMENT}. · From.")],
    last: Annotated[str, typer.Argument(metavar="TO", help="Đến. · To.")],
    report: OneReport = None,
    class_code: Annotated[str | None, typer.Option("--class", help="Lớp, ví dụ 9A. · Class.")] = None,
    school: School = None,
    year: Year = None,
    as_json: Json = False,
) -> None:
    """
    Những gì thật sự khác giữa hai thời điểm, ai làm và vì sao. · What really changed between two moments.

    Của một học bạ, một lớp, hoặc toàn trường. · Of a report, a class, or else the whole school.

    Mỗi dòng JSON là một học bạ hoặc một thay đổi của năm học. · Each line of JSON is a report, or of the school year.
    """
    with command(as_json=as_json) as screen, desk(school, year) as (_, opened), ExitStack() as stack:
        ledger, (beginning, end) = opened.ledger, span(opened.ledger, first, last)
        reports = chosen(opened, report, class_code)
        advance = stack.enter_context(screen.progress("Học bạ", "Reports", len(reports)))
        count = 0
        if report is None and class_code is None:
            for change in year_changes(ledger, opened.school_year_id, beginning, end, screen.language):
                count += 1
                _show(screen, change, texts.year_change(change, screen.language), as_json=as_json)
        for each in diff(ledger, reports, beginning, end, screen.language, lambda done, _: advance(done)):
            count += 1
            _show(screen, each, texts.report_diff(each, screen.language), as_json=as_json)
        screen.note(
            f"{count} thay đổi hoặc học bạ có thay đổi, từ bản ghi {beginning.position} đến {end.position}.",
            f"{count} changes or changed reports between entries {beginning.position} and {end.position}.",
        )


def show_timeline(
    person: Annotated[str | None, typer.Option("--person", help="Mã cán bộ. · Staff code.")] = None,
    role: Annotated[str | None, typer.Option("--role", help="Vai trò khi làm, ví dụ PRINCIPAL. · Role.")] = None,
    class_code: Annotated[str | None, typer.Option("--class", help="Lớp. · Class.")] = None,
    subject: Annotated[str | None, typer.Option("--subject", help="Môn, ví dụ TOAN. · Subject.")] = None,
    report: OneReport = None,
    pupil: Annotated[str | None, typer.Option("--pupil", help="Mã học sinh trong sổ cái. · Pupil id.")] = None,
    kind: Annotated[
        str | None, typer.Option("--kind", help="Loại, ví dụ correction, signed, school_year. · Kind.")
    ] = None,
    first: Annotated[str | None, typer.Option("--from", help=f"Từ sau: {MOMENT}. · After.")] = None,
    last: Annotated[str | None, typer.Option("--to", help=f"Đến: {MOMENT}. · To.")] = None,
    text: Annotated[str | None, typer.Option("--text", help="Tìm chữ, không cần dấu. · Text, accents or not.")] = None,
    school: School = None,
    as_json: Json = False,
) -> None:
    """Ai làm gì, khi nào, vì sao, ai duyệt; mỗi dòng JSON một bản ghi. · Who did what, when, why, approved by whom."""
    with command(as_json=as_json) as screen, desk(school) as (_, opened), ExitStack() as stack:
        ledger = opened.ledger
        beginning, end = span(ledger, first, last)
        wanted = Wanted(
            person, role, class_code, subject, opened.find_report(report) if report else None, _pupil(pupil), kind, text
        )
        advance = stack.enter_context(screen.progress("Bản ghi", "Entries", end.position))
        lines = timeline(ledger, wanted, beginning.position, end.position, screen.language, advance)
        for day, group in groupby(lines, key=lambda line: texts.day_of(line.source.at)):
            if not as_json:
                screen.say(day, day)
            for line in group:
                _show(screen, line, texts.line(line, screen.language), as_json=as_json)


@reads
def show_history(
    here: Reader,
    report: Annotated[str, typer.Argument(metavar="ID", help="Mã học bạ hoặc mã tra cứu. · Report id or lookup code.")],
) -> None:
    """Toàn bộ câu chuyện của một học bạ, bằng lời. · The whole story of a report, in words."""
    found = history(here.desk.ledger, here.desk.find_report(report), here.screen.language)
    if here.answered(found.model_dump(mode="json")):
        return
    _lines(here.screen, texts.told_history(found, here.screen.language))


def _pupil(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise Misused("audit.pupil", found=text) from error


def _show(screen: Screen, found: Value, lines: Iterable[str], *, as_json: bool) -> None:
    """One line of JSON, or some for a person."""
    if as_json:
        screen.answer(found.model_dump(mode="json"), indent=None)
    else:
        _lines(screen, lines)


def _lines(screen: Screen, lines: Iterable[str]) -> None:
    for line in lines:
        screen.say(line, line)
