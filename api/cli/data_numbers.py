"""``hocba data numbers``: the four numbers of the data, and what is lacking behind each (docs/data-quality.md)."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.console import Screen
from api.cli.reading import Reader, reads
from api.flows.data.numbers import Number, Part, numbers
from domain.words import Language, said


@reads
def show_numbers(
    here: Reader,
    lists: Annotated[
        bool, typer.Option("--lists", help="Kèm danh sách chỗ còn thiếu. · With what is lacking.")
    ] = False,
) -> None:
    """Bốn con số Đúng, Đủ, Sạch, Sống, và danh sách đằng sau. · The four numbers of the data."""
    with here.screen.progress("Đếm", "Counting", len(here.desk.year().classes)) as done:
        found = numbers(here.desk, done)
    if here.answered(found):
        return
    for number in found:
        here.screen.say(_number(number, "vi"), _number(number, "en"))
        for part in number.parts:
            here.screen.say(_part(part, "vi"), _part(part, "en"))
            if lists:
                _lacking(here.screen, part)


def _number(number: Number, language: Language) -> str:
    percent = "–" if number.percent is None else f"{number.percent:.1f} %"
    if language == "vi":
        percent = percent.replace(".", ",")
    return f"{said(number.quality, language, 'quality')}: {percent} ({number.good}/{number.total})"


def _part(part: Part, language: Language) -> str:
    return f"  {said(part.what, language, 'quality')}: {part.good}/{part.total}"


def _lacking(screen: Screen, part: Part) -> None:
    for line in part.lacking:
        subject = [f" {said(line.subject, turn, 'subject')}" if line.subject else "" for turn in LANGUAGES]
        screen.say(
            f"    lớp {line.class_code}{subject[0]}: còn {line.count}",
            f"    class {line.class_code}{subject[1]}: {line.count} lacking",
        )


LANGUAGES: tuple[Language, ...] = ("vi", "en")
