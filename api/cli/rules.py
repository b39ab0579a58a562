"""``hocba evaluate`` and ``hocba subjects``: the assessment rules alone; no database, no network, no clock."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from anchors.errors import AnchorError
from api.cli.console import Exit, Screen
from api.files import read_file
from api.flows import evaluating
from domain.errors import HocbaError

FINAL = {"term_1": "HK1", "term_2": "HK2", "year": "năm · year", "final": "sau hè · final"}


def evaluate(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE|-]", help="Tệp JSON, hoặc - cho đầu vào chuẩn · input, - for stdin")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON (docs/formats/evaluate.md)")] = False,
) -> None:
    """
    Kết quả của một học sinh trong một năm học, theo quy định · One pupil's year under its circular.

    Exit codes: 0 evaluated, 2 refused: every fault is told with its place.
    """
    screen = _screen()
    try:
        content = _stdin() if file is None or str(file) == "-" else read_file(file, evaluating.BYTES_MAX)
        answer = evaluating.evaluate(content)
    except (HocbaError, AnchorError) as error:
        screen.fault(error, as_json=as_json)
        raise typer.Exit(Exit.CANNOT_TELL) from error
    if as_json:
        screen.answer(answer)
    else:
        _show(screen, answer)


def subjects(
    grade: Annotated[int, typer.Option("--grade", help="Lớp, từ 1 đến 12 · Grade")],
    school_year: Annotated[
        str | None, typer.Option("--school-year", help="Năm học, ví dụ 2025-2026 · School year")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON (docs/formats/evaluate.md)")] = False,
) -> None:
    """Môn học, số tiết và số điểm thường xuyên của một lớp · What a grade is taught."""
    screen = _screen()
    try:
        answer = evaluating.subjects(grade, school_year)
    except HocbaError as error:
        screen.fault(error, as_json=as_json)
        raise typer.Exit(Exit.CANNOT_TELL) from error
    if as_json:
        screen.answer(answer)
        return
    for one in answer["subjects"]:
        vi, en = ("", "") if one["compulsory"] else (", tự chọn", ", to be chosen")
        line = f"{one['code']}: {one['name']}, {one['kind']}"
        screen.say(
            f"{line}, {one['periods']} tiết/năm, {one['regular_scores']} ĐĐGtx{vi}",
            f"{line}, {one['periods']} periods a year, {one['regular_scores']} regular assessments{en}",
        )


def _screen() -> Screen:
    return Screen("en" if os.environ.get("HOCBA_LANG") == "en" else "vi")


def _stdin() -> bytes:
    """One byte more than the limit at most, so that a longer input is refused as such."""
    return sys.stdin.buffer.read(evaluating.BYTES_MAX + 1)


def _show(screen: Screen, answer: dict[str, Any]) -> None:
    """The answer in lines: what is the same in both languages, codes and numbers, once."""
    for code, results in answer.get("subjects", {}).items():
        line = f"{code}: " + ", ".join(f"{FINAL[period]} {result or '—'}" for period, result in results.items())
        screen.say(line, line)
    for name, value in answer.items():
        if name != "subjects":
            line = f"{name}: {_flat(value)}"
            screen.say(line, line)


def _flat(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_flat(inner)}" for key, inner in value.items())
    return "—" if value is None else str(value)
