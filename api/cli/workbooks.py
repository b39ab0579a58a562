"""Commands for workbooks: template gradebook|homeroom, import gradebook|homeroom."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.assignment_sheet import template_assignments
from api.cli.common import As, Class, Json, School, Year, actor, command, desk
from api.cli.console import Exit, Screen, error_json, exit_of
from api.cli.opening import template_opening
from api.cli.reading import Reader, reads
from api.flows import templates
from api.flows.bulk_imports import import_everything
from api.flows.gradebooks import Answer, Sent
from api.flows.workbooks import WorkbookKind, write_gradebook, write_homeroom
from api.flows.workbooks.sheets import refuse_existing
from api.workers import Workers
from domain.errors import HocbaError
from domain.messages import Language
from domain.words import said

template = typer.Typer(no_args_is_help=True, help="Mẫu sổ theo dõi và sổ chủ nhiệm (Excel). · Workbook templates.")
imports = typer.Typer(no_args_is_help=True, help="Nhập từ tệp Excel vào sổ cái. · Import workbooks.")

Out = Annotated[Path, typer.Option("--out", help="Tệp .xlsx sẽ tạo. · File to write.")]
File = Annotated[list[Path], typer.Argument(help="Tệp .xlsx đã điền; có thể nhiều tệp. · Filled files.")]
Subject = Annotated[str, typer.Option("--subject", help="Mã môn học, ví dụ TOAN. · Subject code.")]


@template.command("gradebook")
@reads
def gradebook(here: Reader, class_code: Class, subject: Subject, out: Out) -> None:
    """Mẫu sổ theo dõi và đánh giá học sinh của một lớp và môn. · Gradebook template."""
    refuse_existing(out)
    current = here.desk.year()
    write_gradebook(templates.gradebook_spec(here.desk, current, current.school_class(class_code), subject), out)
    _written(here.screen, out, here.as_json)


@template.command("homeroom")
@reads
def homeroom(here: Reader, class_code: Class, out: Out) -> None:
    """Mẫu sổ chủ nhiệm: rèn luyện, số buổi nghỉ, nhận xét. · Homeroom template."""
    refuse_existing(out)
    current = here.desk.year()
    write_homeroom(templates.homeroom_spec(here.desk, current, current.school_class(class_code)), out)
    _written(here.screen, out, here.as_json)


template.command("opening")(template_opening)
template.command("assignments")(template_assignments)


def _written(screen: Screen, out: Path, as_json: bool) -> None:
    if as_json:
        screen.answer({"file": str(out)})
    else:
        screen.say(f"Đã tạo {out}", f"Wrote {out}")


@imports.command("gradebook")
def import_gradebook(
    files: File,
    who: As,
    round_half_up: Annotated[
        bool, typer.Option("--round-half-up", help="Làm tròn điểm hai chữ số thập phân. · Round two-decimal marks.")
    ] = False,
    school: School = None,
    year: Year = None,
    as_json: Json = False,
) -> None:
    """Nhập sổ theo dõi: ghi sổ ô mới; ô đã ghi sổ mà khác thì liệt kê. · Import gradebooks."""
    _import(files, "gradebook", who, school, year, as_json, round_half_up=round_half_up)


@imports.command("homeroom")
def import_homeroom(files: File, who: As, school: School = None, year: Year = None, as_json: Json = False) -> None:
    """Nhập sổ chủ nhiệm. · Import homeroom workbooks."""
    _import(files, "homeroom", who, school, year, as_json)


def _import(
    files: list[Path],
    kind: WorkbookKind,
    who: str,
    school: str | None,
    year: str | None,
    as_json: bool,
    *,
    round_half_up: bool = False,
) -> None:
    """What is wrong with one file does not keep the next one out; a broken store ends the list."""
    with command(as_json=as_json) as screen, desk(school, year) as (app, opened), Workers(app) as workers:
        person = actor(app, opened, who)
        sent = [Sent(path, kind, person, round_half_up) for path in files]
        found: dict[int, Answer] = {}
        with screen.progress("Nhập tệp", "Importing", len(files)) as done:
            for place, answer in import_everything(workers, opened, sent):
                found[place] = answer
                done(len(found))
        answers = [(files[place], answer) for place, answer in sorted(found.items())]
        if as_json:
            screen.answer([{"file": str(path), **answer_json(answer, screen.language)} for path, answer in answers])
        else:
            for path, answer in answers:
                _show(screen, path, answer)
        raise typer.Exit(max(_exit(answer) for _, answer in answers))


def _exit(answer: Answer) -> Exit:
    if isinstance(answer, HocbaError):
        return exit_of(answer)
    return Exit.CONTENT if answer.changed else Exit.FINE


def answer_json(answer: Answer, language: Language) -> dict[str, object]:
    """What came of one file, for programs."""
    if isinstance(answer, HocbaError):
        return {"error": error_json(answer, language)}
    return {
        "class": answer.class_code,
        "subject": answer.subject,
        "recorded": answer.recorded,
        "unchanged": answer.unchanged,
        "repeated": answer.repeated,
        "changed": [
            {
                "number": row.number,
                "place": str(row.place),
                "recorded": str(row.recorded),
                "in_file": str(row.given),
            }
            for row in answer.changed
        ],
    }


def _show(screen: Screen, path: Path, answer: Answer) -> None:
    if isinstance(answer, HocbaError):
        screen.warn(f"{path.name}: {answer.text('vi')}", f"{path.name}: {answer.text('en')}")
        return
    screen.say(
        f"{path.name}: ghi sổ {answer.recorded} giá trị, {answer.unchanged} giá trị đã có, "
        f"{len(answer.changed)} giá trị cần đề nghị điều chỉnh." + " Tệp này đã nhập trước đây." * answer.repeated,
        f"{path.name}: {answer.recorded} values recorded, {answer.unchanged} stood already, "
        f"{len(answer.changed)} need a correction." + " This file was imported before." * answer.repeated,
    )
    for row in answer.changed:
        place, recorded, given = (said(each, screen.language) for each in (row.place, row.recorded, row.given))
        screen.say(
            f"  - {row.number}. {row.full_name}, {place}: đã ghi sổ {recorded}, trong tệp {given}",
            f"  - {row.number}. {row.full_name}, {place}: {recorded} recorded, {given} in the file",
        )
    if answer.changed:
        screen.say("    Gửi đề nghị điều chỉnh: hocba correction request", "    Ask: hocba correction request")
