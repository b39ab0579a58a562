"""From ledger states to the document that is signed and shown, and to its XML at any stage."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType
from uuid import UUID

from api.flows.desk import Desk
from domain.errors import Rejected, Tampered
from domain.event import Happened
from domain.formats import hoc_ba
from domain.formats.hoc_ba import Chain, Stage
from domain.ledger import Blob
from domain.messages import MESSAGES
from domain.pupil import state as pupils
from domain.pupil.events import IdentityCompleted, IdentityCorrected, PupilRegistered
from domain.pupil.state import Pupil
from domain.regulations.curriculum import PART_NAMES, assessed, subject
from domain.report import events as e
from domain.report.commands import Frozen
from domain.report.document import PrimaryResult, PupilIdentity, ReportDocument, Signatory, YearResult
from domain.report.editions import head_capacity
from domain.report.state import Edition, Report
from domain.school_year.state import SchoolYear, Staff
from domain.words import TRAIT_GROUP_NAMES, said
from projections.documents import xml
from projections.documents.xml import Signer

MESSAGES.update(
    {
        "pupil.erased": (
            "Dữ liệu nhân thân của học sinh {pupil_id} đã được xóa theo quy định; không lập được học bạ mới.",
            "The identity of pupil {pupil_id} was lawfully erased; no new report can be made of it.",
        ),
        "document.vacant": (
            "Lớp {class_code} chưa có người được phân công: {vacant}. Hãy phân công trước khi khởi tạo học bạ.",
            "Class {class_code} has nobody assigned to {vacant}. Assign somebody before opening the reports.",
        ),
        "document.drift": (
            "Học bạ {lookup_id}: dữ liệu dựng lại không khớp với dữ liệu đã khởi tạo "
            "(mong đợi {expected}, thấy {found}). Dừng lại và báo người quản trị.",
            "Report {lookup_id}: what is rebuilt differs from what was opened (expected {expected}, found {found}). "
            "Stop and tell the administrator.",
        ),
    }
)

XML_TYPE = "application/xml"
PDF_TYPE = "application/pdf"


@dataclass(frozen=True, slots=True)
class Plan:
    """What an edition will be, before it is opened: everything that is not derived from the marks."""

    lookup_id: UUID
    head: UUID
    planned_issue_date: date
    created_on: date
    chain: Chain
    release: str = hoc_ba.RELEASE

    @classmethod
    def of(cls, opened: e.EditionOpened) -> Plan:
        """Of an edition that is open."""
        planned, created = opened.planned_issue_date, opened.created_on
        return cls(opened.lookup_id, opened.head, planned, created, opened.chain, opened.release)


class Sources:
    """
    What the documents of some reports are made from, each kind read once, in one query, when the first asks for it.

    Made anew for each decision: nothing here outlives the batch whose versions it was read for. ``supposed`` are events
    of pupils, by pupil, that the decision itself will append, ``values`` those behind their commitments.
    """

    def __init__(
        self,
        desk: Desk,
        reports: Collection[Report],
        supposed: Mapping[UUID, Sequence[Happened]] = MappingProxyType({}),
        values: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.desk = desk
        self._reports = reports
        self._supposed = supposed
        self._supposed_values = values
        self._years: dict[int, SchoolYear] = {}
        self._people: dict[UUID, Signatory] = {}

    def year(self, version: int) -> SchoolYear:
        """The school year as it was at a version of its stream."""
        if version not in self._years:
            self._years[version] = self.desk.year(version)
        return self._years[version]

    def pupil(self, pupil_id: UUID, version: int | None = None) -> tuple[PupilIdentity, Pupil]:
        """A pupil's identity, now or at a version of the stream. Raises Rejected where it was erased."""
        state = pupils.fold(pupil_id, self._pupils[pupil_id][:version])
        if not set(state.identity.values()) <= self._values.keys():
            raise Rejected("pupil.erased", pupil_id=pupil_id)
        identity = {name: self._values[commitment] for name, commitment in state.identity.items()}
        return PupilIdentity.model_validate(identity), state

    def people(self, staff: Collection[Staff]) -> dict[UUID, Signatory]:
        """Name and personal number of members of staff, by staff id."""
        self._people |= self.desk.signatories([each for each in staff if each.staff_id not in self._people])
        return {each.staff_id: self._people[each.staff_id] for each in staff}

    def data(self, report: Report) -> bytes:
        """The XML data region of an open edition."""
        assert report.edition is not None, "only an open edition has a document"
        return self._data[report.edition.data_sha256]

    def xml_so_far(self, report: Report, more: Mapping[Signer, bytes] | None = None) -> bytes:
        """The XML with every signature recorded so far, and ``more``."""
        assert report.edition is not None, "only an open edition has a document"
        signers = {**self.signers(report), **(more or {})}
        return xml.assemble(report.edition.opened.lookup_id, self.data(report), signers)

    def signers(self, report: Report) -> dict[Signer, bytes]:
        """The signers' elements recorded so far."""
        return {place: self._signers[digest] for place, digest in _signers(report).items()}

    def complete(self, report: Report) -> bytes:
        """The whole XML of a sealed report."""
        assert report.sealed is not None, "only a sealed report is complete"
        return self._complete[report.sealed.xml_sha256]

    @cached_property
    def _pupils(self) -> dict[UUID, list[Happened]]:
        streams = self.desk.ledger.streams({report.started.pupil_id for report in self._reports})
        return {pupil_id: [*stream, *self._supposed.get(pupil_id, ())] for pupil_id, stream in streams.items()}

    @cached_property
    def _values(self) -> dict[str, str]:
        """Commitment → value of every identity that any version of these pupils has had."""
        registered = (event.data for stream in self._pupils.values() for event in stream)
        kinds = (PupilRegistered, IdentityCorrected, IdentityCompleted)
        identities = [data.identity for data in registered if isinstance(data, kinds)]
        known = self.desk.ledger.personal_values({each for identity in identities for each in identity.values()})
        return known | dict(self._supposed_values)

    @cached_property
    def _data(self) -> dict[str, bytes]:
        return self.desk.ledger.blobs({report.edition.data_sha256 for report in self._reports if report.edition})

    @cached_property
    def _complete(self) -> dict[str, bytes]:
        return self.desk.ledger.blobs({report.sealed.xml_sha256 for report in self._reports if report.sealed})

    @cached_property
    def _signers(self) -> dict[str, bytes]:
        return self.desk.ledger.blobs({digest for report in self._reports for digest in _signers(report).values()})


def _signers(report: Report) -> dict[Signer, str]:
    """Digests of the signers' elements recorded so far, the seal's included."""
    found: dict[Signer, str] = {place: event.signer for place, event in report.signatures.items()}
    if report.sealed:
        found[Stage.SEAL, None] = report.sealed.signer
    return found


def frozen_document(
    sources: Sources, year: SchoolYear, report: Report, plan: Plan, result: YearResult | PrimaryResult
) -> tuple[Frozen, Blob]:
    """An edition's values with the digest of the XML data region made from them, and that region as a blob."""
    document, pupil_version = build(sources, year, report, plan, result)
    blob = Blob(xml.data_region(document), XML_TYPE)
    frozen = Frozen(
        result=result,
        pupil_version=pupil_version,
        school_year_version=year.version,
        data_sha256=blob.sha256,
        blank=blank_of(document.pupil.model_dump(exclude_none=True), report),
    )
    return frozen, blob


def blank_of(given: Collection[str], report: Report) -> tuple[str, ...]:
    """The fields that this report cannot be signed without, and that are not among these of the pupil's identity."""
    release = report.edition.opened.release if report.edition else hoc_ba.RELEASE
    return hoc_ba.of_grade(report.started.grade, release).blank(given)


def build(
    sources: Sources,
    year: SchoolYear,
    report: Report,
    plan: Plan,
    result: YearResult | PrimaryResult,
    *,
    pupil_version: int | None = None,
) -> tuple[ReportDocument, int]:
    """The document with every name resolved, and the version of the pupil it shows."""
    started, class_id = report.started, report.class_on(plan.created_on)
    pupil, pupil_state = sources.pupil(started.pupil_id, pupil_version)
    enrolment = next(found for found in pupil_state.enrolments if found.report_id == report.report_id)
    signing = plan.chain.signed(row.subject for row in result.subjects)
    teachers = {code: year.last_teacher(class_id, code, plan.created_on) for code in signing}
    named = year.structure.name_on(plan.created_on)  # an edition keeps the identity of the day it was opened on
    head = year.staff[plan.head]
    homeroom = year.homeroom_teacher(class_id, plan.created_on)
    vacant = [code for code, staff in {**teachers, "GVCN": homeroom}.items() if staff is None]
    if vacant or homeroom is None:
        class_code = year.classes[class_id].code
        raise Rejected("document.vacant", class_code=class_code, vacant=", ".join(vacant))
    people = sources.people([staff for staff in (head, homeroom, *teachers.values()) if staff])
    edition, replaces = report.numbering
    corrections = [change for request in report.corrections for change in request.asked.changes]
    document = ReportDocument(
        lookup_id=plan.lookup_id,
        edition=edition,
        school_year=year.name,
        grade=started.grade,
        class_code=year.classes[class_id].code,
        class_number=report.number,
        school=named.school,
        pupil=pupil,
        result=result,
        subject_teachers={code: people[staff.staff_id] for code, staff in teachers.items() if staff},
        homeroom_teacher=people[homeroom.staff_id],
        head=people[head.staff_id],
        head_capacity=head_capacity(year, plan.head, plan.planned_issue_date),
        place_of_issue=named.place_of_issue,
        created_on=plan.created_on,
        planned_issue_date=plan.planned_issue_date,
        enrolled_on=enrolment.since,
        replaces=replaces,
        chain=plan.chain,
        release=plan.release,
        corrections=tuple(_place(change, started.grade, year.name) for change in corrections),
        demo=sources.desk.demo,
    )
    return document, pupil_state.version


def _place(change: e.Change, grade: int, school_year: str) -> str:
    """Where a correction stands, in a teacher's words: the line "Trong học bạ này có điều chỉnh … chỗ"."""
    match change:
        case e.MarkChange(cell=cell):
            part = f" ({PART_NAMES[cell.part]})" if cell.part else ""
            return assessed(cell.subject, grade, school_year).name + part
        case e.CommentChange(subject=code):
            return TRAIT_GROUP_NAMES.get(code) or subject(code, grade, school_year).name
        case e.ConductChange():
            return "Kết quả rèn luyện"
        case e.AbsencesChange() | e.SessionChange():
            return "Số buổi nghỉ"
        case e.HomeroomCommentChange():
            return "Nhận xét của giáo viên chủ nhiệm"
        case e.IdentityChange(field=name):
            words = said(name, "vi", "identity")
            return words[0].upper() + words[1:]


def of_edition(sources: Sources, report: Report, edition: Edition) -> ReportDocument:
    """
    The document of an open edition, rebuilt from the versions it pinned; same versions, same bytes.

    Raises Tampered ``document.drift`` if the rebuilt data region is not the one that was, or will be, signed.
    """
    pinned = edition.frozen or edition.opened
    opened = edition.opened
    year, plan = sources.year(pinned.school_year_version), Plan.of(opened)
    document, _ = build(sources, year, report, plan, pinned.result, pupil_version=pinned.pupil_version)
    found = Blob(xml.data_region(document), XML_TYPE).sha256
    if found != edition.data_sha256:
        raise Tampered("document.drift", lookup_id=opened.lookup_id, expected=edition.data_sha256, found=found)
    return document
