"""
The lookup portal (tra cứu học bạ): what anybody with a code may know, and what opens with what (``doors``).

Whole reports are read from the signed XML in the ledger, never from the read models, so the page shows what was signed.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from uuid import UUID

from starlette.concurrency import run_in_threadpool

from anchors.publisher import receipt
from anchors.report_values import PaperValues, PaperYearValues, ReportValues, Values, document_values
from api.app import App
from api.flows.access import grants_of
from api.flows.cases.views import of_family
from api.routes import accesses
from api.routes.accesses import Looked
from api.routes.doors import NOTHING, Door, Given, access_to, has_number, key_of, number_of, tried
from api.routes.limits import Attempt, Attempts
from api.routes.links import Kind, Links
from api.routes.lookup_answers import (
    Accessed,
    AsOf,
    CheckpointFacts,
    Ended,
    Facts,
    PaperFacts,
    PaperLine,
    PaperYearShown,
    Signed,
    SubjectLine,
    TraitLine,
    WholePaper,
    WholeReport,
)
from api.upkeep import Upkeep
from domain.access.state import Grant
from domain.errors import Rejected
from domain.formats.hoc_ba import Stage
from domain.ledger.failures import wrapped
from domain.messages import Language
from domain.paper_report import state as papers
from domain.report import state as reports
from domain.report.state import Status
from projections.documents.public import PublicValues, initials
from projections.lookup import LookupRow, Seen, look_up

#: A refusal takes this long, whatever it was refused for: longer than any of the reasons takes to find.
REFUSAL_S = 0.3


@dataclass(frozen=True, slots=True)
class Found:
    """
    An issued edition as the index shows it, with the bytes of its signed XML and what they say.

    ``grant``: under which an organisation has opened it. ``taken``: of the ``Access`` that it was opened by.
    """

    seen: Seen
    xml: bytes
    report: Values
    grant: Grant | None = None
    taken: int = 0

    @property
    def row(self) -> LookupRow:
        """Its row in the index."""
        return self.seen.row


@dataclass
class Portal:
    """The portal of one process; ``attempts`` and ``links`` live as long as it does."""

    program: App
    upkeep: Upkeep | None = None
    attempts: Attempts = field(default_factory=Attempts)
    links: Links = field(default_factory=Links)

    def find(self, code: str) -> Found:
        """The edition with this code. Raises Rejected ``lookup.not_found``, Tampered for a blob that is another."""
        return self._read(self._seen(code))

    def _seen(self, code: str) -> Seen:
        with wrapped(), self.program.pool.connection() as connection:
            seen = look_up(connection, _id(code))
        if seen is None:
            raise Rejected("lookup.not_found")
        return seen

    def _read(self, seen: Seen) -> Found:
        xml = self.program.ledgers[seen.row.school_id].blob(seen.row.xml_sha256)
        return Found(seen, xml, document_values(xml))

    def look_up(self, code: str, address: str) -> Facts:
        """The facts of a code. Raises Rejected ``lookup.not_found``, ``lookup.too_many`` after many unknown codes."""
        self.attempts.take_unknown(address)
        seen = accesses.look_up(self.program.pool, _id(code), address)
        if seen is None:
            raise Rejected("lookup.not_found")
        self.attempts.give_back_unknown(address)
        return self.facts(seen)

    def facts(self, seen: Seen) -> Facts:
        """What anybody with the code may know."""
        row = seen.row
        xml = self.program.ledgers[row.school_id].blob(row.xml_sha256) if row.paper or not row.public else b""
        public = row.public or _public(xml)
        return Facts(
            lookup_id=row.lookup_id,
            status=row.ended.fate if row.ended else Status.ISSUED.value,
            ended=Ended(**{name: getattr(row.ended, name) for name in Ended.model_fields}) if row.ended else None,
            replaces=row.replaces,
            school_id=row.school_id,
            edition=row.edition,
            effective_date=row.effective_date,
            doubted=self.upkeep is not None and self.upkeep.doubts(row.school_id),
            position=row.position,
            checkpoint=CheckpointFacts(size=seen.checkpoint_size, at=seen.checkpoint_at)
            if seen.checkpoint_size and seen.checkpoint_at
            else None,
            covered=(seen.checkpoint_size or 0) >= row.position,
            document_ready=row.pdf_sha256 is not None,
            as_of=self._as_of(seen),
            paper=_paper(xml) if row.paper else None,
            **asdict(public),
        )

    def _as_of(self, seen: Seen) -> AsOf | None:
        if seen.reached >= seen.size:
            return None
        ledger, reached = self.program.ledgers[seen.row.school_id], seen.reached
        last = next(iter(ledger.raw_entries(reached - 1, reached)), None) if reached else None
        return AsOf(position=reached, at=last.recorded_at if last else None)

    async def open(self, code: str, given: Given, address: str, *, granted: bool = False) -> Found:
        """
        The edition with this code, if ``given`` opens it: a birth date or a personal access code; ``granted``: or the
        code of an organisation's grant, which is no family's.

        Raises Rejected: ``lookup.birth_date`` for what is neither, ``lookup.number``, ``lookup.number_needed``,
        ``lookup.too_many``, ``lookup.not_found``, ``grant.ended``, ``grant.scope``. Not found is the same, and takes
        the same time, for an unknown code, a wrong date or number, a code that was revoked and a date that opens
        nothing any more.

        Only birth dates are counted by lookup code: whoever knows that one may use up its attempts, and must not shut
        out by it who has a code of 140 bits, or the personal number, which nobody guesses (``limits``).
        """
        started = time.monotonic()
        key, code = key_of(given.key), canonical(code)
        number = number_of(given.number) if isinstance(key, date) else None
        attempt = Attempt(address, code if isinstance(key, date) else None, number)
        self.attempts.take(attempt)
        try:
            found = await run_in_threadpool(self._open, code, key, attempt, granted=granted)
        except Rejected:
            await asyncio.sleep(started + REFUSAL_S - time.monotonic())
            raise
        self.attempts.give_back(attempt)
        return found

    def _open(self, code: str, key: date | str, attempt: Attempt, *, granted: bool) -> Found:
        found = self.find(code)
        self.attempts.take_known(attempt)
        access = access_to(self.program, found.row)
        door = tried(self.program.ledgers[found.row.school_id], access, found.report, key, granted=granted)
        if attempt.number and not has_number(self.program, found.row, attempt.number):
            door = NOTHING
        self._note(found, door, attempt.address)
        if door.refused:
            raise Rejected(door.refused)
        return replace(found, grant=door.grant, taken=access.taken)

    def _note(self, found: Found, door: Door, address: str) -> None:
        grant_id = door.grant.given.value.grant_id if door.grant else None
        row = found.row
        accesses.note(self.program.pool, row.school_id, row.lookup_id, door.kind, address, grant_id)

    def links_of(self, found: Found) -> dict[str, str]:
        """Where the files of an opened report lie for a while, by kind; an organisation gets none."""
        if found.grant:
            return {}
        return {kind.name.lower(): self.links.path(found.row.lookup_id, kind, found.taken) for kind in Kind}

    def file(self, code: str, kind: Kind, until: int, proof: str, address: str) -> bytes:
        """
        The content behind a link.

        Raises Rejected ``link.expired``, for an unknown code and for a link that was made before somebody was shut out
        too; ``document.pending``; Misused if not covered.
        """
        try:
            seen = self._seen(code)
        except Rejected as error:
            raise Rejected("link.expired") from error
        self.links.check(seen.row.lookup_id, kind, until, access_to(self.program, seen.row).taken, proof)
        found = self._read(seen)
        content = self._content(found, kind)
        self._note(found, Door(Looked[kind.name]), address)
        return content

    def _content(self, found: Found, kind: Kind) -> bytes:
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

    def whole(self, found: Found, language: Language) -> WholeReport | WholePaper:
        """Everything of an opened report; what was asked about it in this language."""
        report = found.report
        return (
            self._whole_paper(found, report)
            if isinstance(report, PaperValues)
            else self._whole(found, report, language)
        )

    def _whole_paper(self, found: Found, paper: PaperValues) -> WholePaper:
        return WholePaper(
            facts=self.facts(found.seen),
            reason=self._reason(found.row),
            years=tuple(map(_paper_year, paper.years)),
            signatures=_signatures(paper),
            accesses=self._accesses(found.row),
            **{name: getattr(paper, name) for name in _SAME_PAPER},
        )

    def _whole(self, found: Found, report: ReportValues, language: Language) -> WholeReport:
        ledger = self.program.ledgers[found.row.school_id]
        teachers = {signer.subject: signer for signer in report.signers if signer.stage is Stage.SUBJECT}
        return WholeReport(
            facts=self.facts(found.seen),
            birth_date=None if found.grant else report.birth_date,
            reason=None if found.grant else self._reason(found.row),
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
            signatures=_signatures(report),
            accesses=() if found.grant else self._accesses(found.row),
            cases=() if found.grant else tuple(of_family(self.program.pool, ledger, found.row.report_id, language)),
            **{name: getattr(report, name) for name in _SAME},
        )

    def _accesses(self, row: LookupRow) -> tuple[Accessed, ...]:
        """Who has looked, the organisations among them by name."""
        latest = accesses.latest(self.program.pool, row.school_id, row.lookup_id)
        grants = grants_of(self.program.ledgers[row.school_id]) if any(grant for *_, grant in latest) else {}
        return tuple(
            Accessed(
                since=since, kind=kind, network=network, times=times,
                organisation=grants[grant].given.value.organisation if grant in grants else None,
            )
            for since, kind, network, times, grant in latest
        )  # fmt: skip

    def _reason(self, row: LookupRow) -> str | None:
        """Read from the ledger itself: it may speak of the pupil, so no index that is read by code alone holds it."""
        if row.ended is None:
            return None
        stream = self.program.ledgers[row.school_id].stream(row.report_id)
        if row.paper:
            withdrawn = papers.fold(row.report_id, stream).withdrawn
            return withdrawn.value.reason if withdrawn else None
        report = reports.fold(row.report_id, stream)
        return report.past[row.edition - 1].reason


#: Fields of a whole report that have the name and the type of ``ReportValues``.
_SAME: Sequence[str] = (
    "pupil_name", "pupil_code", "class_name", "grade", "ward", "province", "rule_set", "school_level", "academic",
    "conduct", "academic_final", "conduct_final", "trait_comments", "result", "outcome",
    "absences_permitted", "absences_unpermitted", "promotion", "completion", "title", "homeroom_comment", "corrections",
)  # fmt: skip


#: The same of a digitised paper report.
_SAME_PAPER: Sequence[str] = (
    "pupil_name", "pupil_code", "birth_date", "class_name", "grade", "ward", "province", "origin_number", "scan_pages",
    "scan_sha256",
)  # fmt: skip


def _paper_year(year: PaperYearValues) -> PaperYearShown:
    rows = tuple(
        PaperLine(**{name: getattr(row, name) for name in PaperLine.model_fields}) for row in year.subjects
    )  # fmt: skip
    return PaperYearShown(**{**asdict(year), "subjects": rows})


def _signatures(report: Values) -> tuple[Signed, ...]:
    """All but the subject teachers', which stand beside their rows."""
    return tuple(
        Signed(stage=each.stage.value, name=each.name, capacity=each.capacity, signed_at=each.signed_at)
        for each in report.signers
        if each.stage is not Stage.SUBJECT
    )


def _paper(xml: bytes) -> PaperFacts | None:
    """What a code alone shows of the paper. Raises Malformed for what is no report."""
    paper = document_values(xml)
    if not isinstance(paper, PaperValues):
        return None
    years = tuple(each.school_year for each in paper.years)
    return PaperFacts(origin=paper.origin, place=paper.origin_place, years=years)


def _public(xml: bytes) -> PublicValues:
    """Of a report whose row was folded before its XML could be read. Raises Malformed for what is no report."""
    report = document_values(xml)
    return PublicValues(report.school, report.school_code, report.school_year, initials(report.pupil_name), report.demo)


def _id(code: str) -> UUID:
    try:
        return UUID(code)
    except ValueError as error:
        raise Rejected("lookup.not_found") from error


def canonical(code: str) -> str:
    """One spelling for each lookup code, so that attempts at one code are counted together."""
    try:
        return str(UUID(code))
    except ValueError:
        return "?"
