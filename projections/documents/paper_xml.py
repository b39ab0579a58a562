"""The XML data region of a digitised paper report; signers and the whole are put together as a report's (``xml``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from domain.formats import hoc_ba
from domain.formats import paper as written
from domain.paper_report.document import PaperDocument
from domain.paper_report.events import PaperRow, PaperYear
from domain.regulations.curriculum import subject, traits
from domain.values import CommentResult, Score
from projections.documents.xml import canonical, put

#: How a comment's result is written, as in a report's XML.
_COMMENTS = {CommentResult.D: "Đạt", CommentResult.CD: "Chưa đạt"}


def data_region(document: PaperDocument) -> bytes:
    """
    DU_LIEU_HOC_BA in canonical form; the same document gives the same bytes.

    Raises Rejected ``document.text`` for a control character.
    """
    region = etree.Element(hoc_ba.DATA_TAG, Id=hoc_ba.data_id(document.lookup_id))
    _put_all(etree.SubElement(region, "THONG_TIN_CHUNG"), _common(document))
    origin, scan = document.origin, document.scan
    paper = {
        "TEN_TRUONG_CAP": origin.school,
        "NOI_CAP": origin.place,
        "SO_HOC_BA": origin.number,
        "SO_TRANG": scan.pages,
        "SHA256": scan.sha256,
    }
    _put_all(etree.SubElement(region, "BAN_GIAY"), paper)
    years = etree.SubElement(region, "DANH_SACH_NAM_HOC")
    for each in document.years:
        _year(etree.SubElement(years, "NAM_HOC"), each)
    return canonical(region)


def _common(document: PaperDocument) -> dict[str, object]:
    school, pupil, head = document.school, document.pupil, document.head
    return {
        "PHIEN_BAN": written.VERSION,
        "LOAI_BAN": written.MARK,
        "MA_TRA_CUU_UUID": document.lookup_id,
        "BAN_TRINH_DIEN": written.DEMO if document.demo else None,
        "TEN_TRUONG": school.name,
        "MA_TRUONG": school.code,
        "TEN_XA_PHUONG": school.ward,
        "TEN_TINH_THANH_PHO": school.province,
        "TEN_NAM_HOC": document.school_year,
        "MA_KHOI": document.grade,
        "TEN_LOP": document.class_code,
        "HO_VA_TEN": pupil.full_name,
        "NGAY_SINH": pupil.birth_date,
        "MA_HOC_SINH": pupil.pupil_code,
        "SO_CCCD": pupil.personal_number,
        "NGAY_SO_HOA": document.digitised_on,
        "TEN_GIAM_HIEU_KY_HOC_BA": head.full_name,
        "SO_CCCD_GIAM_HIEU_KY_HOC_BA": head.personal_number,
        "CHUC_VU_GIAM_HIEU_KY_HOC_BA": document.head_capacity,
    }


def _year(parent: etree._Element, year: PaperYear) -> None:
    where = {
        "TEN_NAM_HOC": year.school_year,
        "MA_KHOI": year.grade,
        "TEN_LOP": year.class_code,
        "TEN_TRUONG": year.school,
    }
    _put_all(parent, where)
    for row in year.rows:
        _put_all(etree.SubElement(parent, "MON_HOC"), dict(_row(row, year)))
    names = {trait.code: trait.name for trait in traits(year.grade)}
    for code, rating in year.traits:
        rated = {"MA": code, "TEN": names[code], "MUC": rating.said("vi")}
        _put_all(etree.SubElement(parent, "PHAM_CHAT_NANG_LUC"), rated)
    for tag, levels in (("KET_QUA_HOC_TAP", year.academic), ("KET_QUA_REN_LUYEN", year.conduct)):
        for term, level in zip(("HOC_KI_1", "HOC_KI_2", "CA_NAM"), levels, strict=True):
            put(parent, f"{tag}_{term}", level)
    ends = {
        "KET_QUA_XEP_LOAI": written.RESULTS[year.result] if year.result else None,
        "SO_BUOI_NGHI": year.absences,
        "DUOC_LEN_LOP": written.PROMOTIONS[year.promotion] if year.promotion else None,
        "NOI_DUNG_KHEN_THUONG": written.TITLES[year.title] if year.title else None,
    }
    _put_all(parent, ends)


def _row(row: PaperRow, year: PaperYear) -> Iterator[tuple[str, object]]:
    yield "MA_MON_HOC", row.subject
    yield "TEN_MON_HOC", subject(row.subject, year.grade, year.school_year).name
    places = {"HOC_KI_1": row.term_1, "HOC_KI_2": row.term_2, "CA_NAM": row.year}
    for tag, mark in places.items():
        if isinstance(mark, CommentResult):
            yield tag, _COMMENTS[mark]
        else:
            yield tag, mark if mark is None or isinstance(mark, Score) else mark.said("vi")
    yield "DIEM_KIEM_TRA_DINH_KY", row.whole_test


def _put_all(parent: etree._Element, values: Mapping[str, object]) -> None:
    for tag, value in values.items():
        put(parent, tag, value)
