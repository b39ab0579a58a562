"""Biên bản giao nhận hồ sơ lưu trữ of a school year: what is handed over, counted, for both sides to sign on paper."""

from __future__ import annotations

from dataclasses import dataclass

from projections.documents.administrative import Head, typeset_paper
from projections.documents.wording import text_of


@dataclass(frozen=True, slots=True)
class ClassCount:
    """A class: its reports, and how many of them are handed over."""

    class_code: str
    pupils: int
    issued: int


@dataclass(frozen=True, slots=True)
class HandingOver:
    """
    The paper. ``index``: name and SHA-256 of the list that names every file's digest; ``position``: the ledger's entry.

    ``head.number`` is filled in by hand, as the paper is signed by hand.
    """

    head: Head
    school_year: str
    classes: tuple[ClassCount, ...]
    index: tuple[str, str]
    position: int
    verifier_key: str
    made_by: str


def handing_over_pdf(paper: HandingOver) -> bytes:
    """The pages. Raises Rejected ``paper.pages``."""
    return typeset_paper(
        "bien-ban-giao-nhan.typ",
        paper.head,
        {
            "title": f"Biên bản giao nhận hồ sơ lưu trữ học bạ số, năm học {paper.school_year}",
            "school_year": paper.school_year,
            "rows": [
                [text_of(each.class_code), str(each.pupils), str(each.issued), str(each.pupils - each.issued)]
                for each in paper.classes
            ],
            "pupils": str(sum(each.pupils for each in paper.classes)),
            "issued": str(sum(each.issued for each in paper.classes)),
            "left": str(sum(each.pupils - each.issued for each in paper.classes)),
            "files": str(3 * sum(each.issued for each in paper.classes)),
            "index": list(paper.index),
            "position": str(paper.position),
            "verifier_key": paper.verifier_key,
            "made_by": text_of(paper.made_by),
        },
    )
