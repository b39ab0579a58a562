"""
An example of every body that the API takes, by method and address: shown in the description, sent by the tests.

The report is ``REPORT``, the class 8A, the year 2025-2026; the people, documents and numbers are made up.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

#: Stands for any report, pupil, request, check or finding.
REPORT = "6f1c2b9e-4d3a-4f7e-9b21-0c5d8e7a1f34"
#: The smallest file that is a PDF by its first bytes.
FILE = b64encode(b"%PDF-1.4\n%%EOF\n").decode()
#: The first bytes of a file that a spreadsheet writes; a real one goes on.
WORKBOOK = b64encode(b"PK\3\4\24\0\0\0\10\0").decode()
#: What is signed by a teacher of Toán: the digest of a preview.
DIGEST = "3f" * 32
#: A verifier key, as a school gives it to whoever wants to judge for himself.
KEY = "so-cai.example.vn/0f8c2f1e-7d1b-4c7e-9a55-3b8f0f6f2a10+012402b5+Aae8KLj4YdVAGHUy5FS8TyCfTRSd2jNywQU6olqFLaq8"

_CLASS = {"class_code": "8A"}
_PLAN = "Kế hoạch 003/KH-THCS"
_PAPER = {"number": "12/BC", "dated": "2026-05-20", "content": FILE}
_DECISION = {"number": "31/QĐ-THCS", "dated": "2026-05-26", "content": FILE}
_LETTER = {"number": "118/SGDĐT-GDTrH", "dated": "2026-05-29", "content": FILE}
_ATTACHED = [{"name": "bai-kiem-tra.pdf", "content": FILE}]
_TEACHING = _CLASS | {"subject": "TOAN", "teacher": "GV02"}
_ENDING = _CLASS | {"reason": "Nơi sinh ghi sai so với giấy khai sinh.", "paper": _DECISION}
_ANSWERED = _CLASS | {"paper": _LETTER, "remark": "Đồng ý."}
_JOINING = {"report_id": REPORT, "class_code": "8B", "since": "2026-01-19", "document": "14/QĐ-THCS"}
_PUPIL = {
    "class": "8A", "full_name": "Lê Minh Khôi", "sex": "NAM", "birth_date": "2012-03-14",
    "birth_place": "Xã Kim Liên, Tỉnh Nghệ An", "ethnicity": "Kinh", "nationality": "Việt Nam",
    "personal_number": "040212012345", "pupil_code": "4099990199", "enrolled_on": "2026-01-19",
}  # fmt: skip
_SCHOOL = {
    "name": "Trường THCS Sông Lam", "code": "99999001", "level": "THCS", "ward": "Xã Sông Lam",
    "province": "Tỉnh Nghệ An", "department": "Sở Giáo dục và Đào tạo Nghệ An",
}  # fmt: skip

_BEFORE_SIGNING: Mapping[str, Any] = {
    "POST /roll/calls": _CLASS | {
        "day": "2026-05-19", "half": "MORNING", "absent": [{"report_id": REPORT, "permitted": True, "note": "Có đơn"}],
    },
    "PUT /drafts/{code}/{sheet}": {
        "cells": [{"report_id": REPORT, "place": "TOAN/2/TX1", "value": "75"}], "quick": True,
    },
    "POST /drafts/{code}/{sheet}/paste": {"text": "Họ và tên\tTX1\nLê Minh Khôi\t7,5\n", "term": 2},
    "POST /drafts/{code}/{sheet}/workbook": {"workbook": WORKBOOK, "term": 2},
    "POST /drafts/{code}/{sheet}/record": {"digest": DIGEST},
    "POST /corrections": {
        "report": REPORT, "changes": [{"place": "TOAN/1/TX1", "value": "7,5"}], "reason_code": "TYPING_ERROR",
        "reason": "Bài kiểm tra ghi 7,5.", "paper": _PAPER, "attachments": _ATTACHED,
    },
    "POST /corrections/{request_id}/approve": {"remark": "Đồng ý."},
    "POST /corrections/{request_id}/refuse": {"remark": "Bài kiểm tra không ghi điểm này."},
    "POST /corrections/{request_id}/withdraw": {"remark": "Nhập nhầm học sinh."},
    "POST /data/reconcile": {
        "report": REPORT, "source": "PAPER", "matches": ["full_name", "birth_date"],
        "differs": {"birth_place": "Xã Kim Liên, Tỉnh Nghệ An"},
        "evidence": {"kind": "Giấy khai sinh", "number": "0123/2012", "dated": "2012-03-20"},
    },
    "POST /data/keep": {
        "report": REPORT, "source": "PAPER", "field": "birth_place", "reason": "Giấy khai sinh ghi như sổ.",
        "document": "15/BB-THCS",
    },
    "POST /data/propose": {"report": REPORT, "source": "PAPER", "field": "birth_place", "attachments": _ATTACHED},
    "POST /data/complete": {"report": REPORT, "values": {"father": "Lê Văn Hòa"}, "document": "Trích lục 0123/2012"},
    "POST /data/slip": {"report": REPORT, "dated": "2026-05-12", "content": FILE},
    "POST /checks": {
        "class_codes": ["8A"], "subjects": ["TOAN"], "checkers": ["GV02"], "sample": 10, "due": "2026-05-22",
        "document": "Kế hoạch 009/KH-THCS",
    },
    "POST /checks/{check_id}/sample": {},
    "POST /checks/{check_id}/findings": {
        "number": 1, "place": "TOAN/1/TX1", "kind": "DIFFERS", "seen": "7,5", "comment": "Bài kiểm tra ghi 7,5.",
    },
    "POST /checks/{check_id}/findings/{finding_id}/answer": {"explanation": "Điểm đã chấm lại ngày 12/05/2026."},
    "POST /checks/{check_id}/close": {"remark": "Đã đối chiếu đủ mẫu."},
    "POST /checks/{check_id}/withdraw": {"reason": "Giao nhầm lớp."},
    "POST /cases": {
        "report": REPORT, "kind": "REVIEW", "capacity": "PARENT", "applicant": "Lê Văn Hòa",
        "request": "Bài kiểm tra giữa kì được chấm 7,5.", "wanted": "7,5", "shown": "Thẻ căn cước",
        "disputed": {"subject": "TOAN", "term": 2, "column": "GK"},
    },
    "POST /cases/{case_id}/advice": {"opinion": "KEEP", "reason": "Bài kiểm tra được chấm đúng đáp án."},
    "POST /cases/{case_id}/answer": {
        "answer": "KEPT", "reason": "Đã chấm lại bài, điểm không đổi.", "document": "41/TB-THCS",
    },
    "POST /cases/{case_id}/copy": {"signer": "CB01"},
    "POST /cases/{case_id}/close": {"result": "Đã trao phiếu tra cứu mới."},
    "POST /cases/{case_id}/withdraw": {"reason": "Gia đình đã xem lại bài kiểm tra."},
    "POST /verifications": {"content": FILE},
    "POST /audit/verifications": {"content": FILE, "key": KEY},
    "POST /board/reminders": _CLASS | {"what": "RECORD_TERM_2", "note": "Hạn là thứ Sáu."},
    "POST /reports/{report}/programme": {"electives": ["TIENG_DTTS"], "document": "Đơn đã duyệt ngày 12/09/2025"},
    "POST /reports/{report}/exemptions": {"subject": "GDTC", "scope": "TERM_2", "decision": "22/QĐ-THCS"},
    "POST /reports/{report}/summer": {"level": "KHA"},
    "POST /reports/{report}/decisions": {"kind": "INDIVIDUAL_PLAN", "document": "23/QĐ-THCS"},
    "POST /tokens": {"name": "Phần mềm điểm", "scopes": ["read", "record"]},
    "POST /webhooks": {"url": "https://phan-mem.example.org/hocba", "kinds": ["report.issued", "report.recalled"]},
    "POST /me/phrases": {"text": "Có tiến bộ rõ rệt trong học kì II."},
    "PUT /me/address": {"email": "giao-vien@example.org"},
}  # fmt: skip

_SIGNING: Mapping[str, Any] = {
    "POST /signing/open": _CLASS | {"planned": "2026-06-25"},
    "POST /signing/sign": _CLASS | {"stage": "SUBJECT", "subject": "TOAN"},
    "POST /signing/confirm": _CLASS | {"subject": "KHTN", "part": "HOA_HOC"},
    "POST /signing/return": _CLASS | {"stage": "SUBJECT", "subject": "TOAN", "note": "Nhận xét chưa đúng mẫu."},
    "POST /signing/seal": _CLASS,
    "POST /signing/issue": _CLASS,
    "POST /paper-reports": {
        "report": REPORT, "scan": FILE,
        "origin": {"school": "Trường THCS Vĩnh Tường", "place": "Xã Vĩnh Tường, tỉnh Phú Thọ", "number": "112/HB-2023"},
        "years": [{
            "school_year": "2023-2024", "grade": 6, "class_code": "6B", "school": "Trường THCS Vĩnh Tường",
            "rows": [
                {"subject": "TOAN", "term_1": "7.8", "term_2": "8.4", "year": "8.2"},
                {"subject": "GDTC", "term_1": "D", "term_2": "D", "year": "D"},
            ],
            "academic": ["KHA", "KHA", "KHA"], "conduct": ["TOT", "TOT", "TOT"], "absences": 3,
            "promotion": "PROMOTED",
        }],
    },
    "POST /paper-reports/{paper_id}/withdrawal": {
        "reason": "Nhập nhầm điểm Toán lớp 6.", "document": "31/QĐ-THCS", "dated": "2026-05-20",
    },
    "POST /batches": {"classes": ["8A", "8B"]},
    "POST /editions/submit": _CLASS | {"reference": "GD-2026-001"},
    "POST /editions/accept": _CLASS | {"reference": "TN-2026-001", "on": "2026-06-27"},
    "POST /editions/reject": _CLASS | {"reason": "Thiếu dấu thời gian."},
    "POST /editions/close": _CLASS | {"on": "2026-06-30"},
    "POST /editions/cancel": _ENDING,
    "POST /editions/recall/request": _ENDING,
    "POST /editions/recall/grant": _ANSWERED,
    "POST /editions/recall/refuse": _ANSWERED,
    "POST /editions/amendment/request": _ENDING,
    "POST /editions/amendment/grant": _ANSWERED,
    "POST /editions/amendment/refuse": _ANSWERED,
    "POST /lookup/{code}": {"birth_date": "2012-09-05"},
    "POST /access/{report}/restriction": {
        "restricted": True, "document": "Quyết định số 12/2026/QĐST-HNGĐ", "dated": "2026-05-05",
        "reason": "Tòa án giao quyền nuôi con cho mẹ.",
    },
    "POST /access/{report}/codes": {
        "capacity": "GUARDIAN", "holder": "Nguyễn Thị Hoa", "shown": "Căn cước, quyết định của tòa án",
    },
    "POST /grants": {
        "organisation": "Trường THPT Kim Liên", "purpose": "Tuyển sinh lớp 10", "document": "31/CV-THPTKL",
        "grades": [8], "starts": "2026-06-20", "ends": "2026-07-31",
    },
    "POST /grants/{grant_id}/revocation": {"reason": "Đã xong tuyển sinh."},
    "POST /lookup/{code}/reviews": {
        "birth_date": "2012-09-05", "disputed": {"subject": "TOAN", "term": 2, "column": "GK"}, "capacity": "PARENT",
        "applicant": "Lê Văn Hòa", "request": "Bài kiểm tra giữa kì được chấm 7,5.", "wanted": "7,5",
    },
}  # fmt: skip

_YEAR: Mapping[str, Any] = {
    "POST /year/deadlines": {"step": "RECORD_TERM_2", "until": "2026-05-22", "document": _PLAN},
    "POST /year/extensions": {
        "step": "RECORD_TERM_2", "class_codes": ["8A"], "until": "2026-05-26", "reason": "Lớp nghỉ do mưa lũ.",
    },
    "POST /year/locks": {"term": 1},
    "POST /year/reopenings": {"term": 1, "reason": "Bổ sung điểm kiểm tra bù."},
    "POST /year/delegations": {
        "staff": "CB02", "kind": "SIGN_REPORTS", "until": "2026-06-30", "document": "21/QĐ-THCS",
    },
    "POST /year/revocations": {"staff": "CB02", "kind": "SIGN_REPORTS"},
    "POST /year/policies": {"policy": "late_signing", "value": "BLOCK", "clause": "Điều 7", "document": "05/QĐ-THCS"},
    "POST /year/seals/approvals": {"sha256": DIGEST, "document": "118/SGDĐT-CNTT", "dated": "2026-05-20"},
    "POST /year/assignments": _TEACHING,
    "POST /year/assignments/end": _TEACHING,
    "POST /year/assignments/sheet": {"workbook": WORKBOOK, "since": "2026-01-19"},
    "POST /year/teams": {"code": "TOAN_TIN", "name": "Tổ Toán – Tin", "kind": "SUBJECTS"},
    "POST /year/teams/{team}/members": {"staff": "GV02", "head": True},
    "POST /year/teams/{team}/leavers": {"staff": "GV02"},
    "POST /year/staff": {
        "code": "GV90", "full_name": "Trần Thị Mai", "personal_number": "040188012345", "roles": ["TEACHER"],
        "document": "16/QĐ-THCS",
    },
    "POST /year/roles": {"staff": "GV03", "role": "CLERK", "document": "17/QĐ-THCS"},
    "POST /year/roles/end": {"staff": "VT01", "role": "CLERK", "document": "18/QĐ-THCS"},
    "POST /year/documents": {
        "kind": "PLAN", "number": "003/KH-THCS", "dated": "2025-09-10", "title": "Kế hoạch thực hiện học bạ số",
        "issuer": "Trường THCS Sông Lam", "content": FILE,
    },
    "POST /pupils/search": {"name": "nguyen thi mai", "birth_date": "2012-05-12"},
    "POST /office/archive/handovers": {
        "recipient": "Trung tâm Lưu trữ lịch sử tỉnh", "document": "03/BB-THCS", "dated": "2026-05-20",
        "index_sha256": DIGEST,
    },
    "POST /year/bodies": {"level": "WARD", "name": "UBND xã Sông Lam", "document": "Nghị định 142/2025/NĐ-CP"},
    "POST /year/names": {"school": _SCHOOL, "place_of_issue": "Sông Lam", "document": "77/QĐ-UBND"},
    "POST /year/media": {"grade": 8, "digital": True, "document": _PLAN},
    "POST /year/closing": {"document": "Kế hoạch 012/KH-THCS"},
    "POST /year/next": {"homerooms": {"9A": "GV01"}},
    "POST /roster/enrolments": _PUPIL,
    "POST /roster/placements": {"pupil_id": REPORT, "class_code": "8A"},
    "POST /roster/moves": _JOINING,
    "POST /roster/returns": _JOINING | {"class_code": "8A"},
    "POST /roster/departures": {
        "report_id": REPORT, "last_day": "2026-01-16", "reason": "TRANSFERRED",
        "destination": "Trường THCS Kim Liên", "document": "19/QĐ-THCS",
    },
    "POST /roster/attestations": {"report_id": REPORT},
}  # fmt: skip

#: Method and address → the body.
BODIES: Mapping[str, Any] = {**_BEFORE_SIGNING, **_SIGNING, **_YEAR}
