"""The school year's own affairs: classes without pupils, pupils without a class, requests that wait."""

from __future__ import annotations

from collections.abc import Iterator

from api.flows.desk import Desk
from api.flows.doctor.findings import Finding, State, listed
from domain.context import local_day
from domain.messages import MESSAGES
from domain.school_year.state import SchoolYear
from projections import reports as report_rows
from projections import roster
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
    """Pupils by class."""
    with school_transaction(desk.pool, desk.ledger.school_id) as connection:
        counts = {
            each: sum(row.last_day is None for row in roster.of_class(connection, desk.ledger.school_id, each.class_id))
            for each in year.classes.values()
        }
    pupils = sum(counts.values())
    facts = {"school": year.school.name, "year": year.name, "pupils": pupils, "classes": len(counts)}
    yield Finding(State.FINE if pupils else State.MEND, "school", "year", facts)
    if empty := [each.code for each, count in counts.items() if not count]:
        yield Finding(State.NOTICE, "school", "classes_empty", {"count": len(empty), "classes": listed(empty)})
    if year.to_place:
        yield Finding(State.NOTICE, "school", "to_place", {"count": len(year.to_place)})


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
