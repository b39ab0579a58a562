"""The report of a check of the whole ledger (báo cáo kiểm tra sổ cái): what was checked, found and not checked; A4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.errors import Rejected
from domain.report.document import SchoolIdentity
from projections.documents.administrative import DEMO_TEXT, above
from projections.documents.typesetting import Unrendered, typeset
from projections.documents.wording import day_in_words, text_of


@dataclass(frozen=True, slots=True)
class AuditPaper:
    """
    Everything in words. ``verdict`` is one sentence; ``checked`` what was looked at, with how much of it; ``sections``
    a heading with its sentences each: what differs, what is odd, what was not checked and on whose word it rests.
    """

    school: SchoolIdentity
    place: str
    made_on: date
    demo: bool
    asked: str
    verdict: str
    whole: bool
    checked: Sequence[tuple[str, int]]
    key: str
    sections: Sequence[tuple[str, Sequence[str]]]


def paper_pdf(paper: AuditPaper) -> bytes:
    """The pages. Raises Rejected ``paper.pages`` for a character without a glyph."""
    title = "Báo cáo kiểm tra sổ cái học bạ số"
    data = {
        "demo": paper.demo,
        "demo_text": DEMO_TEXT,
        "title": title,
        "above": above(paper.school),
        "school": text_of(paper.school.name),
        "place_and_date": f"{text_of(paper.place)}, {day_in_words(paper.made_on)}",
        "asked": text_of(paper.asked),
        "verdict": text_of(paper.verdict),
        "whole": paper.whole,
        "checked": [[name, f"{count:,}".replace(",", ".")] for name, count in paper.checked],
        "key": paper.key,
        "sections": [[heading, [text_of(each) for each in sentences]] for heading, sentences in paper.sections],
    }
    try:
        return typeset("bao-cao-kiem-tra.typ", data, paper.made_on)
    except Unrendered as error:
        raise Rejected("paper.pages", number=title, reason=error.reason) from error
