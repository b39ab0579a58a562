"""
What forms send as people here write it: days as dd/mm/yyyy, whatever language the browser speaks.

A browser shows its own date field in its own language, and many of ours speak English: 06/07/2026 would be two days.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BeforeValidator

from api.flows.drafts.lists import day_of
from domain.errors import Misused


def _day(text: object) -> object:
    if not isinstance(text, str):
        return text
    return day_of(text) or text.strip() or None


#: A day of a form, ``15/06/2026`` or ``2026-06-15``; and one that may be left out.
Day = Annotated[date, BeforeValidator(_day)]
DayOrNone = Annotated[date | None, BeforeValidator(_day)]


def typed_day(text: str) -> date | None:
    """The day in a field that is read by hand; None where it was left blank. Raises Misused ``input.invalid``."""
    found = day_of(text)
    if found is None and text.strip():
        raise Misused("input.invalid", name="ngày", found=text[:20])
    return found
