"""Opening, signing and sealing the reports of a class: per-pupil results, one transaction for what succeeds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from hashlib import sha256
from uuid import UUID, uuid4

from anchors.signing.certificates import describe
from anchors.signing.port import SigningKey
from anchors.signing.xml import open_document, sign
from api.flows import documents
from api.flows.before_signing import BeforeSigning
from api.flows.desk import Desk, Member, attempt, command
from api.flows.documents import XML_TYPE, Plan, Sources
from api.flows.signers import Facts, Shown, Wanted, facts_of, shown, written
from domain.context import Acting, Context, local_day
from domain.errors import HocbaError, Rejected
from domain.event import Event
from domain.formats import hoc_ba
from domain.formats.hoc_ba import Stage
from domain.ledger import Blob, Guard, NewEvents
from domain.report import commands as c
from domain.report.decide import decide
from domain.report.editions import freeze
from domain.report.events import Place
from domain.report.signing import check_seal_day, signer
from domain.report.state import Report
from domain.report.turns import signed_subjects
from domain.rights import acting
from domain.school_year.commands import Command as YearCommand
from domain.school_year.commands import FixChain
from domain.school_year.decide import decide as decide_year
from domain.school_year.events import Role
from domain.school_year.state import SchoolYear
from projections.documents import xml

#: Called after each report with how many are done.
Progress = Callable[[int], None]


@dataclass(slots=True)
class Outcome:
    """What came of a step over several reports; ``passed`` counts those that needed none, or had it already."""

    passed: int = 0
    done: list[UUID] = field(default_factory=list)
    refused: list[tuple[Member, HocbaError]] = field(default_factory=list)

    def add(self, other: Outcome) -> None:
        """What came of it for other reports."""
        self.passed += other.passed
        self.done += other.done
        self.refused += other.refused


@dataclass(slots=True)
class _Batch:
    """Events and blobs that one transaction will write."""

    new: list[NewEvents] = field(default_factory=list)
    #: A set that keeps its order: one decision may end the editions of a whole class, and is kept once.
    blobs: dict[Blob, None] = field(default_factory=dict)

    def add(self, report: Report, events: Sequence[Event], *blobs: Blob) -> None:
        if events:
            self.new.append(NewEvents(report.report_id, report.version, tuple(events)))
        self.blobs |= dict.fromkeys(blobs)


@dataclass(slots=True)
class Sitting:
    """
    What the steps of one batch rest on, read before the first: the year, who acts when, what documents hold.

    ``acting`` is the right under which the last of them was decided: one person does one thing to a class.
    """

    year: SchoolYear
    context: Context
    sources: Sources
    check: BeforeSigning
    acting: Acting | None = None
    #: Other streams that the steps rest on, each at the version that was read.
    guards: dict[UUID, Guard] = field(default_factory=dict)

    def decide(self, report: Report, asked: c.Command) -> list[Event]:
        """The events that follow. Raises Rejected."""
        events = decide(report, asked, self.year, self.context)
        self.acting = acting(asked, self.year, self.context, report)
        return events


Step = Callable[[Report, Sitting], tuple[Sequence[Event], Sequence[Blob]]]


def over(
    desk: Desk,
    members: Sequence[Member],
    actor: str,
    kind: str,
    step: Step,
    *,
    skip: Callable[[Report], bool] = lambda report: False,
    progress: Progress | None = None,
    of_year: YearCommand | None = None,
) -> Outcome:
    """
    Run a step for each report; what is refused is listed, the rest is appended in one transaction.

    Reports that ``skip`` calls done are passed over in silence, so that a stopped run goes on where it stopped.
    ``of_year`` is what the school year is told in the same transaction, where anything is appended at all.
    """

    def once() -> Outcome:
        outcome, batch = Outcome(), _Batch()
        year, context = desk.year(), desk.context(actor)
        reports = desk.reports([member.report_id for member in members])
        waiting = [report for report in reports.values() if not skip(report)]
        sources = Sources(desk, waiting)
        sitting = Sitting(year, context, sources, BeforeSigning(sources))
        for count, member in enumerate(members, 1):
            report = reports[member.report_id]
            if skip(report):
                outcome.passed += 1
            else:
                try:
                    events, blobs = step(report, sitting)
                except Rejected as error:
                    outcome.refused.append((member, error))
                else:
                    batch.add(report, events, *blobs)
                    outcome.done.append(report.report_id)
            if progress:
                progress(count)
        if of_year and outcome.done:
            batch.new.append(NewEvents(desk.school_year_id, year.version, tuple(decide_year(year, of_year, context))))
        content = [str(report_id) for report_id in outcome.done]
        assert sitting.acting or not any(each.events for each in batch.new), f"{kind}: decided without Sitting.decide"
        order = command(actor, kind, content, acting=sitting.acting)
        desk.append(batch.new, order, guards=[desk.guard(year), *sitting.guards.values()], blobs=list(batch.blobs))
        return outcome

    return attempt(desk.ledger, once)


def open_reports(
    desk: Desk,
    members: Sequence[Member],
    actor: str,
    *,
    head: UUID | None = None,
    planned: date | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Khởi tạo: fix what will be signed. ``head`` is the principal, ``planned`` today, unless given."""

    def step(report: Report, sitting: Sitting) -> tuple[Sequence[Event], Sequence[Blob]]:
        year, context = sitting.year, sitting.context
        lookup_id, today = uuid4(), context.today
        chain = year.chain(report.started.grade)
        plan = Plan(lookup_id, head or principal(year), planned or today, today, chain)
        frozen, blob = documents.frozen_document(sitting.sources, year, report, plan, freeze(report, year))
        asked = c.OpenEdition(
            lookup_id=lookup_id,
            head=plan.head,
            planned_issue_date=plan.planned_issue_date,
            created_on=today,
            frozen=frozen,
        )
        # A field that somebody completes meanwhile would stay blank in what is signed.
        sitting.guards[report.started.pupil_id] = Guard(report.started.pupil_id, frozen.pupil_version)
        return sitting.decide(report, asked), [blob]

    return over(desk, members, actor, "report open", step, skip=lambda report: bool(report.edition), progress=progress)


def principal(year: SchoolYear) -> UUID:
    """The principal (hiệu trưởng) of the year's staff. Raises Rejected where for the time there is none."""
    for staff in year.staff.values():
        if Role.PRINCIPAL in staff.roles:
            return staff.staff_id
    raise Rejected("sign.no_principal")


def sign_reports(
    desk: Desk,
    members: Sequence[Member],
    actor: str,
    key: SigningKey,
    wanted: Wanted,
    progress: Progress | None = None,
) -> Outcome:
    """One stage of the chain over a class, with the signer's own key."""
    certificate = sha256(key.certificate).hexdigest()

    def step(report: Report, sitting: Sitting) -> tuple[Sequence[Event], Sequence[Blob]]:
        facts = _facts(report, sitting, wanted)
        blob = Blob(_sign(sitting, report, key, wanted.place, facts), XML_TYPE)
        asked = c.SignReport(
            stage=wanted.stage,
            subject=wanted.subject,
            signed_at=_second(sitting.context.at),
            certificate=certificate,
            signer=blob.sha256,
            in_place_of=wanted.in_place_of,
            reason=wanted.reason,
        )
        return sitting.decide(report, asked), [blob]

    kind = f"report sign {wanted.stage} {wanted.subject}"
    skip = partial(_passed, wanted=wanted)
    return over(desk, members, actor, kind, step, skip=skip, progress=progress, of_year=FixChain())


def show_reports(desk: Desk, members: Sequence[Member], actor: str, wanted: Wanted) -> tuple[list[Shown], Outcome]:
    """What this signature would cover, pupil by pupil, and all that keeps others from it; nothing is signed."""
    year, context = desk.year(), desk.context(actor)
    reports = desk.reports([member.report_id for member in members])
    sources = Sources(desk, list(reports.values()))
    sitting = Sitting(year, context, sources, BeforeSigning(sources))
    found, outcome = [], Outcome()
    for member in members:
        report = reports[member.report_id]
        if _passed(report, wanted):
            outcome.passed += 1
        elif obstacles := list(sitting.check.obstacles(report, year, context, wanted)):
            outcome.refused += [(member, obstacle) for obstacle in obstacles]
        else:
            found.append(shown(sources, report, report.number, _facts(report, sitting, wanted), wanted))
    return found, outcome


def _facts(report: Report, sitting: Sitting, wanted: Wanted) -> Facts:
    staff = sitting.check.signer(report, sitting.year, sitting.context, wanted)
    return facts_of(sitting.sources, sitting.year, report, staff, wanted)


def _passed(report: Report, wanted: Wanted) -> bool:
    """Signed already, or a subject that this pupil of the class has not chosen."""
    chosen = wanted.subject is None or not not_chosen(report, wanted.subject)
    return wanted.place in report.signatures or not chosen


def not_chosen(report: Report, subject: str) -> bool:
    """Whether this is a subject of the level that the pupil does not study: teachers sign rows, and it has none."""
    rows = signed_subjects(report)
    return bool(rows) and subject not in rows and subject in written(report).code_table("subjects")


def seal_reports(
    desk: Desk, members: Sequence[Member], actor: str, key: SigningKey, progress: Progress | None = None
) -> Outcome:
    """The clerk's step: the school's organisation signature, which completes the XML."""
    certificate, facts = sha256(key.certificate).hexdigest(), describe(key.certificate)
    last_day = local_day(facts.not_after)

    def step(report: Report, sitting: Sitting) -> tuple[Sequence[Event], Sequence[Blob]]:
        year, context = sitting.year, sitting.context
        signer(report, Stage.SEAL, None, year, context)
        year.require_seal(certificate, facts.serial, last_day)
        check_seal_day(report, context.at)
        element = _sign(sitting, report, key, (Stage.SEAL, None), Facts(_school(sitting, report)))
        complete = sitting.sources.xml_so_far(report, {(Stage.SEAL, None): element})
        xml.validate(complete)
        blobs = [Blob(element, XML_TYPE), Blob(complete, XML_TYPE)]
        asked = c.SealReport(
            signed_at=_second(context.at),
            certificate=certificate,
            serial=facts.serial,
            last_day=last_day,
            signer=blobs[0].sha256,
            xml_sha256=blobs[1].sha256,
        )
        return sitting.decide(report, asked), blobs

    return over(desk, members, actor, "report seal", step, skip=lambda report: bool(report.sealed), progress=progress)


def _school(sitting: Sitting, report: Report) -> str:
    """The name that the seal goes under is the one in the report, whatever the school is called by now."""
    edition, year = report.edition, sitting.year
    assert edition is not None
    if len(year.structure.names) > 1:  # it was renamed: the report shows what was known when its values were fixed
        year = sitting.sources.year((edition.frozen or edition.opened).school_year_version)
    return year.structure.name_on(edition.opened.created_on).school.name


def _sign(sitting: Sitting, report: Report, key: SigningKey, place: Place, facts: Facts) -> bytes:
    """The signer's element with his signature, after checking every signature that it will cover."""
    assert report.edition is not None
    stage, subject = place
    lookup_id, at = report.edition.opened.lookup_id, sitting.context.at
    certificate = describe(key.certificate)
    if certificate.not_after < at:
        last_day = local_day(certificate.not_after)
        raise Rejected("cert.expired", serial=certificate.serial, last_day=f"{last_day:%d/%m/%Y}")
    said = (facts.name, facts.personal_number, facts.capacity)
    info = xml.signer_info(lookup_id, stage, subject, *said, at, facts.taken)
    # The signature's place is held by an empty element: nothing references it before it is there.
    unsigned = xml.signer_element(lookup_id, stage, subject, info, b"<Signature/>")
    if stage is Stage.SUBJECT:  # covers his own row and facts only: no other signature is needed to make or check his
        data = sitting.sources.data(report)
        document = open_document(xml.assemble(lookup_id, data, {(stage, subject): unsigned}))
    else:
        document = open_document(sitting.sources.xml_so_far(report, {(stage, subject): unsigned}))
        for signature_id in document.signature_ids():
            document.verify(signature_id)
    signature = sign(
        document,
        key,
        signature_id=hoc_ba.signature_id(lookup_id, stage, subject),
        references=hoc_ba.references(lookup_id, stage, subject, signed_subjects(report)),
        signed_at=at,
    )
    return xml.signer_element(lookup_id, stage, subject, info, signature)


def _second(at: datetime) -> datetime:
    """Signing times are written to the second."""
    return at.replace(microsecond=0)


def by_status(members: Iterable[Member]) -> dict[str, int]:
    """How many reports stand where."""
    found: dict[str, int] = {}
    for member in members:
        found[member.report.status] = found.get(member.report.status, 0) + 1
    return found
