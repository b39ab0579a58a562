"""How values are written on the pages: composed text, Vietnamese dates and marks, whose signature stands there."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from projections.documents.xml import VIETNAM

if TYPE_CHECKING:
    from projections.documents.pdf import SignerLine

#: A "word" longer than this may be broken anywhere, or it would run out of its column.
UNBROKEN_CHARACTERS_MAX = 40
_BREAK = "\u200b"  # ZERO WIDTH SPACE

Lines = list[tuple[str, str]]


def text_of(value: str, *, one_line: bool = True) -> str:
    """Composed (NFC), space run together, and no word so long that it would leave its column."""
    composed = unicodedata.normalize("NFC", value)
    return "\n".join(
        " ".join(_breakable(word) for word in line.split())
        for line in ([composed] if one_line else composed.splitlines())
    )


def _breakable(word: str) -> str:
    if len(word) <= UNBROKEN_CHARACTERS_MAX:
        return word
    return _BREAK.join(word)


def lines_of(lines: Iterable[tuple[str, str | None]]) -> Lines:
    """Labels with their values, those left out that have none."""
    return [(label, text_of(value)) for label, value in lines if value]


def day_of(day: date) -> str:
    """``05/09/2026``."""
    return f"{day:%d/%m/%Y}"


def moment_of(moment: datetime) -> str:
    """``05/09/2026 08:02:03 (+07:00)``."""
    return f"{moment.astimezone(VIETNAM):%d/%m/%Y %H:%M:%S} (+07:00)"


def signer_of(line: SignerLine | None) -> dict[str, str] | None:
    """Who signed, and when."""
    return None if line is None else {"name": who_signed(line), "at": moment_of(line.signed_at)}


def who_signed(line: SignerLine) -> str:
    """The name; of who signed in another's place more: ``Phan Văn Dũng, HIỆU TRƯỞNG, ký thay Lê Thị Hà``."""
    if line.in_place_of is None:
        return text_of(line.name)
    return text_of(f"{line.name}, {line.capacity}, ký thay {line.in_place_of}")


def place_and_date(place: str, head: SignerLine | None) -> str:
    """The line over the head's signature, with the day on which he signed."""
    if head is None:
        return f"{text_of(place)}, ngày … tháng … năm …"
    return f"{text_of(place)}, {day_in_words(head.signed_at.astimezone(VIETNAM).date())}"


def day_in_words(day: date) -> str:
    """``ngày 05 tháng 9 năm 2026``: days under 10 and the months 1 and 2 have a zero (NĐ 30/2020, annex I)."""
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def corrections_of(places: Iterable[str]) -> str | None:
    """For example: Trong học bạ này có điều chỉnh ở 3 chỗ, thuộc môn học, nội dung: Toán 2 chỗ; Ngữ văn 1 chỗ."""
    counts = Counter(places)
    if not counts:
        return None
    named = "; ".join(f"{text_of(place)} {count} chỗ" for place, count in counts.items())
    return f"Trong học bạ này có điều chỉnh ở {counts.total()} chỗ, thuộc môn học, nội dung: {named}."
