"""Commands for drafts: draft show|set|paste|record|clear|old."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from api.cli.common import DAY_FORMATS, Class
from api.cli.writing import Writer, writes
from api.flows.drafts import entering, lists, pasting, recording, showing
from api.flows.drafts.entering import Entered, Saved
from api.flows.drafts.old import OLD_DAYS, old_drafts
from api.flows.drafts.preview import PreviewShown, preview
from api.flows.drafts.sheet import Sheet, open_sheet
from api.flows.drafts.showing import CellState
from api.flows.places import place_at
from domain.errors import Misused
from domain.messages import MESSAGES, Language
from domain.values import Level, Term, mark_of
from domain.words import said

MESSAGES.update(
    {
        "draft.assignment": (
            "Không hiểu “{found}”. Viết số thứ tự trong danh sách lớp = giá trị, ví dụ 12=7,5.",
            "Cannot read “{found}”. Write the number in the class list = value, as 12=7.5.",
        ),
        "draft.number": (
            "Lớp {where} không có học sinh số thứ tự {number}.",
            "Class {where} has no pupil with number {number} in its list.",
        ),
    }
)

draft = typer.Typer(no_args_is_help=True, help="Bản nháp: gõ, dán, xem trước, ghi sổ. · Drafts, and recording them.")

Subject = Annotated[str, typer.Option("--subject", help="Mã môn học; GVCN là phần của chủ nhiệm. · Subject code.")]
Assessed = Annotated[
    datetime | None, typer.Option("--assessed-on", formats=DAY_FORMATS, help="Ngày đánh giá của cột. · Its day.")
]
Quick = Annotated[bool, typer.Option("--quick", help="Gõ nhanh: 75 là 7,5; 10 vẫn là 10. · Two digits are tenths.")]


@draft.command("show")
@writes
def show(by: Writer, class_code: Class, subject: Subject) -> None:
    """Sổ của mình: ô nháp, ô đã ghi sổ, điểm trung bình tạm tính. · One's sheet: drafts beside what is recorded."""
    found = showing.shown(by.desk, by.person, open_sheet(by.desk, class_code, subject))
    if by.answered(found.model_dump(mode="json")):
        return
    words = {
        CellState.DRAFT: ("nháp", "draft"),
        CellState.RECORDED: ("đã ghi sổ", "recorded"),
        CellState.CORRECTION_ASKED: ("đang đề nghị điều chỉnh", "correction asked for"),
    }
    for row in found.pupils:
        averages = row.provisional.items()
        so_far = "".join(f" · tạm tính HK{term}: {_value(average, 'vi')}" for term, average in averages)
        in_english = "".join(f" · term {term} so far: {average}" for term, average in averages)
        by.screen.say(f"{row.number}. {row.full_name}{so_far}", f"{row.number}. {row.full_name}{in_english}")
        for cell in row.cells:
            vi, en = words[cell.state]
            by_whom = f", {cell.by}" if cell.by else ""
            by.screen.say(
                f"  {_place(cell.place, 'vi')}: {_value(cell.value, 'vi')} ({vi}{by_whom})",
                f"  {_place(cell.place, 'en')}: {_value(cell.value, 'en')} ({en}{by_whom})",
            )


@draft.command("set")
@writes
def set_values(
    by: Writer,
    class_code: Class,
    subject: Subject,
    column: Annotated[str, typer.Option("--column", help="Cột, ví dụ TIN_HOC/1/TX1, TIN_HOC/nhan-xet. · Column.")],
    values: Annotated[list[str], typer.Argument(help="STT=GIÁ TRỊ, ví dụ 12=7,5; trống là xóa. · NUMBER=VALUE.")],
    quick: Quick = False,
    assessed_on: Assessed = None,
) -> None:
    """Gõ nháp vào một cột. · Type into a column."""
    sheet = open_sheet(by.desk, class_code, subject)
    typed = [_entered(sheet, column, text) for text in values]
    days = {column: assessed_on.date()} if assessed_on else {}
    _saved(by, entering.save(by.desk, by.person, sheet, typed, by.screen.language, quick=quick, days=days))


@draft.command("paste")
@writes
def paste(
    by: Writer,
    class_code: Class,
    subject: Subject,
    file: Annotated[Path, typer.Argument(help="Tệp .xlsx, .csv, .txt; - là dán vào từ bàn phím. · File, or -.")],
    column: Annotated[
        list[str] | None, typer.Option("--column", help="Cột của từng cột giá trị, từ trái sang. · Columns, in order.")
    ] = None,
    term: Annotated[
        int | None,
        typer.Option("--term", min=1, max=2, help="Học kì của các tiêu đề TX1, GK, … · Term of the headings."),
    ] = None,
    quick: Quick = False,
    convert: Annotated[
        bool, typer.Option("--convert", help="Chuyển chữ TCVN3, VNI sang Unicode. · Convert TCVN3 and VNI text.")
    ] = False,
    assessed_on: Assessed = None,
) -> None:
    """Dán một danh sách: ghép theo mã, hoặc họ tên và ngày sinh. · Paste a list, matched by id or name."""
    rows = lists.of_text(sys.stdin.read()) if str(file) == "-" else lists.of_file(file)
    sheet = open_sheet(by.desk, class_code, subject)
    day = assessed_on.date() if assessed_on else None
    choice = pasting.Choice(tuple(column or ()), Term(term) if term else None, quick, convert, day)
    found = pasting.paste(by.desk, by.person, sheet, rows, choice, by.screen.language)
    for passed in found.passed_over if not by.as_json else ():
        by.screen.warn(passed.message, passed.message)
    for heading in found.ignored if not by.as_json else ():
        by.screen.note(f"Cột “{heading}” không thuộc sổ này, bỏ qua.", f"Column “{heading}” is not of this sheet.")
    _saved(by, found)


@draft.command("record")
@writes
def record(
    by: Writer,
    class_code: Class,
    subject: Subject,
    yes: Annotated[bool, typer.Option("--yes", help="Ghi sổ ngay, không hỏi lại. · Record without asking.")] = False,
) -> None:
    """Ghi sổ: xem trước, hỏi một lần, rồi ghi mọi ô nháp. · Look, be asked once, then record every draft."""
    seen = preview(by.desk, by.person, open_sheet(by.desk, class_code, subject), by.screen.language)
    if not by.as_json:
        _show_preview(by, seen)
    asked = by.desk.dry_run is not None or yes or (sys.stdin.isatty() and not by.as_json and _agreed(by))
    if not asked:
        by.screen.note("Chưa ghi gì. Để ghi sổ, thêm --yes.", "Nothing was recorded. To record, add --yes.")
        if by.as_json:
            by.screen.answer({"recorded": 0, "preview": seen.model_dump(mode="json")})
        return
    recorded = recording.record(by.desk, by.person, class_code, subject, seen.digest)
    if by.would_record():
        return
    if by.as_json:
        by.screen.answer({"recorded": recorded, "preview": seen.model_dump(mode="json")})
    else:
        by.screen.say(f"Đã ghi sổ {recorded} giá trị.", f"{recorded} values recorded.")


@draft.command("clear")
@writes
def clear(
    by: Writer,
    class_code: Class,
    subject: Subject,
    column: Annotated[str | None, typer.Option("--column", help="Chỉ một cột. · One column only.")] = None,
) -> None:
    """Xóa ô nháp của mình trong một sổ. · Take one's drafts away."""
    sheet = open_sheet(by.desk, class_code, subject)
    places = [(report.report_id, column) for _, report in sheet.rows] if column else None
    count = entering.clear(by.desk, by.person, sheet, places)
    if by.as_json:
        by.screen.answer({"cleared": count, "dry_run": by.desk.dry_run is not None})
    else:
        by.screen.say(f"Đã xóa {count} ô nháp.", f"{count} drafts taken away.")


@draft.command("old")
@writes
def old(
    by: Writer,
    days: Annotated[int, typer.Option("--days", min=0, help="Để quá số ngày này. · Not touched for.")] = OLD_DAYS,
) -> None:
    """Bản nháp để lâu chưa ghi sổ, của mình hoặc của tổ. · Old drafts, one's own or the team's."""
    found = old_drafts(by.desk, by.person, days)
    if by.answered(found):
        return
    if not found:
        by.screen.say("Không có bản nháp nào để lâu.", "There are no old drafts.")
    for each in found:
        by.screen.say(
            f"{each.full_name} ({each.staff}), {said(each.sheet, 'vi', 'right')} lớp {each.class_code}: {each.cells} ô "
            f"nháp, từ {each.oldest:%d/%m/%Y}",
            f"{each.full_name} ({each.staff}), {said(each.sheet, 'en', 'right')} of class {each.class_code}: "
            f"{each.cells} drafts, since {each.oldest:%d/%m/%Y}",
        )


def _entered(sheet: Sheet, column: str, text: str) -> Entered:
    number, sign, value = text.partition("=")
    if not sign or not number.strip().isdecimal():
        raise Misused("draft.assignment", found=text)
    for member, report in sheet.rows:
        if member.number == int(number):
            return Entered(report_id=report.report_id, place=column, value=value)
    raise Misused("draft.number", where=sheet.found.code, number=number.strip())


def _saved(by: Writer, found: Saved) -> None:
    """What came of what was typed; exit code 1 where something was refused."""
    if by.as_json:
        by.screen.answer({**found.model_dump(mode="json"), "dry_run": by.desk.dry_run is not None})
    else:
        for refused in found.refused:
            by.screen.warn(refused.message, refused.message)
        by.screen.say(
            f"{len(found.kept)} ô nháp đã lưu, {found.cleared} ô đã xóa, {found.standing} ô đã ghi sổ với giá trị này, "
            f"{len(found.refused)} ô không nhận.",
            f"{len(found.kept)} drafts kept, {found.cleared} taken away, {found.standing} recorded already with this "
            f"value, {len(found.refused)} refused.",
        )
    if found.refused or getattr(found, "passed_over", ()):
        raise typer.Exit(1)


def _agreed(by: Writer) -> bool:
    vi, en = "Ghi sổ các ô trên?", "Record these?"
    return typer.confirm(vi if by.screen.language == "vi" else en)


def _show_preview(by: Writer, seen: PreviewShown) -> None:
    """The preview in lines."""
    say, warn = by.screen.say, by.screen.warn
    say(f"Ghi sổ {seen.new} ô mới của lớp {seen.class_code}:", f"{seen.new} new values of class {seen.class_code}:")
    for column in seen.columns:
        low, high = _value(column.lowest or "", "vi"), _value(column.highest or "", "vi")
        span = f" · thấp nhất {low}, cao nhất {high}" if low else ""
        in_english = f" · lowest {column.lowest}, highest {column.highest}" if low else ""
        blank = ", ".join(str(pupil.number) for pupil in column.blank)
        say(
            f"  {_place(column.place, 'vi')}: {column.new}{span}{f' · còn trống số {blank}' if blank else ''}",
            f"  {_place(column.place, 'en')}: {column.new}{in_english}{f' · blank: {blank}' if blank else ''}",
        )
        if column.all_equal:
            warn("    Cả cột bằng nhau.", "    The whole column is equal.")
    for far in seen.far:
        warn(
            f"  {far.number}. {far.full_name}, {_place(far.place, 'vi')}: {_value(far.mark, 'vi')}, trung bình các "
            f"điểm khác là {_value(far.mean, 'vi')}.",
            f"  {far.number}. {far.full_name}, {_place(far.place, 'en')}: {far.mark}, the mean of the others is "
            f"{far.mean}.",
        )
    for over in seen.standing:
        warn(
            f"  {over.number}. {over.full_name}, {_place(over.place, 'vi')}: đã ghi sổ {_value(over.recorded, 'vi')}, "
            f"nháp {_value(over.draft, 'vi')} không được ghi; gửi Đề nghị điều chỉnh nếu cần.",
            f"  {over.number}. {over.full_name}, {_place(over.place, 'en')}: {over.recorded} recorded, the draft "
            f"{over.draft} is not; ask for a correction if need be.",
        )
    for refused in seen.refused:
        warn(refused.message, refused.message)


def _place(text: str, language: Language) -> str:
    return said(place_at(text), language)


def _value(text: str, language: Language) -> str:
    """A kept value as people read it."""
    if text in Level.__members__:
        return said(Level[text], language)
    try:
        return said(mark_of(text), language)
    except ValueError:
        return text
