"""
A report on paper is digitised (số hoá từ bản giấy): entered, typed with its scan, confirmed, sealed, withdrawn.

The school confirms that what was typed is what the paper says; it did not issue that report, and no mark of its own is
made from it. Whose it is, the pupil's id says: no name and no date of birth stands here.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from domain.event import Event, Value
from domain.values import Digest, Level, Mark, Rating, SchoolYearName, Score, Text

#: Most pages of a scan; a report of a whole school level has 16 to 28.
SCAN_PAGES_MAX = 60
#: Years of the longest school level.
YEARS_MAX = 5
#: Most sessions that a report says were missed in a year.
ABSENCES_MAX = 400

Code = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]{0,31}$")]
Name = Annotated[Text, Field(max_length=200)]
#: Mức đánh giá kết quả giáo dục of primary school (TT 27/2020 Điều 9).
YearResult = Literal["HTXS", "HTT", "HT", "CHT"]


class PaperRow(Value):
    """
    What the paper says of a subject; None is blank on the paper.

    ``test``: the whole score of the periodic test beside a level of primary school.
    """

    subject: Code
    term_1: Mark | None = None
    term_2: Mark | None = None
    year: Mark | None = None
    test: Score | None = None

    @property
    def whole_test(self) -> str | None:
        """``test`` as it is written: ``9``."""
        return None if self.test is None else str(self.test).removesuffix(".0")


class PaperYear(Value):
    """
    What the paper says of one school year: where, in which class, and its results, as written.

    ``academic`` and ``conduct`` (kết quả học tập, rèn luyện): of term I, term II and the year, in secondary schools;
    ``traits`` (phẩm chất, năng lực) and ``result`` in primary school. ``absences``: sessions (buổi).
    """

    school_year: SchoolYearName
    grade: Annotated[int, Field(ge=1, le=12)]
    class_code: Annotated[Text, Field(max_length=20)]
    school: Name
    rows: Annotated[tuple[PaperRow, ...], Field(min_length=1, max_length=40)]
    academic: tuple[Level | None, Level | None, Level | None] = (None, None, None)
    conduct: tuple[Level | None, Level | None, Level | None] = (None, None, None)
    traits: Annotated[tuple[tuple[Code, Rating], ...], Field(max_length=20)] = ()
    result: YearResult | None = None
    absences: Annotated[int, Field(ge=0, le=ABSENCES_MAX)] | None = None
    promotion: Literal["PROMOTED", "RETAINED"] | None = None
    title: Literal["XUAT_SAC", "GIOI", "TIEU_BIEU"] | None = None


class PaperOrigin(Value):
    """Who issued the paper: the school, where it is (xã, tỉnh), and the number that it wrote on the report."""

    school: Name
    place: Name
    number: Annotated[Text, Field(max_length=60)] | None = None


class Scan(Value):
    """The scanned pages, a PDF in ``ledger.blobs``."""

    sha256: Digest
    pages: Annotated[int, Field(ge=1, le=SCAN_PAGES_MAX)]


class PaperReportEntered(Event):
    """A paper report got its number in the school's list, in the transaction that digitised it."""

    TOPIC: ClassVar[str] = "hocba.paper_report.entered.v1"
    number: Annotated[int, Field(ge=1)]
    paper_id: UUID
    report_id: UUID


class PaperReportDigitised(Event):
    """
    The clerk typed what a paper report says, and added its scan; it counts for nothing until it is sealed.

    ``report_id`` is the report of this school that the pupil goes on with. ``lookup_id`` will be the code of the
    digitised copy; ``replaces`` the paper report (its stream) that was withdrawn because it had been typed wrongly.
    """

    TOPIC: ClassVar[str] = "hocba.paper_report.digitised.v1"
    number: Annotated[int, Field(ge=1)]
    pupil_id: UUID
    report_id: UUID
    lookup_id: UUID
    origin: PaperOrigin
    years: Annotated[tuple[PaperYear, ...], Field(min_length=1, max_length=YEARS_MAX)]
    scan: Scan
    replaces: UUID | None = None


class PaperReportConfirmed(Event):
    """
    The head, or a deputy so delegated, confirmed with his signature that the copy is consistent with the paper.

    ``data_sha256`` is the digest of the XML data region, with the pupil's name and the digest of the scan in it, and
    ``signer`` that of the signer's element; both lie in ``ledger.blobs``.
    """

    TOPIC: ClassVar[str] = "hocba.paper_report.confirmed.v1"
    signed_at: datetime
    certificate: Digest
    data_sha256: Digest
    signer: Digest
    capacity: Text
    delegation_id: UUID | None


class PaperReportSealed(Event):
    """
    The clerk put the school's organisation signature on: the copy is in force from this day, under its code.

    Its entry stands in the public receipt, so it holds digests and codes only. ``replaces``: as when it was digitised.
    """

    TOPIC: ClassVar[str] = "hocba.paper_report.sealed.v1"
    lookup_id: UUID
    effective_date: date
    signed_at: datetime
    certificate: Digest
    signer: Digest
    xml_sha256: Digest
    page_sha256: Digest
    scan_sha256: Digest
    replaces: UUID | None


class PaperDocumentSealed(Event):
    """The PDF with its attachments, the scan among them, was sealed (PAdES) and can be handed out."""

    TOPIC: ClassVar[str] = "hocba.paper_report.document_sealed.v1"
    pdf_sha256: Digest
    checkpoint_size: int


class PaperReportWithdrawn(Event):
    """
    The copy was wrong, or nothing came of it; ``document`` of a day is the decision, needed once it was sealed.

    A sealed copy stays verifiable as what it was, and says that it was withdrawn.
    """

    TOPIC: ClassVar[str] = "hocba.paper_report.withdrawn.v1"
    reason: Text
    document: Text | None
    dated: date | None


EVENTS: tuple[type[Event], ...] = (
    PaperReportEntered,
    PaperReportDigitised,
    PaperReportConfirmed,
    PaperReportSealed,
    PaperDocumentSealed,
    PaperReportWithdrawn,
)
