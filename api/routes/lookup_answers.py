"""What the lookup portal answers, in JSON and to its pages: the facts of a code, and a whole report."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from api.flows.cases.views import FamilyCase
from api.routes.accesses import Looked
from domain.event import Value


class CheckpointFacts(Value):
    """A published checkpoint (mốc niêm phong): it covers the entries up to ``size``; ``at`` in UTC."""

    size: int
    at: datetime


class AsOf(Value):
    """The read model is behind the ledger: what is shown stands as of entry ``position``, recorded ``at``."""

    position: int
    at: datetime | None


class Ended(Value):
    """
    An edition was cancelled, recalled or amended ``at`` (UTC), by the document of this number and date.

    ``replaced_by``: the code of the edition issued in its place, None until there is one.
    """

    at: datetime
    document: str
    document_date: date
    replaced_by: UUID | None


class PaperFacts(Value):
    """
    It is a digitised paper report (bản số hoá từ bản giấy): ``origin`` at ``place`` issued the paper, of these school
    ``years``. The school that answers confirms that the copy is consistent with it.
    """

    origin: str
    place: str
    years: tuple[str, ...]


class Facts(Value):
    """
    What a lookup code alone shows: validity, school, year, edition and initials, nothing else of the pupil.

    ``status``: ISSUED, or what became of it, with ``ended``: CANCELLED (before it was submitted, by the principal),
    RECALLED or AMENDED (by the Department's consent). ``replaces``: the code of the edition before.
    ``doubted``: the background work found the school's ledger and its checkpoints to contradict each other, so nothing
    is said about validity. ``position``: the entry of the issue in the school's ledger. ``covered``: whether the last
    checkpoint includes it. ``document_ready``: false between issue and sealed PDF. ``as_of``: None where nothing is
    behind. ``paper``: of a digitised paper report, None of one that the school issued.
    """

    lookup_id: UUID
    status: str
    ended: Ended | None
    replaces: UUID | None
    school_id: UUID
    school: str
    school_code: str
    school_year: str
    edition: int
    effective_date: date
    initials: str
    demo: bool
    doubted: bool
    position: int
    checkpoint: CheckpointFacts | None
    covered: bool
    document_ready: bool
    as_of: AsOf | None
    paper: PaperFacts | None = None


class SubjectLine(Value):
    """
    A subject's row: averages as "8.4", or results in words; ``signed_by`` with ``signed_at`` (+07:00), both None where
    the homeroom teacher is the first to sign; ``in_place_of``: the teacher who left and for whom the leadership signed.

    Terms and year, ``reassessed``, ``exempt`` (the decision) and ``topics`` are of secondary reports; ``level`` in
    words and ``test`` of primary ones.
    """

    subject: str
    name: str
    term_1: str | None
    term_2: str | None
    year: str | None
    comment: str | None
    reassessed: str | None
    exempt: str | None
    topics: bool
    level: str | None
    test: str | None
    signed_by: str | None
    in_place_of: str | None
    signed_at: datetime | None


class TraitLine(Value):
    """A quality or competency of a primary report, with its rating in words."""

    trait: str
    name: str
    rating: str


class Signed(Value):
    """A later signature: homeroom teacher, head, each with his capacity, the school's seal; times at +07:00."""

    stage: str
    name: str
    capacity: str | None
    signed_at: datetime


class Accessed(Value):
    """
    Somebody has looked, ``times`` from ``since`` (UTC) on, from a ``network``.

    ``kind``: FACTS (by code alone, counted by the hour), REPORT (opened with the birth date), CODE (with a personal
    access code), GRANT (by an ``organisation``, under a grant of the school), REFUSED (what was given opens nothing),
    FILE (who has a file let it be verified), PDF, XML or RECEIPT (downloads).
    """

    since: datetime
    kind: Looked
    network: str
    times: int
    organisation: str | None


class WholeReport(Value):
    """
    Everything that the page of a report shows; levels for term 1, term 2 and year, absences in sessions (buổi).

    ``birth_date``: None under an organisation's grant, which ends, while the birth date goes on to open the report.
    ``reason``: why the edition ended, in the school's words. ``school_level``: TIEU_HOC, THCS or THPT. ``academic``,
    ``conduct`` and what the summer made of them are of secondary reports; ``traits``, ``trait_comments``, ``result``
    and ``outcome`` of primary ones. ``accesses``: who has looked at this code, the latest first.
    ``cases``: what was asked about the report, and how the school answered.
    """

    facts: Facts
    reason: str | None
    pupil_name: str
    pupil_code: str
    birth_date: date | None
    class_name: str
    grade: int
    ward: str
    province: str
    rule_set: str
    subjects: tuple[SubjectLine, ...]
    school_level: str
    academic: tuple[str, str, str] | None
    conduct: tuple[str, str, str] | None
    academic_final: str | None
    conduct_final: str | None
    traits: tuple[TraitLine, ...]
    trait_comments: tuple[str, ...]
    result: str | None
    outcome: str | None
    absences_permitted: int
    absences_unpermitted: int
    promotion: str
    completion: str | None
    title: str | None
    homeroom_comment: str
    corrections: tuple[str, ...]
    signatures: tuple[Signed, ...]
    accesses: tuple[Accessed, ...]
    cases: tuple[FamilyCase, ...]


class PaperLine(Value):
    """A subject of a paper report: results as written there, None where blank; ``test`` in primary school."""

    subject: str
    name: str
    term_1: str | None
    term_2: str | None
    year: str | None
    test: str | None


class PaperYearShown(Value):
    """A school year of a paper report; levels of term I, term II and the year, None where blank."""

    school_year: str
    grade: int
    class_name: str
    school: str
    subjects: tuple[PaperLine, ...]
    academic: tuple[str | None, str | None, str | None]
    conduct: tuple[str | None, str | None, str | None]
    traits: tuple[TraitLine, ...]
    result: str | None
    absences: int | None
    promotion: str | None
    title: str | None


class WholePaper(Value):
    """
    Everything that the page of a digitised paper report shows; ``facts.paper`` says who issued the paper.

    ``class_name`` and ``grade`` are the pupil's at the school that digitised it; ``reason``: why it was withdrawn;
    ``origin_number`` stands on the paper.
    """

    facts: Facts
    reason: str | None
    pupil_name: str
    pupil_code: str
    birth_date: date
    class_name: str
    grade: int
    ward: str
    province: str
    origin_number: str | None
    scan_pages: int
    scan_sha256: str
    years: tuple[PaperYearShown, ...]
    signatures: tuple[Signed, ...]
    accesses: tuple[Accessed, ...]
