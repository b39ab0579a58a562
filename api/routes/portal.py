"""
The lookup portal (tra cứu học bạ): what anybody with a code may know, and what opens with the birth date.

Whole reports are read from the signed XML in the ledger, never from the read models, so the page shows what was signed.
"""

from __future__ import annotations

import asyncio
import hmac
import re
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from uuid import UUID

from starlette.concurrency import run_in_threadpool

from anchors.publisher import receipt
from anchors.report_values import ReportValues, values
from api.app import App
from api.routes.limits import Attempts
from api.routes.links import Kind, Links
from api.upkeep import Upkeep
from domain.errors import Rejected
from domain.event import Value
from domain.formats.hoc_ba import Stage
from domain.ledger import Ledger
from domain.ledger.failures import wrapped
from domain.report import state as reports
from domain.report.state import Status
from projections.lookup import LookupRow, by_code

#: A refusal takes this long, whatever it was refused for: longer than any of the reasons takes to find.
REFUSAL_S = 0.3

#: ``20120905`` is a year first, not the 20th of December 905.
BIRTH_YEAR_MIN = 1900

_BIRTH_DATE = re.compile(r"(\d{1,2})[/\-. ](\d{1,2})[/\-. ](\d{4})|(\d{2})(\d{2})(\d{4})")


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


class Facts(Value):
    """
    What a lookup code alone shows: validity, school, year, edition and initials, nothing else of the pupil.

    ``status``: ISSUED, or what became of it, with ``ended``: CANCELLED (before it was submitted, by the principal),
    RECALLED or AMENDED (by the Department's consent). ``replaces``: the code of the edition before.
    ``doubted``: the background work found the school's ledger and its checkpoints to contradict each other, so nothing
    is said about validity. ``position``: the entry of the issue in the school's ledger. ``covered``: whether the last
    checkpoint includes it. ``document_ready``: false between issue and sealed PDF. ``as_of``: None where nothing is
    behind.
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


class WholeReport(Value):
    """
    Everything that the page of a report shows; levels for term 1, term 2 and year, absences in sessions (buổi).

    ``reason``: why the edition ended, in the school's words. ``school_level``: TIEU_HOC, THCS or THPT. ``academic``,
    ``conduct`` and what the summer made of them are of secondary reports; ``traits``, ``trait_comments``, ``result``
    and ``outcome`` of primary ones.
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


@dataclass(frozen=True, slots=True)
class Found:
    """An issued edition as of entry ``position`` of its school's ledger, with the bytes of its signed XML."""

    row: LookupRow
    position: int
    xml: bytes
    report: ReportValues


@dataclass
class Portal:
    """The portal of one process; ``attempts`` and ``links`` live as long as it does."""

    program: App
    upkeep: Upkeep | None = None
    attempts: Attempts = field(default_factory=Attempts)
    links: Links = field(default_factory=Links)

    def find(self, code: str) -> Found:
        """The edition with this code. Raises Rejected ``lookup.not_found``, Tampered for a blob that is another."""
        try:
            lookup_id = UUID(code)
        except ValueError as error:
            raise Rejected("lookup.not_found") from error
        with wrapped():
            ledger = self.program.ledgers[self._row(lookup_id).school_id]
            # The row is read after the position: an older row would be shown as what stands now.
            position = self.program.runner.position(ledger, "lookup")
            row = self._row(lookup_id)
        xml = ledger.blob(row.xml_sha256)
        return Found(row, position, xml, values(xml))

    def _row(self, lookup_id: UUID) -> LookupRow:
        with self.program.pool.connection() as connection, connection.transaction():
            # The one query across schools runs as a role that sees the lookup index and nothing of any school.
            connection.execute("SET LOCAL ROLE hocba_reader")
            row = by_code(connection, lookup_id)
        if row is None:
            raise Rejected("lookup.not_found")
        return row

    def look_up(self, code: str, address: str) -> Facts:
        """The facts of a code. Raises Rejected ``lookup.not_found``, ``lookup.too_many`` after many unknown codes."""
        self.attempts.take_unknown(address)
        facts = self.facts(self.find(code))
        self.attempts.give_back_unknown(address)
        return facts

    def facts(self, found: Found) -> Facts:
        """What anybody with the code may know."""
        row, report, ledger = found.row, found.report, self.program.ledgers[found.row.school_id]
        last = ledger.latest_checkpoint()
        return Facts(
            lookup_id=row.lookup_id,
            status=row.ended.fate if row.ended else Status.ISSUED.value,
            ended=_ended(row),
            replaces=row.replaces,
            school_id=row.school_id,
            school=report.school,
            school_code=report.school_code,
            school_year=report.school_year,
            edition=row.edition,
            effective_date=row.effective_date,
            initials=initials(report.pupil_name),
            demo=report.demo,
            doubted=self.upkeep is not None and self.upkeep.doubts(row.school_id),
            position=row.position,
            checkpoint=CheckpointFacts(size=last.size, at=last.at) if last else None,
            covered=last is not None and last.size >= row.position,
            document_ready=row.pdf_sha256 is not None,
            as_of=_as_of(ledger, found.position),
        )

    async def open(self, code: str, birth_date: str, address: str) -> Found:
        """
        The edition with this code, if its pupil was born on this day.

        Raises Rejected: ``lookup.birth_date`` for what is no date, ``lookup.too_many``, ``lookup.not_found``. The
        last one is the same, and takes the same time, for an unknown code and for a wrong date.
        """
        started = time.monotonic()
        born = parse_birth_date(birth_date)
        code = canonical(code)
        self.attempts.take(code, address)
        try:
            found = await run_in_threadpool(self._open, code, born)
        except Rejected:
            await asyncio.sleep(started + REFUSAL_S - time.monotonic())
            raise
        self.attempts.give_back(code, address)
        return found

    def _open(self, code: str, born: date) -> Found:
        found = self.find(code)
        self.attempts.take_known(code)
        if not hmac.compare_digest(found.report.birth_date.isoformat(), born.isoformat()):
            raise Rejected("lookup.not_found")
        return found

    def file(self, code: str, kind: Kind, until: int, proof: str) -> bytes:
        """The content behind a link. Raises Rejected ``link.expired``, ``document.pending``; Misused if not covered."""
        try:
            lookup_id = UUID(code)
        except ValueError as error:
            raise Rejected("link.expired") from error
        self.links.check(lookup_id, kind, until, proof)
        found = self.find(code)
        ledger = self.program.ledgers[found.row.school_id]
        match kind:
            case Kind.XML:
                return found.xml
            case Kind.RECEIPT:
                return receipt(ledger, found.row.position).to_text().encode()
            case Kind.PDF:
                if found.row.pdf_sha256 is None:
                    raise Rejected("document.pending")
                return ledger.blob(found.row.pdf_sha256)

    def whole(self, found: Found) -> WholeReport:
        """Everything of an opened report."""
        report = found.report
        teachers = {signer.subject: signer for signer in report.signers if signer.stage is Stage.SUBJECT}
        return WholeReport(
            facts=self.facts(found),
            reason=self._reason(found.row),
            subjects=tuple(
                SubjectLine(
                    **asdict(row),
                    signed_by=teachers[row.subject].name if row.subject in teachers else None,
                    in_place_of=teachers[row.subject].in_place_of if row.subject in teachers else None,
                    signed_at=teachers[row.subject].signed_at if row.subject in teachers else None,
                )
                for row in report.subjects
            ),
            traits=tuple(TraitLine(**asdict(each)) for each in report.traits),
            signatures=tuple(
                Signed(stage=each.stage.value, name=each.name, capacity=each.capacity, signed_at=each.signed_at)
                for each in report.signers
                if each.stage is not Stage.SUBJECT
            ),
            **{name: getattr(report, name) for name in _SAME},
        )

    def _reason(self, row: LookupRow) -> str | None:
        """Read from the ledger itself: it may speak of the pupil, so no index that is read by code alone holds it."""
        if row.ended is None:
            return None
        report = reports.fold(row.report_id, self.program.ledgers[row.school_id].stream(row.report_id))
        return report.past[row.edition - 1].reason


def _as_of(ledger: Ledger, position: int) -> AsOf | None:
    if position >= ledger.size():
        return None
    last = next(iter(ledger.raw_entries(position - 1, position)), None) if position else None
    return AsOf(position=position, at=last.recorded_at if last else None)


#: Fields of a whole report that have the name and the type of ``ReportValues``.
_SAME: Sequence[str] = (
    "pupil_name", "pupil_code", "birth_date", "class_name", "grade", "ward", "province", "rule_set", "school_level",
    "academic", "conduct", "academic_final", "conduct_final", "trait_comments", "result", "outcome",
    "absences_permitted", "absences_unpermitted", "promotion", "completion", "title", "homeroom_comment", "corrections",
)  # fmt: skip


def _ended(row: LookupRow) -> Ended | None:
    if row.ended is None:
        return None
    facts = asdict(row.ended)
    del facts["fate"]
    return Ended(**facts)


def initials(name: str) -> str:
    """``Nguyễn Văn An`` → ``N. V. A.``; letters keep their marks (``Đỗ Ánh`` → ``Đ. Á.``)."""
    return " ".join(f"{word[0].upper()}." for word in name.split())


def canonical(code: str) -> str:
    """One spelling for each lookup code, so that attempts at one code are counted together."""
    try:
        return str(UUID(code))
    except ValueError:
        return "?"


def parse_birth_date(text: str) -> date:
    """
    ``05/09/2012``, ``5-9-2012``, ``05092012`` or ``2012-09-05``: what people and browsers write.

    Raises Rejected ``lookup.birth_date``;
    """
    text = text.strip()
    match = _BIRTH_DATE.fullmatch(text) if text.isascii() else None
    try:
        if match:
            day, month, year = (int(group) for group in match.groups() if group)
            if year >= BIRTH_YEAR_MIN:
                return date(year, month, day)
        elif re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    except ValueError as error:
        raise Rejected("lookup.birth_date") from error
    raise Rejected("lookup.birth_date")
