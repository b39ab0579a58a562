"""
The XML of a report on paper that a school has digitised (bản số hoá từ bản giấy): a release of its own in the frame of
``hoc_ba``, so that what signs, keeps and verifies a report does the same here. See ``docs/formats/ban-so-hoa.md``.

Two sign: the head, that the copy is consistent with the paper, then the school. Neither issued the paper.
"""

from __future__ import annotations

from pathlib import Path

from domain.formats.hoc_ba import Stage

#: What a document says in PHIEN_BAN.
VERSION = "HOCBA-BAN-SO-HOA-1.0"
SCHEMA_FILE = Path(__file__).parent / "ban-so-hoa-1.0.xsd"
STAGES = (Stage.HEAD, Stage.SEAL)

#: What a digitised report says of itself (LOAI_BAN), on every page.
MARK = "Bản số hoá từ bản giấy"
#: What the head takes on himself (LOI_CAM_DOAN).
DECLARATION = (
    "Tôi đã đối chiếu và xác nhận bản số hoá này phù hợp với học bạ giấy. Nhà trường không phải nơi cấp học bạ giấy đó."
)
DEMO = "BẢN TRÌNH DIỄN – KHÔNG CÓ GIÁ TRỊ"

RESULTS = {
    "HTXS": "Hoàn thành xuất sắc",
    "HTT": "Hoàn thành tốt",
    "HT": "Hoàn thành",
    "CHT": "Chưa hoàn thành",
}
PROMOTIONS = {"PROMOTED": "Được lên lớp", "RETAINED": "Không được lên lớp"}
TITLES = {
    "XUAT_SAC": "Học sinh Xuất sắc",
    "GIOI": "Học sinh Giỏi",
    "TIEU_BIEU": "Học sinh tiêu biểu hoàn thành tốt trong học tập và rèn luyện",
}
