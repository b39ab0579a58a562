"""
A moment in a ledger, as a person names it: a position, or a time.

As of a time is as of the last position before the first entry whose ``at`` is later (design §3). A time without a zone
is Vietnam's, which has one; a day alone is its end, as people mean it who say "ngày 18/5".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from domain.context import VIETNAM
from domain.errors import Misused
from domain.ledger import Ledger
from domain.ledger.database import rows_of_school
from domain.messages import MESSAGES

MESSAGES.update(
    {
        "audit.moment": (
            "Không hiểu thời điểm {found}. Nêu vị trí (1234), ngày (18/05/2026: hết ngày đó), ngày giờ (18/05/2026 "
            "23:59) hoặc ISO 8601 (2026-05-18T23:59+07:00).",
            "The moment {found} is none. Give a position (1234), a day (18/05/2026: its end), a day and time "
            "(18/05/2026 23:59) or ISO 8601 (2026-05-18T23:59+07:00).",
        ),
        "audit.moment_beyond": (
            "Sổ cái chỉ có {size} bản ghi; không có vị trí {found}.",
            "The ledger has {size} entries; there is no position {found}.",
        ),
        "audit.moments_order": (
            "Thời điểm đầu ({first}) phải trước thời điểm sau ({last}).",
            "The first moment ({first}) must lie before the last ({last}).",
        ),
    }
)

_POSITION = re.compile(r"#?([0-9]{1,15})", re.ASCII)
_VIETNAMESE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})(?:[ T]+([0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Moment:
    """As of entry ``position`` (0: before the first), at ``at``: the time asked for, or that of the entry."""

    position: int
    at: datetime


def moment(ledger: Ledger, text: str | None) -> Moment:
    """What a person named; None is now. Raises Misused."""
    size = ledger.size()
    if text is None:
        return Moment(size, ledger.now())
    if found := _POSITION.fullmatch(text.strip()):
        position = int(found[1])
        if position > size:
            raise Misused("audit.moment_beyond", found=position, size=size)
        return Moment(position, _time_of(ledger, position))
    at = _time(text.strip())
    later = rows_of_school(
        ledger.pool,
        ledger.school_id,
        "SELECT min(position) FROM ledger.events WHERE school_id = %s AND recorded_at > %s",
        [ledger.school_id, at],
    )[0][0]
    return Moment(size if later is None else later - 1, at)


def span(ledger: Ledger, first: str | None, last: str | None) -> tuple[Moment, Moment]:
    """Two moments in order; without ``first`` from the beginning. Raises Misused."""
    beginning, end = moment(ledger, first or "0"), moment(ledger, last)
    if beginning.position > end.position:
        raise Misused("audit.moments_order", first=first, last=last)
    return beginning, end


def _time_of(ledger: Ledger, position: int) -> datetime:
    found = rows_of_school(
        ledger.pool,
        ledger.school_id,
        "SELECT recorded_at FROM ledger.events WHERE school_id = %s AND position = %s",
        [ledger.school_id, max(position, 1)],
    )
    return found[0][0].astimezone(UTC) if found else ledger.now()


def _time(text: str) -> datetime:
    try:
        if found := _VIETNAMESE.fullmatch(text):
            day, month, year, time = found.groups()
            return _zoned(f"{year}-{month:0>2}-{day:0>2}" + (f"T{time:0>5}" if time else ""))
        return _zoned(text)
    except (ValueError, OverflowError) as error:
        raise Misused("audit.moment", found=text[:40]) from error


def _zoned(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    at = at if at.tzinfo else at.replace(tzinfo=VIETNAM)
    if len(text) == len("2026-05-18"):
        at += timedelta(days=1, microseconds=-1)
    return at.astimezone(UTC)
