"""
Texts of the domain's errors in Vietnamese and English, by permanent code (people.md §4).

Each says what, where, why and the next step. ``{name}`` stands for a fact given with the error.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Language = Literal["vi", "en"]

MESSAGES: dict[str, tuple[str, str]] = {
    "faults": ("Có {count} lỗi. Chưa ghi gì cả:", "{count} faults. Nothing was recorded:"),
}


def render(code: str, language: Language, facts: Mapping[str, object]) -> str:
    """The text of ``code`` with its facts; a missing code or fact is a bug and raises KeyError."""
    vietnamese, english = MESSAGES[code]
    return (vietnamese if language == "vi" else english).format_map(dict(facts))
