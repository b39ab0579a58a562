"""Names as circulars and report write them, by code: subjects, parts, qualities and competencies (TT 22, TT 27)."""

from __future__ import annotations

#: Names of the subjects (môn học) and educational activities of all three levels, by code. Where a code is taught at
#: two levels its name is the same; the rows of the primary report that read otherwise are ``PRIMARY_NAMES``.
SUBJECT_NAMES = {
    "TIENG_VIET": "Tiếng Việt",
    "TOAN": "Toán",
    "NGU_VAN": "Ngữ văn",
    "NGOAI_NGU_1": "Ngoại ngữ 1",
    "GDCD": "Giáo dục công dân",
    "DAO_DUC": "Đạo đức",
    "TNXH": "Tự nhiên và Xã hội",
    "LS_DL": "Lịch sử và Địa lí",
    "KHOA_HOC": "Khoa học",
    "KHTN": "Khoa học tự nhiên",
    "LICH_SU": "Lịch sử",
    "DIA_LI": "Địa lí",
    "GDKTPL": "Giáo dục kinh tế và pháp luật",
    "VAT_LI": "Vật lí",
    "HOA_HOC": "Hoá học",
    "SINH_HOC": "Sinh học",
    "CONG_NGHE": "Công nghệ",
    "TIN_HOC": "Tin học",
    "GDTC": "Giáo dục thể chất",
    "GDQPAN": "Giáo dục quốc phòng và an ninh",
    "NGHE_THUAT": "Nghệ thuật",
    "AM_NHAC": "Âm nhạc",
    "MI_THUAT": "Mĩ thuật",
    "HDTN": "Hoạt động trải nghiệm",
    "HDTN_HN": "Hoạt động trải nghiệm, hướng nghiệp",
    "GDDP": "Nội dung giáo dục của địa phương",
    "NGOAI_NGU_2": "Ngoại ngữ 2",
    "TIENG_DTTS": "Tiếng dân tộc thiểu số",
}

#: Two subjects of primary school that the report divides into two rows each (QĐ 2904; domain.md §7.1).
PRIMARY_NAMES = {
    "TIN_HOC": "Tin học và Công nghệ (Tin học)",
    "CONG_NGHE": "Tin học và Công nghệ (Công nghệ)",
    "AM_NHAC": "Nghệ thuật (Âm nhạc)",
    "MI_THUAT": "Nghệ thuật (Mĩ thuật)",
}

#: Qualities (phẩm chất, PC) and competencies (năng lực, NL) of primary school, in the order of the report. The prefix
#: keeps the competencies Khoa học, Công nghệ and Tin học apart from the subjects of the same name.
TRAIT_NAMES = {
    "PC_YEU_NUOC": "Yêu nước",
    "PC_NHAN_AI": "Nhân ái",
    "PC_CHAM_CHI": "Chăm chỉ",
    "PC_TRUNG_THUC": "Trung thực",
    "PC_TRACH_NHIEM": "Trách nhiệm",
    "NL_TU_CHU": "Tự chủ và tự học",
    "NL_GIAO_TIEP": "Giao tiếp và hợp tác",
    "NL_GIAI_QUYET": "Giải quyết vấn đề và sáng tạo",
    "NL_NGON_NGU": "Ngôn ngữ",
    "NL_TINH_TOAN": "Tính toán",
    "NL_KHOA_HOC": "Khoa học",
    "NL_CONG_NGHE": "Công nghệ",
    "NL_TIN_HOC": "Tin học",
    "NL_THAM_MI": "Thẩm mĩ",
    "NL_THE_CHAT": "Thể chất",
}

#: The groups of the primary report, under which the homeroom teacher comments on them.
TRAIT_GROUP_NAMES = {
    "PHAM_CHAT": "Phẩm chất chủ yếu",
    "NANG_LUC_CHUNG": "Năng lực chung",
    "NANG_LUC_DAC_THU": "Năng lực đặc thù",
}

#: The words of TT 27/2020 Điều 7, by the codes of ``Attainment`` and ``Rating``.
ATTAINMENT_WORDS = {
    "HOAN_THANH_TOT": "Hoàn thành tốt",
    "HOAN_THANH": "Hoàn thành",
    "CHUA_HOAN_THANH": "Chưa hoàn thành",
}
RATING_WORDS = {"TOT": "Tốt", "DAT": "Đạt", "CAN_CO_GANG": "Cần cố gắng"}

#: The two contents of Nghệ thuật in lower secondary: one subject, two gradebooks, one combined result.
PART_NAMES = {"AM_NHAC": "Âm nhạc", "MI_THUAT": "Mĩ thuật"}
