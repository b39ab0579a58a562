"""The school year's own affairs: class lists, data of the pupils, requests that wait."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from api.flows.desk import Desk
from api.flows.doctor.findings import Finding, State, listed
from domain.context import local_day
from domain.formats import hoc_ba
from domain.messages import MESSAGES
from domain.school_year.state import SchoolYear
from projections import reports as report_rows
from projections.runner import school_transaction

MESSAGES.update(
    {
        "doctor.year": (
            "{school}, năm học {year}: {pupils} học sinh trong {classes} lớp.",
            "{school}, school year {year}: {pupils} pupils in {classes} classes.",
        ),
        "doctor.year_do": (
            "Nạp danh sách lớp của năm học.",
            "Load the class lists of the year.",
        ),
        "doctor.classes_empty": (
            "{count} lớp chưa có học sinh: {classes}.",
            "{count} classes have no pupil: {classes}.",
        ),
        "doctor.classes_empty_do": (
            "Xếp học sinh vào lớp (hocba pupil enrol) hoặc kiểm tra lại danh sách lớp.",
            "Enrol pupils (hocba pupil enrol), or look at the class lists again.",
        ),
        "doctor.to_place": (
            "{count} học sinh năm trước chưa được xếp lớp.",
            "{count} pupils of last year have no class yet.",
        ),
        "doctor.to_place_do": (
            "Xem và xếp lớp: hocba year place.",
            "Look at them and place them: hocba year place.",
        ),
        "doctor.data": (
            "không học sinh nào thiếu thông tin bắt buộc hay còn chỗ lệch chưa quyết định.",
            "no pupil lacks a required field or has a difference that nobody decided.",
        ),
        "doctor.data_open": (
            "{blank} học sinh thiếu thông tin bắt buộc, {differing} học sinh còn chỗ lệch chưa quyết định: {classes}.",
            "{blank} pupils lack a required field, {differing} have a difference that nobody decided: {classes}.",
        ),
        "doctor.data_open_do": (
            "Xem từng lớp: hocba data check --class LỚP; GVCN không ký được khi chưa xong.",
            "Look at each class: hocba data check --class CLASS; no homeroom teacher signs before that.",
        ),
        "doctor.requests_none": (
            "không có đề nghị nào chờ duyệt.",
            "none waits for a decision.",
        ),
        "doctor.requests": (
            "{count} đề nghị chờ duyệt, cũ nhất từ {oldest} ({days} ngày).",
            "{count} wait for a decision, the oldest since {oldest} ({days} days).",
        ),
        "doctor.requests_do": (
            "Hiệu trưởng xem và quyết định: hocba correction list.",
            "The principal looks at them and decides: hocba correction list.",
        ),
    }
)

#: A mark that is disputed for so long keeps a report from being signed.
REQUEST_DAYS_MEND = 14


def lists(desk: Desk, year: SchoolYear) -> Iterator[Finding]:
    """Pupils by class, and what of their data keeps a report from being signed."""
    desk.runner.catch_up(desk.ledger)
    with school_transaction(desk.pool, desk.ledger.school_id) as connection:
        rows = report_rows.compared(connection, desk.ledger.school_id, desk.school_year_id)
    filled = {row.class_id for row in rows}
    facts = {"school": year.school.name, "year": year.name, "pupils": len(rows), "classes": len(year.classes)}
    yield Finding(State.FINE if rows else State.MEND, "school", "year", facts)
    if empty := [found.code for found in year.classes.values() if found.class_id not in filled]:
        yield Finding(State.NOTICE, "school", "classes_empty", {"count": len(empty), "classes": listed(empty)})
    if year.to_place:
        yield Finding(State.NOTICE, "school", "to_place", {"count": len(year.to_place)})
    if rows:
        yield _data(desk, year, rows)


def _data(desk: Desk, year: SchoolYear, rows: Sequence[report_rows.ComparedRow]) -> Finding:
    """By the same rules as before signing: no required field is blank, no difference without a decision."""
    # Which fields were given stands in the pupil's stream; what they hold is nobody's business here.
    pupils = desk.pupils([row.pupil_id for row in rows])
    blank, differing = Counter[str](), Counter[str]()
    for row in rows:
        found = year.classes[row.class_id]
        blank[found.code] += bool(hoc_ba.of_grade(found.grade).blank(pupils[row.pupil_id].identity))
        differing[found.code] += row.differs
    classes = [found.code for found in year.classes.values() if blank[found.code] or differing[found.code]]
    facts = {"blank": blank.total(), "differing": differing.total(), "classes": listed(classes)}
    return Finding(State.NOTICE, "data", "data_open", facts) if classes else Finding(State.FINE, "data", "data")


def requests(desk: Desk) -> Iterator[Finding]:
    """Corrections that wait for a decision."""
    with school_transaction(desk.pool, desk.ledger.school_id) as connection:
        rows = report_rows.with_open_requests(connection, desk.ledger.school_id)
    found = desk.reports([row.report_id for row in rows if row.school_year_id == desk.school_year_id])
    asked = [local_day(one.requested_at) for report in found.values() for one in report.open_requests]
    if not asked:
        yield Finding(State.FINE, "request", "requests_none")
        return
    days = (desk.today - min(asked)).days
    state = State.MEND if days >= REQUEST_DAYS_MEND else State.NOTICE
    yield Finding(state, "request", "requests", {"count": len(asked), "oldest": f"{min(asked):%d/%m/%Y}", "days": days})
