"""Commands for class lists: class list|open|homeroom, and pupil enrol|move|leave|rejoin|attest."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer
from pydantic import ValidationError

from api.cli.common import DAY_FORMATS, Class
from api.cli.deciding import decide_year
from api.cli.reading import Reader, reads
from api.cli.writing import Writer, writes
from api.files import read_file
from api.flows import rosters
from api.flows.attesting import attest_results
from api.flows.desk import made
from api.flows.rosters import Listed, ListLine
from api.flows.school_model import PupilRow
from api.whole_file import write_whole
from domain.errors import Misused
from domain.messages import MESSAGES
from domain.report import commands as c
from domain.report.events import LeavingReason
from domain.school_year import commands as y
from domain.words import said

MESSAGES.update(
    {
        "pupil.file": (
            "Tệp {file} không phải một học sinh như docs/formats/school.md mô tả: {place}: {found}.",
            "File {file} is not a pupil as docs/formats/school.md has it: {place}: {found}.",
        ),
    }
)

#: A pupil has twenty fields.
FILE_BYTES_MAX = 64 * 1024

classes = typer.Typer(no_args_is_help=True, help="Danh sách lớp, mở lớp, GVCN. · Class lists.")
pupil = typer.Typer(no_args_is_help=True, help="Học sinh vào, chuyển lớp, rời trường, trở lại. · Who comes and goes.")

Pupil = Annotated[
    str,
    typer.Option("--pupil", help="Lớp/số thứ tự (8A/7), mã dòng hoặc mã tra cứu học bạ. · Class/number, or report."),
]
Into = Annotated[str, typer.Option("--to", help="Vào lớp. · Into this class.")]
Since = Annotated[
    datetime | None, typer.Option("--since", formats=DAY_FORMATS, help="Từ ngày; mặc định hôm nay. · First day.")
]
Document = Annotated[str, typer.Option("--document", help="Số, ngày của văn bản. · The document.")]
Teacher = Annotated[str, typer.Option("--teacher", help="Mã giáo viên. · Staff code of the teacher.")]


@classes.command("list")
@reads
def list_(here: Reader, class_code: Class) -> None:
    """Danh sách lớp theo số thứ tự, cả dòng đã gạch. · A class list, struck-through rows too."""
    lines = rosters.class_list(here.desk, class_code)
    if here.answered(lines):
        return
    for line in lines:
        here.screen.say(_shown(line, "vi"), _shown(line, "en"))
    present = sum(line.last_day is None for line in lines)
    here.screen.say(f"Lớp {class_code}: {present} học sinh.", f"Class {class_code}: {present} pupils.")


def _shown(line: ListLine, language: str) -> str:
    born = f"{line.birth_date:%d/%m/%Y}" if line.birth_date else "-"
    row, vi = f"{line.number:>3} · {line.full_name} · {born}", language == "vi"
    if line.last_day is None:
        same = "trùng họ tên, ngày sinh" if vi else "same name and birth date"
        return f"{row} · …{line.number_ends} ({same})" if line.number_ends else row
    if line.ended == "MOVED":
        why = "chuyển lớp" if vi else "moved"
    else:
        why = said(line.ended, "vi" if vi else "en", "leaving")
    there = f", {line.destination}" if line.destination else ""
    until = f"đến hết {line.last_day:%d/%m/%Y}" if vi else f"to {line.last_day:%d/%m/%Y}"
    return f"{row} · ({why}{there}, {until})"


@classes.command("open")
@writes
def open_(
    by: Writer,
    class_code: Class,
    grade: Annotated[int, typer.Option("--grade", min=1, max=12, help="Khối. · Grade.")],
) -> None:
    """Mở thêm một lớp trong năm học. · Open a class after the first day of the year."""
    decide_year(by, made(y.OpenClass, class_id=uuid4(), code=class_code, grade=grade))


@classes.command("homeroom")
@writes
def homeroom(by: Writer, class_code: Class, teacher: Teacher, since: Since = None) -> None:
    """Phân công giáo viên chủ nhiệm. · Give a class its homeroom teacher."""
    year = by.desk.year()
    ids = {"class_id": year.school_class(class_code).class_id, "staff_id": year.member(teacher).staff_id}
    decide_year(by, y.AssignHomeroom(**ids, since=_day(since) or max(by.desk.today, year.calendar.starts)))


@pupil.command("enrol")
@writes
def enrol(
    by: Writer,
    file: Annotated[Path, typer.Option("--file", help="JSON một học sinh như trong tệp trường. · The pupil, as JSON.")],
) -> None:
    """Tiếp nhận một học sinh mới vào lớp, số thứ tự tiếp theo. · A new pupil, under the next number."""
    try:
        text = read_file(file, FILE_BYTES_MAX).decode(errors="replace")
        row = PupilRow.model_validate_json(unicodedata.normalize("NFC", text))
    except ValidationError as error:
        fault = error.errors()[0]
        place = "/" + "/".join(str(step) for step in fault["loc"])
        raise Misused("pupil.file", file=file.name, place=place, found=fault["msg"]) from error
    show_listed(by, rosters.enrol(by.desk, by.person, row))


@pupil.command("move")
@writes
def move(by: Writer, pupil: Pupil, into: Into, document: Document, since: Since = None) -> None:
    """Chuyển một học sinh sang lớp khác cùng khối; điểm đi theo. · Into another class of the grade."""
    report_id = rosters.find_pupil(by.desk, pupil)
    show_listed(by, rosters.move(by.desk, by.person, report_id, into, _day(since), document))


@pupil.command("leave")
@writes
def leave(
    by: Writer,
    pupil: Pupil,
    document: Document,
    reason: Annotated[LeavingReason, typer.Option("--reason", help="Lí do. · Reason.")],
    destination: Annotated[str | None, typer.Option("--to", help="Trường đến. · The next school.")] = None,
    last_day: Annotated[
        datetime | None,
        typer.Option("--last-day", formats=DAY_FORMATS, help="Ngày học cuối; mặc định hôm nay. · Last day."),
    ] = None,
) -> None:
    """Ghi học sinh rời trường: gạch tên, số thứ tự của người khác giữ nguyên. · A pupil leaves the school."""
    report_id = rosters.find_pupil(by.desk, pupil)
    values = {"reason": reason, "destination": destination, "document": document}
    asked = made(c.LeaveSchool, last_day=_day(last_day) or by.desk.today, **values)
    show_listed(by, rosters.leave(by.desk, by.person, report_id, asked))


@pupil.command("rejoin")
@writes
def rejoin(by: Writer, pupil: Pupil, into: Into, document: Document, since: Since = None) -> None:
    """Tiếp nhận lại học sinh đã rời trường trong năm. · A pupil comes back in the same year."""
    report_id = rosters.find_pupil(by.desk, pupil)
    show_listed(by, rosters.rejoin(by.desk, by.person, report_id, into, _day(since), document))


@pupil.command("attest")
@writes
def attest(
    by: Writer,
    pupil: Pupil,
    out: Annotated[
        Path | None, typer.Option("--out", help="Ghi tệp PDF đã ký vào đây. · Write the signed PDF.")
    ] = None,
) -> None:
    """Lãnh đạo ký kết quả đến ngày chuyển trường. · The leadership signs the results of who was transferred."""
    attested = attest_results(by.desk, by.person, rosters.find_pupil(by.desk, pupil), by.key())
    if by.would_record():
        return
    if out is not None:
        write_whole(out, by.desk.ledger.blob(attested.paper.sha256))
    if by.answered(attested.model_dump(mode="json")):
        return
    number = attested.paper.number
    by.screen.say(
        f"Đã ký văn bản số {number}, bản ghi {attested.position}.", f"Paper {number} signed, entry {attested.position}."
    )


def show_listed(by: Writer, listed: Listed) -> None:
    """Where the pupil stands now, or what a dry run would record."""
    if by.would_record():
        return
    if by.answered(listed.model_dump(mode="json")):
        return
    place = f"{listed.class_code}/{listed.number}"
    by.screen.say(
        f"Đã ghi vào sổ cái, bản ghi {listed.position}: {place}.", f"Recorded, entry {listed.position}: {place}."
    )


def _day(given: datetime | None) -> date | None:
    return given.date() if given else None
