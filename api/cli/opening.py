"""
Opening a school year, ``year open``: from three workbooks, or from last year; ``template opening`` for the workbooks.

The first year of a school is opened by the operator, who owns the database: there is nobody else yet.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.common import Json, School, command, program
from api.cli.console import Screen
from api.cli.next_year import Ends, Homerooms, Starts, Term2, Without, open_next_year
from api.cli.operating import show_loaded
from api.cli.writing import Dry
from api.flows.entering_school import enter
from api.flows.opening import YearFile, read_year, shown
from api.flows.school_load import Loaded, policies_of
from api.flows.workbooks.opening import write_opening
from api.flows.workbooks.opening.forms import LEVELS
from api.signin import opening
from domain.errors import Misused
from domain.messages import MESSAGES

MESSAGES.update(
    {
        "opening.three_files": (
            "Cần cả ba tệp: --staff, --classes, --assignments; còn thiếu {missing}. Mẫu: hocba template opening.",
            "All three files are needed: --staff, --classes, --assignments; lacking {missing}. Templates: hocba "
            "template opening.",
        ),
        "opening.either": (
            "--from mở năm học từ năm trước: cần --as, không kèm --staff, --classes, --assignments.",
            "--from opens the year from last year's: it takes --as, and none of --staff, --classes, --assignments.",
        ),
        "opening.level": (
            "Không có cấp học {found}; chọn một trong: {expected}.",
            "There is no level {found}; choose one of: {expected}.",
        ),
    }
)

#: Where the code is asked for (``api.pages.opening``).
PATH = "/vao/mo-truong"

From = Annotated[str | None, typer.Option("--from", help="Năm học vừa kết thúc, ví dụ 2025-2026. · The closed year.")]
Who = Annotated[str | None, typer.Option("--as", help="Mã cán bộ thực hiện, với --from. · Who acts, with --from.")]
File = Annotated[Path | None, typer.Option(help="Tệp .xlsx đã điền. · Filled workbook.")]
Convert = Annotated[
    bool,
    typer.Option("--convert", help="Đọc chữ gõ bằng TCVN3, VNI như đã xem trước. · Read old text as previewed."),
]


def open_year(
    staff: File = None,
    classes: File = None,
    assignments: File = None,
    convert: Convert = False,
    previous: From = None,
    starts: Starts = None,
    term_2: Term2 = None,
    ends: Ends = None,
    homeroom: Homerooms = None,
    without: Without = None,
    who: Who = None,
    dry: Dry = False,
    school: School = None,
    as_json: Json = False,
) -> None:
    """Mở năm học: từ ba tệp Excel, hoặc từ kết quả năm trước. · Open a school year."""
    files = {"staff": staff, "classes": classes, "assignments": assignments}
    given = {name: path for name, path in files.items() if path is not None}
    if previous is not None and who is not None and not given:
        days = {"starts": starts, "term_2": term_2, "ends": ends}
        typed = {"previous": previous, "homeroom": homeroom, "without": without, **days}
        open_next_year(who=who, dry=dry, school=school, year=None, as_json=as_json, **typed)
        return
    with command(as_json=as_json) as screen:
        if previous is not None:
            raise Misused("opening.either")
        if missing := files.keys() - given.keys():
            raise Misused("opening.three_files", missing=", ".join(f"--{name}" for name in files if name in missing))
        _from_workbooks(screen, given, convert=convert, dry=dry, as_json=as_json)


def opening_code(as_json: Json = False) -> None:
    """Mã mở trường trên trình duyệt, dùng một lần trong một ngày. · A one-time code to open a school in the browser."""
    with command(as_json=as_json) as screen, program(or_demo=False) as app, app.as_owner():
        code = opening.new_code(app.settings.keys_folder)
        if as_json:
            screen.answer({"code": code, "path": PATH})
            return
        screen.say(
            f"Mã mở trường: {code}. Mở {app.settings.public_url}{PATH}, dùng một lần trong vòng 24 giờ.",
            f"Opening code: {code}. Open {app.settings.public_url}{PATH}; it works once, within 24 hours.",
        )


def _from_workbooks(screen: Screen, files: dict[str, Path], *, convert: bool, dry: bool, as_json: bool) -> None:
    found = read_year(**files, convert=convert)
    policies_of(found.file)
    with program(or_demo=False) as app, app.as_owner():
        loaded = enter(app, found.file, dry=dry)
    warnings = [notice.text(screen.language) for notice in found.notices]
    if dry:
        _would_load(screen, found, loaded, warnings, as_json)
    else:
        show_loaded(screen, found.file, loaded, warnings, as_json)


def _would_load(screen: Screen, found: YearFile, loaded: Loaded, warnings: list[str], as_json: bool) -> None:
    lines = [shown(each, screen.language) for each in found.conversions]
    if as_json:
        counts = {name: getattr(loaded, name) for name in ("staff", "classes", "pupils", "entries")}
        screen.answer({"dry_run": True, **counts, "warnings": warnings, "conversions": lines})
        return
    for line in (*warnings, *lines):
        screen.warn(line, line)
    screen.say(
        f"Chạy thử, chưa ghi gì. Khi chạy thật: {found.file.school.name}, năm học {found.file.school_year}, "
        f"{loaded.staff} cán bộ, {loaded.classes} lớp, {loaded.pupils} học sinh ({loaded.entries} bản ghi).",
        f"A dry run, nothing was recorded. In earnest: {found.file.school.name}, {found.file.school_year}, "
        f"{loaded.staff} staff, {loaded.classes} classes, {loaded.pupils} pupils ({loaded.entries} entries).",
    )


def template_opening(
    out: Annotated[Path, typer.Option("--out", help="Thư mục để ghi ba mẫu. · Folder for the three templates.")],
    level: Annotated[str, typer.Option("--level", help="TIEU_HOC, THCS hoặc THPT. · Level of the school.")] = "THCS",
    as_json: Json = False,
) -> None:
    """Mẫu để mở năm học: cán bộ, lớp và học sinh, phân công. · Templates that open a school year."""
    with command(as_json=as_json) as screen:
        if level not in LEVELS.values():
            raise Misused("opening.level", found=level, expected=", ".join(LEVELS.values()))
        out.mkdir(parents=True, exist_ok=True)
        made = write_opening(out, level)
        if as_json:
            screen.answer({"files": [str(path) for path in made]})
            return
        for path in made:
            screen.say(f"Đã tạo {path}", f"Wrote {path}")
