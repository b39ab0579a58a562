"""Commands about the pupils' identity: data check|show|reconcile|keep|propose|complete|slips|slip."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from api.cli import data_numbers
from api.cli.common import DAY_FORMATS, Class
from api.cli.console import Exit, Screen
from api.cli.reading import Reader, reads
from api.cli.writing import Writer, writes
from api.flows import corrections
from api.flows.data import checking, recording
from api.flows.data.checking import PupilData
from api.flows.desk import made
from api.flows.rosters import find_pupil
from api.whole_file import write_whole
from domain.errors import Misused
from domain.messages import MESSAGES
from domain.report import events as e
from domain.words import Language, said

MESSAGES.update(
    {
        "data.assignment": (
            "Không hiểu “{found}”. Viết MỤC=GIÁ TRỊ, ví dụ ethnicity=Tày.",
            "Cannot read “{found}”. Write FIELD=VALUE, as ethnicity=Tày.",
        ),
        "data.required_blank": (
            "Còn {count} học sinh thiếu thông tin bắt buộc. Không được để trống: {fields:identity}.",
            "{count} pupils lack required data. It must not be blank: {fields:identity}.",
        ),
    }
)

#: ``--match all``: every field of our record was found the same.
ALL = "all"

data = typer.Typer(no_args_is_help=True, help="Hồ sơ học sinh: kiểm tra, đối soát, bổ sung, phiếu. · Pupils' data.")

Report = Annotated[str, typer.Option("--report", help="Lớp/số thứ tự (8A/7), mã dòng hoặc mã tra cứu. · Report.")]
SourceOption = Annotated[e.Source, typer.Option("--source", help="PAPER (giấy), SECTOR (CSDL ngành), POPULATION.")]
FieldOption = Annotated[str, typer.Option("--field", help="Mục, ví dụ birth_place. · Field.")]
Document = Annotated[str, typer.Option("--document", help="Số, ngày của văn bản. · The document.")]


data.command("numbers")(data_numbers.show_numbers)


@data.command("check")
@reads
def check(here: Reader, class_code: Class) -> None:
    """Kiểm tra hồ sơ một lớp: mục trống, lệch, trùng; mã 1 khi còn thiếu. · What is wrong with a class's data."""
    pupils = checking.check(here.desk, here.desk.year().school_class(class_code))
    if here.as_json:
        here.screen.answer({"class": class_code, "pupils": [pupil.model_dump(mode="json") for pupil in pupils]})
    else:
        _say_class(here.screen, pupils)
    if not all(pupil.complete for pupil in pupils):
        raise typer.Exit(Exit.CONTENT)


def _say_class(screen: Screen, pupils: list[PupilData]) -> None:
    for pupil in pupils:
        for vi, en in zip(_lines(pupil, "vi"), _lines(pupil, "en"), strict=True):
            screen.say(f"{pupil.number:>3}  {pupil.full_name}: {vi}", f"{pupil.number:>3}  {pupil.full_name}: {en}")
    lacking = [pupil for pupil in pupils if pupil.blank]
    if lacking:
        fields = dict.fromkeys(name for pupil in lacking for name in pupil.blank)
        fault = Misused("data.required_blank", count=len(lacking), fields=", ".join(fields))
        screen.warn(fault.text("vi"), fault.text("en"))
    ready = sum(pupil.complete for pupil in pupils)
    verified, slips = (sum(one is not None for one in each) for each in _days(pupils))
    screen.note(
        f"{ready}/{len(pupils)} học sinh đủ thông tin; {verified} đã xác thực với CSDL dân cư; {slips} phiếu đã nhận.",
        f"{ready} of {len(pupils)} pupils complete; {verified} verified with the population database; {slips} slips.",
    )


def _days(pupils: Iterable[PupilData]) -> tuple[list[object], list[object]]:
    return [pupil.verified_on for pupil in pupils], [pupil.slip for pupil in pupils]


def _lines(pupil: PupilData, language: Language) -> list[str]:
    """What is wrong with one pupil's data, line by line."""
    vi = language == "vi"
    lines = []
    if pupil.blank:
        names = ", ".join(said(name, language, "identity") for name in pupil.blank)
        lines.append(f"{'để trống' if vi else 'blank'}: {names}")
    for one in pupil.differences:
        field, source = said(one.field, language, "identity"), said(one.source.value, language, "source")
        lines.append(
            f"{field} lệch: học bạ “{one.ours}”, {source} “{one.found}”"
            if vi
            else f"{field} differs: ours “{one.ours}”, {source} “{one.found}”"
        )
    if pupil.twins:
        others = ", ".join(f"{one.class_code}/{one.number} …{one.number_ends}" for one in pupil.twins)
        lines.append(f"{'trùng họ tên, ngày sinh' if vi else 'same name and birth date'}: {others}")
    if pupil.slip_outdated:
        lines.append("phiếu xác nhận đã cũ: thông tin đổi sau khi ký" if vi else "the slip is older than the data")
    return lines


@data.command("show")
@reads
def show(here: Reader, report: Report) -> None:
    """Hồ sơ một học sinh, từng mục cạnh từng nguồn đối soát. · One pupil's data beside every source."""
    fields = checking.beside(here.desk, find_pupil(here.desk, report))
    if here.answered(fields):
        return
    for field in fields:
        name = said(field.field, here.screen.language, "identity")
        ours = field.ours or ("(để trống)" if here.screen.language == "vi" else "(blank)")
        seen = [_seen(source, one, here.screen.language) for source, one in field.sources.items()]
        line = " · ".join([f"{name}: {ours}", *seen])
        here.screen.say(line, line)


def _seen(source: e.Source, one: checking.Beside, language: Language) -> str:
    vi = language == "vi"
    found = f" “{one.found}”" if one.found else ""
    decided = (", đã quyết định" if vi else ", decided") if one.decided else ""
    result = said(one.result.value, language, "comparison")
    return f"{said(source.value, language, 'source')} {result}{found} ({one.on:%d/%m/%Y}{decided})"


@data.command("reconcile")
@writes
def reconcile(
    by: Writer,
    report: Report,
    source: SourceOption,
    evidence: Annotated[str, typer.Option("--evidence", help="Loại giấy tờ, ví dụ Giấy khai sinh. · What was seen.")],
    number: Annotated[str, typer.Option("--number", help="Số giấy tờ. · Its number.")],
    dated: Annotated[datetime, typer.Option("--date", formats=DAY_FORMATS, help="Ngày của giấy tờ. · Its day.")],
    match: Annotated[list[str] | None, typer.Option("--match", help="Mục khớp; all: mọi mục. · The same.")] = None,
    differs: Annotated[
        list[str] | None, typer.Option("--differs", help="MỤC=GIÁ TRỊ của nguồn khi lệch. · What the source shows.")
    ] = None,
    blank: Annotated[list[str] | None, typer.Option("--blank", help="Mục nguồn để trống. · Blank there.")] = None,
    seen_by: Annotated[str | None, typer.Option("--seen-by", help="Mã người xem giấy tờ. · Who saw it.")] = None,
) -> None:
    """Ghi kết quả đối soát một học sinh với một nguồn. · Record what a source shows of a pupil."""
    report_id = find_pupil(by.desk, report)
    shown = _assignments(differs or ())
    matches = list(match or ())
    if ALL in matches:
        ours = by.desk.pupil(by.desk.report(report_id).started.pupil_id).identity
        matches = [name for name in ours if name not in shown and name not in (blank or ())]
    seen = recording.Seen(tuple(matches), shown, tuple(blank or ()))
    staff = by.desk.year().member(seen_by).staff_id if seen_by else None
    proof = made(e.Evidence, kind=evidence, number=number, dated=dated.date(), seen_by=staff)
    _done(by, recording.reconcile(by.desk, report_id, by.person, source, seen, proof))


@data.command("keep")
@writes
def keep(
    by: Writer,
    report: Report,
    source: SourceOption,
    field: FieldOption,
    document: Document,
    reason: Annotated[str, typer.Option("--reason", help="Lí do. · Reason.")],
) -> None:
    """Hiệu trưởng quyết định giữ nguyên học bạ dù nguồn khác lệch. · Our record stands though a source differs."""
    report_id = find_pupil(by.desk, report)
    _done(by, recording.keep_difference(by.desk, report_id, by.person, source, field, reason, document))


@data.command("propose")
@writes
def propose(
    by: Writer,
    report: Report,
    source: SourceOption,
    field: FieldOption,
    attach: Annotated[list[Path], typer.Option("--attach", help="Trích lục, giấy tờ: PDF, PNG, JPEG. · The proof.")],
) -> None:
    """Đề nghị sửa học bạ theo nguồn đối soát, kèm giấy tờ. · Ask for a correction to what a source shows."""
    attached, report_id = corrections.read_attachments(attach), find_pupil(by.desk, report)
    asked = recording.propose(by.desk, report_id, by.person, source, field, by.key(), attached)
    if by.would_record():
        return
    if by.as_json:
        by.screen.answer({"request_id": str(asked.request_id), "position": asked.position})
    else:
        by.screen.say(
            f"Đã gửi đề nghị {asked.request_id}. Chờ Hiệu trưởng duyệt.",
            f"Request {asked.request_id} sent. The principal decides.",
        )


@data.command("complete")
@writes
def complete(
    by: Writer,
    report: Report,
    document: Document,
    values: Annotated[list[str], typer.Argument(help="MỤC=GIÁ TRỊ, ví dụ birth_place='Hà Nội'. · FIELD=VALUE.")],
) -> None:
    """Bổ sung mục còn để trống của một học sinh. · Fill in what is blank in a pupil's data."""
    report_id = find_pupil(by.desk, report)
    _done(by, recording.complete(by.desk, report_id, by.person, _assignments(values), document))


@data.command("slips")
@reads
def slips(
    here: Reader,
    class_code: Class,
    out: Annotated[Path, typer.Option("--out", help="Tệp PDF. · The PDF.")],
    number: Annotated[list[int] | None, typer.Option("--number", help="Chỉ các STT này. · Only these numbers.")] = None,
) -> None:
    """Phiếu xác nhận thông tin gửi cha mẹ, hai phiếu một trang A4. · Confirmation slips for parents, two on a page."""
    from api.flows.data.slips import write_slips  # loads typst

    write_whole(out, write_slips(here.desk, here.desk.year().school_class(class_code), frozenset(number or ())))
    if here.as_json:
        here.screen.answer({"file": str(out)})
    else:
        here.screen.say(f"Đã ghi {out}", f"Wrote {out}")


@data.command("slip")
@writes
def slip(
    by: Writer,
    report: Report,
    file: Annotated[Path, typer.Option("--file", help="Phiếu đã ký, quét: PDF, PNG, JPEG. · The signed slip.")],
    dated: Annotated[datetime, typer.Option("--date", formats=DAY_FORMATS, help="Ngày kí. · The day of signing.")],
) -> None:
    """Nhận lại phiếu có chữ ký của cha mẹ. · Take a slip that came back signed."""
    report_id = find_pupil(by.desk, report)
    ((_, blob),) = corrections.read_attachments([file])
    _done(by, recording.return_slip(by.desk, report_id, by.person, dated.date(), blob))


def _assignments(typed: Iterable[str]) -> dict[str, str]:
    """``FIELD=VALUE`` each. Raises Misused for anything else, and for a field named twice."""
    found: dict[str, str] = {}
    for text in typed:
        name, sign, value = text.partition("=")
        if not sign or not value.strip() or name.strip() in found:
            raise Misused("data.assignment", found=text)
        found[name.strip()] = value
    return found


def _done(by: Writer, position: int | None) -> None:
    if by.would_record():
        return
    if by.as_json:
        by.screen.answer({"position": position})
    else:
        by.screen.say(f"Đã ghi vào sổ cái, bản ghi {position}.", f"Recorded, entry {position}.")
