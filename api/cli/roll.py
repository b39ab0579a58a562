"""Commands of the roll (điểm danh): roll call|show|uncalled|warnings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated

import typer

from api.cli.common import DAY_FORMATS, Class
from api.cli.console import Screen
from api.cli.reading import Reader, reads
from api.cli.writing import Writer, writes
from api.flows.desk import Desk, made
from api.flows.roll import calling, sheets
from api.flows.roll.sheets import PupilRoll, Sheet, YearTotal
from api.flows.roll.warnings import warnings
from api.flows.rosters import find_pupil
from domain.context import VIETNAM
from domain.errors import Misused
from domain.messages import MESSAGES
from domain.report.events import Half, Session
from domain.roll.commands import Absent
from domain.words import Language, said

MESSAGES.update(
    {
        "roll.note": (
            "Không hiểu ghi chú {found}. Viết: SỐ=ghi chú, ví dụ 12=Mẹ gọi điện, sốt; số đó phải vắng.",
            "Cannot read the note {found}. Write NUMBER=note, such as 12=mother called; that pupil must be absent.",
        ),
        "roll.what": (
            "Nêu một lớp (--class) hoặc một học bạ (--report).",
            "Name a class (--class) or a report (--report).",
        ),
    }
)

#: The afternoon's roll is not called before this hour.
NOON = 12

roll = typer.Typer(no_args_is_help=True, help="Điểm danh theo buổi, số buổi nghỉ, cảnh báo. · Roll call.")

Day = Annotated[
    datetime | None, typer.Option("--day", formats=DAY_FORMATS, help="Ngày; mặc định hôm nay. · Day; default today.")
]
HalfOption = Annotated[Half | None, typer.Option("--half", help="Buổi; mặc định buổi hiện tại. · Half of the day.")]


@roll.command("call")
@writes
def call(
    by: Writer,
    class_code: Class,
    permitted: Annotated[
        list[int] | None, typer.Option("--permitted", help="STT nghỉ có phép; có thể nhiều. · Absent with permission.")
    ] = None,
    unpermitted: Annotated[
        list[int] | None, typer.Option("--unpermitted", help="STT nghỉ không phép; có thể nhiều. · Without permission.")
    ] = None,
    note: Annotated[list[str] | None, typer.Option("--note", help="STT=ghi chú; có thể nhiều. · NUMBER=note.")] = None,
    day: Day = None,
    half: HalfOption = None,
) -> None:
    """Điểm danh một buổi: nêu người vắng, còn lại có mặt; gọi lại để sửa. · Call the roll of a half-day."""
    found, session = by.desk.year().school_class(class_code), _session(by.desk, day, half)
    numbers = _numbers(permitted or (), unpermitted or (), note or ())
    absent = calling.by_number(by.desk, found, session.day, numbers)
    done = calling.call(by.desk, found, session, absent, by.person)
    if by.would_record():
        return
    if by.answered(done.model_dump(mode="json")):
        return
    vi, en = session.said("vi"), session.said("en")
    state = ("đã như vậy từ trước", "it stood so") if done.position is None else (f"bản ghi {done.position}",) * 2
    by.screen.say(
        f"Lớp {done.class_code}, {vi}: vắng {done.absent}/{done.pupils} ({state[0]}).",
        f"Class {done.class_code}, {en}: {done.absent} of {done.pupils} absent ({state[1]}).",
    )


def _numbers(permitted: Iterable[int], unpermitted: Iterable[int], notes: Iterable[str]) -> dict[int, Absent]:
    """What was typed, by number. Raises Misused ``roll.note``, ``input.invalid``."""
    absent = dict.fromkeys(permitted, True) | dict.fromkeys(unpermitted, False)
    texts: dict[int, str] = {}
    for note in notes:
        number, sign, text = note.partition("=")
        if not sign or not number.strip().isdecimal() or int(number) not in absent:
            raise Misused("roll.note", found=note)
        texts[int(number)] = text.strip()
    return {number: made(Absent, permitted=one, note=texts.get(number)) for number, one in absent.items()}


def _session(opened: Desk, day: datetime | None, half: Half | None) -> Session:
    now = opened.ledger.now().astimezone(VIETNAM)
    current = Half.MORNING if now.hour < NOON else Half.AFTERNOON
    return Session(day.date() if day else opened.today, half or current)


@roll.command("show")
@reads
def show(
    here: Reader,
    class_code: Annotated[str | None, typer.Option("--class", help="Lớp, ví dụ 8A. · Class.")] = None,
    report: Annotated[str | None, typer.Option("--report", help="Học bạ, hoặc 8A/7. · One pupil.")] = None,
    day: Day = None,
    half: HalfOption = None,
) -> None:
    """Điểm danh một buổi của lớp, hoặc các buổi nghỉ của một học sinh. · A half-day, or one pupil's absences."""
    if (class_code is None) == (report is None):
        raise Misused("roll.what")
    if report:
        pupil = sheets.of_pupil(here.desk, find_pupil(here.desk, report))
        _show_pupil(here.screen, pupil, as_json=here.as_json)
        return
    found = here.desk.year().school_class(class_code or "")
    sheet, lacking = sheets.sheet(here.desk, found, _session(here.desk, day, half)), sheets.uncalled(here.desk, [found])
    if here.as_json:
        missing = [session for each in lacking for session in each.sessions]
        here.screen.answer({**sheet.model_dump(mode="json"), "uncalled": missing})
        return
    _show_sheet(here.screen, sheet)
    for each in lacking:
        sessions = {turn: _sessions(each.sessions, turn) for turn in ("vi", "en")}
        here.screen.say(
            f"Buổi lớp khác đã điểm danh mà lớp {each.class_code} chưa: {sessions['vi']}",
            f"Called by other classes and not by {each.class_code}: {sessions['en']}",
        )


@roll.command("uncalled")
@reads
def show_uncalled(here: Reader) -> None:
    """Buổi lớp khác đã điểm danh mà lớp này chưa. · Half-days that only other classes called."""
    found = sheets.uncalled(here.desk, here.desk.year().classes.values())
    if here.answered(found):
        return
    if not found:
        here.screen.say("Không lớp nào thiếu buổi nào.", "No class lacks a half-day.")
    for each in found:
        here.screen.say(
            f"{each.class_code}: {_sessions(each.sessions, 'vi')}",
            f"{each.class_code}: {_sessions(each.sessions, 'en')}",
        )


def _sessions(written: Iterable[str], language: Language) -> str:
    return "; ".join(
        Session(date.fromisoformat(day), Half(half)).said(language)
        for day, half in (each.split("/") for each in written)
    )


def _show_sheet(screen: Screen, sheet: Sheet) -> None:
    session = Session(sheet.day, sheet.half)
    called = f"{sheet.called_by}, {sheet.called_at.astimezone(VIETNAM):%d/%m/%Y %H:%M}" if sheet.called_at else None
    vi, en = f"Lớp {sheet.class_code}, {session.said('vi')}", f"Class {sheet.class_code}, {session.said('en')}"
    screen.say(
        f"{vi}: vắng {sheet.absent}, {called}" if called else f"{vi}: chưa điểm danh",
        f"{en}: {sheet.absent} absent, {called}" if called else f"{en}: not called",
    )
    for line in sheet.lines if called else ():
        note = f" ({line.note})" if line.note else ""
        screen.say(
            f"{line.number}. {line.full_name} · {said(line.attendance, 'vi')}{note} · {_total(line.year, 'vi')}",
            f"{line.number}. {line.full_name} · {said(line.attendance, 'en')}{note} · {_total(line.year, 'en')}",
        )


def _show_pupil(screen: Screen, pupil: PupilRoll, *, as_json: bool) -> None:
    if as_json:
        screen.answer(pupil.model_dump(mode="json"))
        return
    head = f"{pupil.full_name}, {pupil.class_code}/{pupil.number}"
    screen.say(f"{head}: {_total(pupil.year, 'vi')}", f"{head}: {_total(pupil.year, 'en')}")
    for each in pupil.missed:
        session, note = Session(each.day, each.half), f" · {each.note}" if each.note else ""
        screen.say(
            f"  {session.said('vi')} · {each.attendance.said('vi')}{note} · bản ghi {each.position}",
            f"  {session.said('en')} · {each.attendance.said('en')}{note} · entry {each.position}",
        )


def _total(year: YearTotal | None, language: Language) -> str:
    """``12 buổi (10 có phép, 2 không phép)``; of a total from elsewhere that it is one."""
    vi = language == "vi"
    if year is None:
        return "chưa đếm" if vi else "not counted"
    source = "" if year.by_day else ", nhập tổng" if vi else ", a total from elsewhere"
    parts = f"{year.permitted} có phép, {year.unpermitted} không phép" if vi else f"{year.permitted} with permission"
    return f"{year.total} {'buổi' if vi else 'half-days'} ({parts}{source})"


@roll.command("warnings")
@reads
def show_warnings(
    here: Reader,
    class_code: Annotated[str | None, typer.Option("--class", help="Chỉ một lớp. · One class.")] = None,
) -> None:
    """Ai đã nghỉ đến 30, 40, 45 buổi: báo GVCN, cha mẹ, Hiệu trưởng. · Who has missed 30, 40, 45 half-days."""
    classes = frozenset({here.desk.year().school_class(class_code).class_id}) if class_code else None
    found = warnings(here.desk, here.screen.language, classes)
    if here.answered(found):
        return
    if not found:
        here.screen.say("Không có học sinh nào nghỉ nhiều.", "Nobody has missed much.")
    for each in found:
        people = ", ".join(filter(None, (each.homeroom, *each.principals)))
        head = f"[{each.reached}] {each.text}"
        here.screen.say(f"{head} Báo: {people}, cha mẹ.", f"{head} Tell: {people}, parents.")
