"""``/nhat-ky/luot-xem``: who looked at what, who took reports along; for the principal and the IT officer."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from api.flows.visits import visits
from api.pages.audit.people import OfTheSchool
from api.pages.shell import show
from api.routes.watching import visits_page
from domain.context import local_day
from domain.ledger.failures import wrapped

router = APIRouter(include_in_schema=False)

#: What a route is called; others are shown as the program names them.
NAMES: dict[str, tuple[str, str]] = {
    "/nhat-ky": ("Nhật ký thay đổi", "Audit trail"),
    "/nhat-ky/dau-hieu": ("Dấu hiệu cần xem", "Signs"),
    "/nhat-ky/so-sanh": ("So hai thời điểm", "Two moments compared"),
    "/nhat-ky/kiem-tra": ("Kiểm tra sổ cái", "Check of the ledger"),
    "/nhat-ky/kiem-tra/{check_id}.json": ("Kiểm tra sổ cái, tải JSON", "Check of the ledger, JSON taken"),
    "/nhat-ky/kiem-tra/{check_id}.pdf": ("Kiểm tra sổ cái, tải PDF", "Check of the ledger, PDF taken"),
    "/nhat-ky/xac-minh": ("Xác minh tệp", "Verification of a file"),
    "/nhat-ky/bang-chung": ("Bằng chứng", "Evidence"),
    "/nhat-ky/bang-chung/moc-niem-phong": ("Tải mốc niêm phong", "Checkpoint taken"),
    "/nhat-ky/bang-chung/dau-thoi-gian": ("Tải dấu thời gian", "Timestamp taken"),
    "/nhat-ky/bang-chung/bien-nhan/{position}": ("Tải biên nhận chứng minh", "Receipt taken"),
    "/nhat-ky/bang-chung/noi-tiep": ("Tải chứng minh nối tiếp", "Consistency proof taken"),
    "/nhat-ky/hoc-ba/{report}": ("Lịch sử học bạ", "History of a report"),
    "/nhat-ky/hoc-ba/{report}/giai-thich": ("Giải thích cách tính", "Results explained"),
    "/duyet/de-nghi/{request_id}": ("Đề nghị điều chỉnh", "Correction request"),
    "/duyet/de-nghi/{request_id}/tep/{sha256}": ("Giấy tờ của đề nghị", "Paper of a request"),
    "/dieu-chinh/{report_id}": ("Đề nghị điều chỉnh", "Correction"),
    "/viec": ("Việc của tôi", "My work"),
    "/tim-hoc-sinh": ("Tìm học sinh", "A pupil looked for"),
    "/van-thu/lop/{code}/hoc-ba.zip": ("Tải học bạ của lớp", "A class's reports taken"),
    "/van-thu/lop/{code}/in.pdf": ("In học bạ của lớp", "A class's reports to print"),
    "/van-thu/luu-tru/hoc-ba.zip": ("Tải lưu trữ của năm học", "The year's archive taken"),
    "/api/v1/reports/{report}": ("Học bạ (API)", "Report (API)"),
    "/api/v1/reports/{report}/history": ("Lịch sử học bạ (API)", "History of a report (API)"),
    "/api/v1/corrections/{request_id}": ("Đề nghị điều chỉnh (API)", "Correction request (API)"),
    "/api/v1/audit/replay": ("Xem lại tại thời điểm (API)", "Replay (API)"),
    "/api/v1/audit/timeline": ("Nhật ký thay đổi (API)", "Audit trail (API)"),
    "/api/v1/audit/diff": ("So hai thời điểm (API)", "Two moments (API)"),
    "/api/v1/classes/{code}/gradebook/{subject}": ("Sổ điểm (API)", "Gradebook (API)"),
    "/api/v1/classes/{code}/list": ("Danh sách lớp (API)", "Class list (API)"),
    "/api/v1/classes/{code}/package": ("Tải học bạ của lớp (API)", "A class's reports taken (API)"),
    "/api/v1/classes/{code}/print": ("In học bạ của lớp (API)", "A class's reports to print (API)"),
    "/api/v1/office/archive/content": ("Tải lưu trữ của năm học (API)", "The year's archive taken (API)"),
    "/api/v1/reports/{report}/explanations": ("Giải thích cách tính (API)", "Results explained (API)"),
}


@router.get("/nhat-ky/luot-xem")
def looked(who: OfTheSchool, before: Annotated[int | None, Query(alias="truoc", ge=1)] = None) -> Response:
    """The newest visits first."""
    with wrapped():
        page = visits_page(visits(who.desk, before))
    rows = [
        {"visit": visit, "day": local_day(visit.at), "names": NAMES.get(visit.page, (visit.page, visit.page))}
        for visit in page.visits
    ]
    return show(who, "audit/visits.html", rows=rows, following=page.next_cursor)
