"""People: is every role and every class in somebody's hands, and may all of them sign until their last day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from anchors.signing.certificates import describe
from api.flows.desk import Desk
from api.flows.doctor.findings import Finding, State, listed
from domain.context import local_day
from domain.messages import MESSAGES
from domain.regulations.curriculum import studied
from domain.school_year.deadlines import until
from domain.school_year.events import DelegationKind, Role, Step
from domain.school_year.state import SchoolClass, SchoolYear
from domain.words import said

MESSAGES.update(
    {
        "doctor.people": (
            "{staff} cán bộ, {classes} lớp; đủ Hiệu trưởng, văn thư, GVCN và giáo viên mọi môn bắt buộc.",
            "{staff} staff, {classes} classes; principal, clerk, homeroom teachers and every compulsory subject's.",
        ),
        "doctor.role_none": (
            "không có ai là {role:role}.",
            "nobody is {role:role}.",
        ),
        "doctor.role_none_do": (
            "Giao vai trò này cho một người: hocba year role give.",
            "Give somebody this role: hocba year role give.",
        ),
        "doctor.homeroom_none": (
            "{count} lớp chưa có GVCN: {classes}.",
            "{count} classes have no homeroom teacher: {classes}.",
        ),
        "doctor.homeroom_none_do": (
            "Phân công GVCN: hocba class homeroom.",
            "Give these classes a homeroom teacher: hocba class homeroom.",
        ),
        "doctor.teacher_none": (
            "{count} môn của các lớp chưa có giáo viên: {places}.",
            "{count} subjects of classes have no teacher: {places}.",
        ),
        "doctor.teacher_none_do": (
            "Bổ sung phân công: hocba year assign.",
            "Assign somebody: hocba year assign.",
        ),
        "doctor.certificate": (
            "{count} người (kể cả con dấu của trường) có chứng thư số dùng được đến sau hạn ký của mình {days} ngày.",
            "{count} signers (the school's seal too) have a certificate until {days} days after their last day.",
        ),
        "doctor.certificate_none": (
            "{count} người chưa có chứng thư số: {staff}.",
            "{count} signers have no certificate: {staff}.",
        ),
        "doctor.certificate_none_do": (
            "Xin cấp chứng thư số, rồi đăng ký: hocba key register.",
            "Ask for a certificate, then register it: hocba key register.",
        ),
        "doctor.certificate_ends": (
            "{count} chứng thư số hết hạn trước hạn ký cộng {days} ngày: {staff}.",
            "{count} certificates end before the last day of signing and {days} days: {staff}.",
        ),
        "doctor.certificate_ends_do": (
            "Gia hạn ngay, rồi đăng ký chứng thư mới: hocba key register. Chữ ký đã có vẫn giữ giá trị.",
            "Renew them now and register the new ones: hocba key register. What is signed stays valid.",
        ),
    }
)

#: After the last day something still comes back, and a certificate takes days to be renewed.
MARGIN_DAYS = 10
#: The school's seal, where people are named by their codes.
SEAL = "SCHOOL"


def people(year: SchoolYear, day: date) -> Iterator[Finding]:
    """Roles, homeroom teachers, and a teacher for each compulsory subject of each class, on this day."""
    found = list(_holes(year, day))
    yield from found
    if not found:
        yield Finding(State.FINE, "people", "people", {"staff": len(year.staff), "classes": len(year.classes)})


def _holes(year: SchoolYear, day: date) -> Iterator[Finding]:
    roles = {role for staff in year.staff.values() for role in staff.roles}
    for role, state in ((Role.PRINCIPAL, State.MEND), (Role.CLERK, State.MEND), (Role.IT_OFFICER, State.NOTICE)):
        if role not in roles:
            yield Finding(state, "people", "role_none", {"role": role.value})
    lacking = [each.code for each in year.classes.values() if year.homeroom_teacher(each.class_id, day) is None]
    if lacking:
        yield Finding(State.MEND, "people", "homeroom_none", {"count": len(lacking), "classes": listed(lacking)})
    places = [f"{each.code} {code}" for each in year.classes.values() for code in _untaught(year, each, day)]
    if places:
        yield Finding(State.MEND, "people", "teacher_none", {"count": len(places), "places": listed(places)})


def _untaught(year: SchoolYear, found: SchoolClass, day: date) -> Iterator[str]:
    for subject in studied(found.grade, year.name):
        if year.teacher(found.class_id, subject.code, day) is None:
            yield said(subject.code, "vi", "subject")


def certificates(desk: Desk, year: SchoolYear, day: date) -> Iterator[Finding]:
    """Whether everybody who signs has a certificate until ``MARGIN_DAYS`` after his last day, or from today on."""
    blobs = desk.ledger.blobs(list(year.certificates))
    ends: dict[UUID | None, date] = {}
    for sha256, holder in year.certificates.items():
        if holder is None and sha256 not in year.approved:
            continue  # the Department's word is missing, so the seal cannot be set with it
        last = local_day(describe(blobs[sha256]).not_after)
        ends[holder] = max(last, ends.get(holder, last))
    needed = _needed(year, day)
    none = [_code(year, holder) for holder in needed if holder not in ends]
    short = {holder: ends[holder] for holder, last in needed.items() if holder in ends and ends[holder] < last}
    margin = timedelta(MARGIN_DAYS)
    late = any(end < needed[holder] - margin for holder, end in short.items())
    if none:
        yield Finding(State.MEND, "certificate", "certificate_none", {"count": len(none), "staff": listed(none)})
    if short:
        told = listed(f"{_code(year, holder)} ({end:%d/%m/%Y})" for holder, end in short.items())
        facts = {"count": len(short), "days": MARGIN_DAYS, "staff": told}
        yield Finding(State.MEND if late else State.NOTICE, "certificate", "certificate_ends", facts)
    if not none and not short:
        yield Finding(State.FINE, "certificate", "certificate", {"count": len(needed), "days": MARGIN_DAYS})


def _needed(year: SchoolYear, day: date) -> dict[UUID | None, date]:
    """Who signs (None: the school's seal), and until when he must be able to; a last day that is over means today."""
    needed: dict[UUID | None, date] = {}
    for found in year.classes.values():
        for holder, step in _signers(year, found, day):
            last = until(year, step, found.grade, found.class_id) or day
            wanted = max(last, day) + timedelta(MARGIN_DAYS)
            needed[holder] = max(wanted, needed.get(holder, wanted))
    return needed


def _signers(year: SchoolYear, found: SchoolClass, day: date) -> Iterator[tuple[UUID | None, Step]]:
    codes = [subject.code for subject in studied(found.grade, year.name)]
    for code in year.chain(found.grade).signed(codes):
        if teacher := year.teacher(found.class_id, code, day):
            yield teacher.staff_id, Step.SUBJECT_TEACHERS
    if homeroom := year.homeroom_teacher(found.class_id, day):
        yield homeroom.staff_id, Step.HOMEROOM
    for staff in year.staff.values():
        if Role.PRINCIPAL in staff.roles or year.delegation(staff.staff_id, DelegationKind.SIGN_REPORTS, day):
            yield staff.staff_id, Step.HEAD
    yield None, Step.SEAL


def _code(year: SchoolYear, holder: UUID | None) -> str:
    return year.staff[holder].code if holder else SEAL
