"""The month's book of corrections (sổ theo dõi điều chỉnh thông tin học bạ số), for inspection: A4 across, by typst."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from domain.errors import Rejected
from domain.report.document import SchoolIdentity
from domain.report.state import RequestStatus
from projections.documents.administrative import DEMO_TEXT, above
from projections.documents.typesetting import Unrendered, typeset
from projections.documents.wording import day_in_words, day_of, text_of


@dataclass(frozen=True, slots=True)
class LogRow:
    """One request: its paper, whose report, what from what to what, why, and what became of it, all in words."""

    number: int
    paper: str
    dated: date
    class_code: str
    pupil: str
    changes: tuple[tuple[str, str, str], ...]
    reason: str
    asked_by: str
    result: str
    decided_by: str
    decided_on: date | None
    grounds: str


@dataclass(frozen=True, slots=True)
class LogBook:
    """The month's requests in the order in which they were asked for; ``decided`` counts what became of them."""

    school: SchoolIdentity
    place: str
    school_year: str
    month: date
    made_on: date
    position: int
    demo: bool
    rows: tuple[LogRow, ...]
    decided: Mapping[RequestStatus, int]

    @property
    def title(self) -> str:
        """The heading."""
        return "Sổ theo dõi điều chỉnh thông tin học bạ số"

    @property
    def period(self) -> str:
        """``Tháng 5 năm 2026, năm học 2025-2026``."""
        month = f"{self.month.month:02}" if self.month.month < 3 else str(self.month.month)
        return f"Tháng {month} năm {self.month.year}, năm học {self.school_year}"

    @property
    def summary(self) -> str:
        """How many there are, and what became of them."""
        count = self.decided
        return (
            f"Tổng số {len(self.rows)} đề nghị: đồng ý {count[RequestStatus.APPROVED]}, không đồng ý "
            f"{count[RequestStatus.REFUSED]}, đã rút {count[RequestStatus.WITHDRAWN]}, chờ duyệt "
            f"{count[RequestStatus.OPEN]}. Số liệu tính đến bản ghi {self.position} của sổ cái."
        )


def log_pdf(book: LogBook) -> bytes:
    """The pages. Raises Rejected ``paper.pages`` for a character without a glyph."""
    data = {
        "demo": book.demo,
        "demo_text": DEMO_TEXT,
        "title": book.title,
        "period": book.period,
        "summary": book.summary,
        "above": above(book.school),
        "school": text_of(book.school.name),
        "place_and_date": f"{text_of(book.place)}, {day_in_words(book.made_on)}",
        "rows": [_row(row) for row in book.rows],
    }
    try:
        return typeset("so-theo-doi-dieu-chinh.typ", data, book.made_on)
    except Unrendered as error:
        raise Rejected("paper.pages", number=book.title, reason=error.reason) from error


def _row(row: LogRow) -> dict[str, object]:
    decided = [row.result, row.decided_by, day_of(row.decided_on) if row.decided_on else "", row.grounds]
    return {
        "number": str(row.number),
        "paper": [text_of(row.paper), day_of(row.dated)],
        "class": text_of(row.class_code),
        "pupil": text_of(row.pupil),
        "changes": [[text_of(each) for each in change] for change in row.changes],
        "reason": text_of(row.reason),
        "asked_by": text_of(row.asked_by),
        "decided": [text_of(each) for each in decided if each],
    }
