"""
Papers that the school writes in the layout of administrative documents (thể thức văn bản hành chính, NĐ 30/2020):
the report that asks for a correction and the answer to it, and the results of who changes school.

The values here are resolved and worded; the templates lay out and decide nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from domain.errors import Rejected
from domain.messages import MESSAGES
from domain.report.document import SchoolIdentity
from projections.documents.typesetting import Unrendered, typeset
from projections.documents.wording import day_in_words, day_of, moment_of, text_of

MESSAGES.update(
    {
        "paper.pages": (
            "Không dựng được văn bản số {number}: {reason}. Hãy bỏ kí tự lạ trong lí do rồi gửi lại.",
            "Paper {number} could not be made: {reason}. Take strange characters out of the reason and ask again.",
        ),
    }
)

DEMO_TEXT = "TRÌNH DIỄN – KHÔNG CÓ GIÁ TRỊ"


@dataclass(frozen=True, slots=True)
class Head:
    """
    What stands above every such paper. ``number`` with its symbol: ``05/BC-THCSSL``; ``place``: địa danh.

    ``demo``: made under software keys; every page says so.
    """

    school: SchoolIdentity
    number: str
    place: str
    dated: date
    demo: bool


@dataclass(frozen=True, slots=True)
class PupilLine:
    """Whose report it is."""

    full_name: str
    birth_date: str
    pupil_code: str
    class_code: str
    number: int
    school_year: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One value to correct, all in words."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class EffectRow:
    """One derived value that would be another one; ``rises``: a level or a title goes up (vượt ngưỡng)."""

    what: str
    before: str
    after: str
    rises: bool


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs under which capacity (one line or two), and when."""

    capacity: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CorrectionReport:
    """Báo cáo đề nghị điều chỉnh thông tin học bạ số. ``evidence``: names of files; ``role``: what the asker is."""

    head: Head
    pupil: PupilLine
    changes: tuple[ChangeRow, ...]
    reason_code: str
    reason: str
    evidence: tuple[str, ...]
    effects: tuple[EffectRow, ...]
    role: str
    signature: Signature


@dataclass(frozen=True, slots=True)
class CorrectionAnswer:
    """
    Thông báo kết quả giải quyết: whether the principal agrees, with his remark.

    ``asked``: number and day of the report it answers; ``asked_by`` with what he is; ``grounds``: the delegation and
    the clause that a deputy decides by, None for the principal.
    """

    head: Head
    pupil: PupilLine
    changes: tuple[ChangeRow, ...]
    agreed: bool
    remark: str | None
    asked: tuple[str, date]
    asked_by: str
    grounds: str | None
    signature: Signature


@dataclass(frozen=True, slots=True)
class ResultsToDate:
    """
    Thông báo kết quả học tập, rèn luyện đến ngày chuyển trường.

    ``rows``: subject, term I, term II, in words. ``conduct``: of both terms; ``absences``: until the last day.
    """

    head: Head
    pupil: PupilLine
    last_day: date
    destination: str | None
    document: str
    rows: tuple[tuple[str, str, str], ...]
    conduct: tuple[str, ...]
    absences: str
    signature: Signature


@dataclass(frozen=True, slots=True)
class Letter:
    """A paper that was written elsewhere and is handed in: the demo's decisions, and the Department's answers."""

    head: Head
    pupil: PupilLine
    kind: str
    about: str
    paragraphs: tuple[str, ...]
    capacity: str
    name: str


def letter_pdf(paper: Letter) -> bytes:
    """Its pages, which nobody has signed digitally. Raises Rejected ``paper.pages``."""
    return typeset_paper(
        "cong-van.typ",
        paper.head,
        {
            "title": text_of(f"{paper.kind} {paper.head.number}"),
            "pupil": pupil_of(paper.pupil),
            "kind": text_of(paper.kind).upper(),
            "about": text_of(paper.about),
            "paragraphs": [text_of(each) for each in paper.paragraphs],
            "capacity": text_of(paper.capacity),
            "name": text_of(paper.name),
        },
    )


def report_pdf(paper: CorrectionReport) -> bytes:
    """The pages of the report, before its signature. Raises Rejected ``paper.pages``."""
    evidence = [text_of(name) for name in paper.evidence]
    return typeset_paper(
        "bao-cao-dieu-chinh.typ",
        paper.head,
        {
            "title": f"Báo cáo đề nghị điều chỉnh thông tin học bạ số – {paper.head.number}",
            "role": text_of(paper.role),
            "pupil": pupil_of(paper.pupil),
            "changes": _changes(paper.changes),
            "reason_code": text_of(paper.reason_code),
            "reason": text_of(paper.reason, one_line=False),
            "evidence": evidence,
            "evidence_short": "Tệp " + ", ".join(map(str, range(1, len(evidence) + 1)))
            if evidence
            else "Không kèm tệp",
            "effects": [
                [text_of(row.what), text_of(row.before), text_of(row.after), "Vượt ngưỡng" if row.rises else ""]
                for row in paper.effects
            ],
            "signature": _signature(paper.signature),
        },
    )


def answer_pdf(paper: CorrectionAnswer) -> bytes:
    """The pages of the answer, before its signature. Raises Rejected ``paper.pages``."""
    number, dated = paper.asked
    return typeset_paper(
        "thong-bao-dieu-chinh.typ",
        paper.head,
        {
            "title": f"Thông báo kết quả giải quyết đề nghị điều chỉnh – {paper.head.number}",
            "asked_by": text_of(paper.asked_by),
            "asked": [text_of(number), day_of(dated)],
            "grounds": text_of(paper.grounds) if paper.grounds else None,
            "agreed": paper.agreed,
            "remark": text_of(paper.remark, one_line=False) if paper.remark else None,
            "pupil": pupil_of(paper.pupil),
            "changes": _changes(paper.changes),
            "signature": _signature(paper.signature),
        },
    )


def results_pdf(paper: ResultsToDate) -> bytes:
    """The pages of the results to date, before their signature. Raises Rejected ``paper.pages``."""
    return typeset_paper(
        "ket-qua-chuyen-truong.typ",
        paper.head,
        {
            "title": f"Kết quả học tập, rèn luyện đến ngày chuyển trường – {paper.head.number}",
            "pupil": pupil_of(paper.pupil),
            "last_day": day_of(paper.last_day),
            "destination": text_of(paper.destination) if paper.destination else None,
            "document": text_of(paper.document),
            "rows": [[text_of(cell) for cell in row] for row in paper.rows],
            "conduct": [text_of(level) for level in paper.conduct],
            "absences": text_of(paper.absences),
            "signature": _signature(paper.signature),
        },
    )


def above(school: SchoolIdentity) -> str:
    """The body that a school's papers name above it: the Sở of an upper secondary school, else the commune's UBND."""
    return text_of(school.department if school.level == "THPT" else f"UBND {school.ward}").upper()


def typeset_paper(template: str, head: Head, data: dict[str, object]) -> bytes:
    """A paper with its head. Raises Rejected ``paper.pages`` for a character without a glyph."""
    inputs = {
        "demo": head.demo,
        "demo_text": DEMO_TEXT,
        "above": above(head.school),
        "school": text_of(head.school.name),
        "number": text_of(head.number),
        "place_and_date": f"{text_of(head.place)}, {day_in_words(head.dated)}",
        **data,
    }
    try:
        return typeset(template, inputs, head.dated)
    except Unrendered as error:
        raise Rejected("paper.pages", number=head.number, reason=error.reason) from error


def pupil_of(pupil: PupilLine) -> dict[str, str]:
    """Whose report it is, as the templates take it."""
    return {
        "full_name": text_of(pupil.full_name),
        "birth_date": text_of(pupil.birth_date),
        "pupil_code": text_of(pupil.pupil_code),
        "class": text_of(pupil.class_code),
        "number": str(pupil.number),
        "school_year": pupil.school_year,
    }


def _changes(changes: tuple[ChangeRow, ...]) -> list[list[str]]:
    return [[text_of(row.what), text_of(row.before), text_of(row.after)] for row in changes]


def _signature(signature: Signature) -> dict[str, object]:
    return {
        "capacity": [text_of(line) for line in signature.capacity.splitlines()],
        "name": text_of(signature.name),
        "at": moment_of(signature.at),
    }
