"""
The people of the stories (people.md §3), their school year 2025-2026, and the report of one pupil of class 8A.

Hằng teaches Toán, Lan is the homeroom teacher and teaches the other subjects, Dũng is the principal and teaches GDCD,
Vân and Khoa are deputies, Thu is the clerk, Tuấn the IT officer, Bình a teacher without a class.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from domain.event import Event
from domain.formats.hoc_ba import Stage
from domain.regulations.curriculum import studied
from domain.report import commands as c
from domain.report import events as e
from domain.report.document import SchoolIdentity, YearResult
from domain.report.editions import freeze
from domain.school_year import events as y
from domain.school_year.policies import SchoolPolicies
from domain.school_year.state import SchoolYear
from domain.values import Cell, Column, Level, Term
from tests.kit.regulations import YEAR, full_marks
from tests.kit.story import MORNING, ReportStory, YearStory

HANG, LAN, DUNG, VAN, KHOA, THU, TUAN, BINH = (UUID(int=n) for n in range(1, 9))
CODES = {HANG: "HANG", LAN: "LAN", DUNG: "DUNG", VAN: "VAN", KHOA: "KHOA", THU: "THU", TUAN: "TUAN", BINH: "BINH"}
ROLES = {
    DUNG: (y.Role.PRINCIPAL, y.Role.TEACHER),
    VAN: (y.Role.DEPUTY, y.Role.TEACHER),
    KHOA: (y.Role.DEPUTY,),
    THU: (y.Role.CLERK,),
    TUAN: (y.Role.IT_OFFICER, y.Role.TEACHER),
}
YEAR_ID, CLASS_8A, CLASS_9A, PUPIL, REPORT, LOOKUP = (UUID(int=n) for n in range(101, 107))
REQUEST, OTHER_REQUEST = UUID(int=201), UUID(int=202)
#: The first day of the school year, from which every assignment runs.
FIRST_DAY = date(2025, 9, 5)
TODAY = MORNING.date()
CLAUSE = "Quy chế học bạ số, Điều 7 khoản 2"

TX1 = Cell(subject="TOAN", term=Term.ONE, column=Column.TX1)
CK2 = Cell(subject="TOAN", term=Term.TWO, column=Column.CK)
GDCD_GK = Cell(subject="GDCD", term=Term.ONE, column=Column.GK)
TAUGHT = tuple(subject.code for subject in studied(8, YEAR))
STARTED = e.ReportStarted(pupil_id=PUPIL, school_year_id=YEAR_ID, class_id=CLASS_8A, grade=8, number=7)
PAPER = e.Paper(number="12/BC", dated=TODAY, sha256="5a" * 32, media_type="application/pdf")


def certificate(owner: UUID | None) -> str:
    """The digest of a person's registered certificate, or of the school's."""
    return f"{owner.int if owner else 0:064x}"


def opened_year(**policies: object) -> YearStory:
    """The year with staff, classes 8A and 9A, assignments and certificates."""
    school = SchoolIdentity(
        name="Trường THCS Sông Lam", code="48491401", level="THCS", ward="Xã Sông Lam", province="Nghệ An",
        department="Sở GDĐT Nghệ An",
    )  # fmt: skip
    calendar = y.Calendar(starts=FIRST_DAY, term_2_starts=date(2026, 1, 19), ends=date(2026, 5, 31))
    opened = y.SchoolYearOpened(
        name=YEAR,
        school=school,
        place_of_issue="Sông Lam",
        policies=SchoolPolicies.model_validate(policies),
        calendar=calendar,
    )
    story = YearStory(YEAR_ID, opened)
    for staff_id, code in CODES.items():
        roles = ROLES.get(staff_id, (y.Role.TEACHER,))
        identity = {"full_name": f"{staff_id.int:064x}"}
        story.given(y.StaffJoined(staff_id=staff_id, code=code, roles=roles, identity=identity))
    for class_id, code, grade in ((CLASS_8A, "8A", 8), (CLASS_9A, "9A", 9)):
        story.given(
            y.ClassOpened(class_id=class_id, code=code, grade=grade),
            y.HomeroomAssigned(class_id=class_id, staff_id=LAN, since=FIRST_DAY),
        )
    story.given(*(assigned(teacher(subject), subject) for subject in TAUGHT))
    for owner in (*CODES, None):
        story.given(y.CertificateRegistered(staff_id=owner, sha256=certificate(owner), software=True))
    story.given(y.CertificateApproved(sha256=certificate(None), document="118/SGDĐT-CNTT", dated=FIRST_DAY))
    return story


def teacher(subject: str) -> UUID:
    """Who teaches a subject in 8A from the first day on."""
    return {"TOAN": HANG, "GDCD": DUNG}.get(subject, LAN)


def assigned(
    staff_id: UUID, subject: str, since: date = FIRST_DAY, part: str | None = None, duty: y.Duty | None = None
) -> y.TeachingAssigned:
    """An assignment in 8A."""
    chosen = duty or (y.Duty.PART if part else y.Duty.RESPONSIBLE)
    place = {"class_id": CLASS_8A, "subject": subject, "part": part}
    return y.TeachingAssigned(**place, staff_id=staff_id, since=since, duty=chosen)


def ended(staff_id: UUID, subject: str, last_day: date) -> y.TeachingEnded:
    """The end of an assignment in 8A."""
    return y.TeachingEnded(class_id=CLASS_8A, subject=subject, part=None, staff_id=staff_id, last_day=last_day)


def granted(
    staff_id: UUID,
    kind: y.DelegationKind,
    since: date = date(2026, 5, 1),
    until: date = date(2026, 6, 20),
    delegation_id: UUID = UUID(int=301),  # noqa: B008 — a UUID is frozen
) -> y.DelegationGranted:
    """A delegation of the principal."""
    return y.DelegationGranted(
        delegation_id=delegation_id, staff_id=staff_id, kind=kind, since=since, until=until, document="15/QĐ"
    )


def year(*more: Event, **policies: object) -> SchoolYear:
    """The state of the year after some more events."""
    return opened_year(**policies).given(*more).state


def report(school_year: SchoolYear | None = None) -> ReportStory:
    """A report that has only been started."""
    return ReportStory(school_year or year(), REPORT, STARTED)


def complete(
    school_year: SchoolYear | None = None,
    *,
    comments: bool = True,
    absences: bool = True,
    without: Collection[Cell] = (),
) -> ReportStory:
    """A report with everything recorded: 8.0 and Đạt everywhere, conduct Tốt, by those whose right it is."""
    story = report(school_year)
    for cell, mark in full_marks(8).items():
        if cell not in without:
            story.given(e.ScoreRecorded(cell=cell, mark=mark), actor=teacher(cell.subject))
    for subject in TAUGHT if comments else ():
        story.given(e.CommentRecorded(subject=subject, text="Chăm học"), actor=teacher(subject))
    story.given(
        *(e.ConductRecorded(term=term, level=Level.TOT) for term in Term),
        e.HomeroomCommentRecorded(text="Ngoan, có cố gắng"),
        actor=LAN,
    )
    if absences:
        story.given(e.AbsencesRecorded(absences=e.Absences(permitted=3, unpermitted=1)), actor=LAN)
    return story


def frozen(story: ReportStory, result: YearResult | None = None, digest: str = "da" * 32) -> c.Frozen:
    """What an edition opened now would fix."""
    return c.Frozen(
        result=result or freeze(story.state, story.year),
        pupil_version=2,
        school_year_version=story.year.version,
        data_sha256=digest,
        blank=(),
    )


def open_command(story: ReportStory, head: UUID = DUNG, planned: date = TODAY) -> c.OpenEdition:
    """Khởi tạo, today."""
    return c.OpenEdition(
        lookup_id=LOOKUP, head=head, planned_issue_date=planned, created_on=TODAY, frozen=frozen(story)
    )


def opened(school_year: SchoolYear | None = None, head: UUID = DUNG, planned: date = TODAY) -> ReportStory:
    """A complete report whose edition the homeroom teacher has opened."""
    story = complete(school_year)
    story.when(open_command(story, head, planned), actor=LAN)
    assert story.error is None, story.error
    return story


def sign_command(
    stage: Stage, subject: str | None = None, owner: UUID | None = None, at: datetime = MORNING
) -> c.SignReport:
    """A signature with the certificate of ``owner`` (default: the teacher of the subject)."""
    signer = owner or (teacher(subject) if subject else LAN)
    return c.SignReport(stage=stage, subject=subject, signed_at=at, certificate=certificate(signer), signer="51" * 32)


def signed(story: ReportStory, *stages: Stage, head: UUID = DUNG) -> ReportStory:
    """The report with the signatures of these stages."""
    for stage in stages:
        if stage is Stage.SUBJECT:
            for subject in TAUGHT:
                story.when(sign_command(stage, subject), actor=teacher(subject))
        elif stage is Stage.HOMEROOM:
            story.when(sign_command(stage), actor=LAN)
        elif stage is Stage.HEAD:
            story.when(sign_command(stage, owner=head), actor=head)
        else:
            story.when(seal_command(), actor=THU)
        assert story.error is None, story.error
    return story


def seal_command(at: datetime = MORNING, owner: UUID | None = None) -> c.SealReport:
    """The school's seal."""
    facts = {"serial": "5ea1", "last_day": date(2026, 6, 14), "signer": "5e" * 32, "xml_sha256": "e1" * 32}
    return c.SealReport(signed_at=at, certificate=certificate(owner), **facts)


def issued(school_year: SchoolYear | None = None) -> ReportStory:
    """A report whose first edition is issued, its PDF sealed."""
    return issue(signed(opened(school_year), *Stage))


def issue(story: ReportStory) -> ReportStory:
    """The sealed report, issued, with its PDF."""
    story.when(c.IssueReport(page_sha256="9a" * 32), actor=THU)
    story.when(c.SealDocument(pdf_sha256="df" * 32, checkpoint_size=len(story.history)), actor=THU)
    assert story.error is None, story.error
    return story
