"""The XML of a report: canonical, deterministic, valid; rows independent of each other; faults named."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from domain.errors import Misused, Rejected
from domain.formats import hoc_ba
from domain.formats.hoc_ba import Stage
from domain.values import Level
from projections.documents import xml
from tests.kit.documents import COMMENTS, LOOKUP_ID, sample_document, sample_pupil, sample_result, sample_subjects
from tests.kit.signed_documents import EMPTY_SIGNATURE, SIGNED_AT, signer, whole

DOCUMENT = sample_document()
HOSTILE = """<b>&amp;"'#*$\\_@`[x]` ]]> <!-- --> &#10; é ễ ộ ữ"""
XML_TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cf", "Cn", "Zl", "Zp"], include_characters="\n\t\r"),
    min_size=1,
    max_size=300,
).filter(str.strip)


def test_the_same_document_gives_the_same_bytes() -> None:
    assert xml.data_region(DOCUMENT) == xml.data_region(sample_document())


@settings(max_examples=60)
@given(name=XML_TEXT, comment=XML_TEXT)
def test_every_part_stands_in_the_whole_exactly_as_its_signature_will_digest_it(name: str, comment: str) -> None:
    document = sample_document(
        pupil=sample_pupil(full_name=name),
        result=sample_result(subjects=sample_subjects({**COMMENTS, "TOAN": comment}), homeroom_comment=comment),
    )
    text = whole(document)
    xml.validate(text)
    for element in etree.fromstring(text).iter(*hoc_ba.ID_TAGS):
        canonical = etree.tostring(element, method="c14n", exclusive=True, with_tail=False)
        if not element.findall(f"{{{hoc_ba.SIGNATURE_NAMESPACE}}}Signature"):
            assert text.count(canonical) == 1


def test_text_is_written_composed_as_tcvn_6909_wants() -> None:
    decomposed = "Nguye\u0302\u0303n"
    region = xml.data_region(sample_document(pupil=sample_pupil(full_name=decomposed)))
    assert "<HO_VA_TEN>Nguyễn</HO_VA_TEN>".encode() in region


def test_a_value_that_is_absent_has_no_tag_and_a_number_has_a_point() -> None:
    region = xml.data_region(sample_document(demo=False)).decode()
    for tag in (
        "HO_VA_TEN_NGUOI_GIAM_HO",
        "DA_HOAN_THANH",
        "BAN_TRINH_DIEN",
        "NOI_DUNG_DIEU_CHINH",
        "MON_DIEU_CHINH_MUC",
    ):
        assert f"<{tag}" not in region
    assert "<DIEM_CA_NAM>9.2</DIEM_CA_NAM>" in region
    assert "None" not in region
    assert "False" not in region


def test_a_correction_of_one_subject_changes_no_other_row() -> None:
    rows = list(sample_subjects())
    rows[1] = rows[1].model_copy(update={"term_2": "7.5", "year": "8.0"})
    changed = sample_document(
        result=sample_result(subjects=tuple(rows), academic_year=Level.KHA, title=None), corrections=("Toán",)
    )
    before, after = (etree.fromstring(xml.data_region(each)) for each in (DOCUMENT, changed))
    differing = [
        row.findtext("MA_MON_HOC")
        for row, other in zip(before.iter(hoc_ba.ROW_TAG), after.iter(hoc_ba.ROW_TAG), strict=True)
        if etree.tostring(row, method="c14n") != etree.tostring(other, method="c14n")
    ]
    assert differing == ["TOAN"]


def test_all_values_that_a_year_can_have_are_valid() -> None:
    variants: list[dict[str, Any]] = [
        {"promotion": value} for value in ("PROMOTED", "SUMMER_CONDUCT", "REASSESS", "RETAINED")
    ]
    variants += [{"completion": "COMPLETED", "title": "XUAT_SAC"}, {"completion": "NOT_COMPLETED", "title": None}]
    variants += [{"academic_year": level, "conduct_year": level} for level in Level]
    variants += [{"academic_adjusted_by": "TOAN"}, {"subjects": sample_subjects({})}]
    for changes in variants:
        xml.validate(whole(sample_document(result=sample_result(**changes), corrections=("Toán", "Toán"))))


def test_hostile_text_stays_text() -> None:
    document = sample_document(pupil=sample_pupil(full_name=HOSTILE), result=sample_result(homeroom_comment=HOSTILE))
    text = whole(document)
    xml.validate(text)
    assert etree.fromstring(text).findtext(".//HO_VA_TEN") == HOSTILE


def test_a_control_character_is_refused_with_its_element() -> None:
    with pytest.raises(Rejected, match="HO_VA_TEN_CHA") as refused:
        xml.data_region(sample_document(pupil=sample_pupil(father="Đà Nẵng\x0b")))
    assert refused.value.code == "document.text"


def test_a_value_without_a_word_is_refused() -> None:
    with pytest.raises(Rejected, match="GIOI_TINH") as refused:
        xml.data_region(sample_document(pupil=sample_pupil(sex="F")))
    assert refused.value.code == "document.code"


def test_the_time_of_signing_is_written_at_vietnam_time_to_the_second() -> None:
    for zone in (UTC, timezone(timedelta(hours=-5))):
        at = datetime(2026, 5, 30, 18, 30, 5, 999, tzinfo=UTC).astimezone(zone)
        info = xml.signer_info(LOOKUP_ID, Stage.HEAD, None, "Vân", "001085000030", "HIỆU TRƯỞNG", at)
        assert b"<NGAY_KY>2026-05-31T01:30:05+07:00</NGAY_KY>" in info
    with pytest.raises(Misused, match="zone"):
        xml.signer_info(LOOKUP_ID, Stage.SEAL, None, "Trường", None, None, SIGNED_AT.replace(tzinfo=None))


def test_signers_stand_in_the_order_of_rows_and_stages_whatever_order_they_came_in() -> None:
    signers = {
        (stage, subject): signer(DOCUMENT, stage, subject)
        for stage, subject in [
            (Stage.SEAL, None),
            (Stage.SUBJECT, "GDDP"),
            (Stage.HEAD, None),
            (Stage.SUBJECT, "NGU_VAN"),
            (Stage.HOMEROOM, None),
        ]
    }
    text = xml.assemble(LOOKUP_ID, xml.data_region(DOCUMENT), signers)
    xml.validate(text)
    order = [
        element.get("Id", "").removesuffix(f"-{LOOKUP_ID}")
        for element in etree.fromstring(text).iter(*hoc_ba.SIGNER_TAGS.values())
    ]
    assert order == ["gvbm-NGU_VAN", "gvbm-GDDP", "gvcn", "cbql", "ky_phat_hanh"]


def test_a_document_without_any_signer_is_valid() -> None:
    xml.validate(xml.assemble(LOOKUP_ID, xml.data_region(DOCUMENT), {}))


def test_parts_of_different_reports_or_signers_are_never_put_together() -> None:
    data = xml.data_region(DOCUMENT)
    other = sample_document(lookup_id="00000000-0000-4000-8000-000000000001")
    with pytest.raises(Misused, match="another report"):
        xml.assemble(other.lookup_id, data, {})
    with pytest.raises(Misused, match="no such row"):
        xml.assemble(LOOKUP_ID, data, {(Stage.SUBJECT, "TIENG_DTTS"): b"<GVBM/>"})
    info = xml.signer_info(LOOKUP_ID, Stage.SUBJECT, "TOAN", "Long", None, None, SIGNED_AT)
    with pytest.raises(Misused, match="another signer"):
        xml.signer_element(LOOKUP_ID, Stage.SUBJECT, "NGU_VAN", info, EMPTY_SIGNATURE)
    with pytest.raises(Misused, match="bare"):
        xml.signer_element(LOOKUP_ID, Stage.SUBJECT, "TOAN", info, b'<?xml version="1.0"?>' + EMPTY_SIGNATURE)


@pytest.mark.parametrize(
    ("old", "new", "element"),
    [
        ("<DIEM_CA_NAM>9.2<", "<DIEM_CA_NAM>9.25<", "DIEM_CA_NAM"),
        ("<DIEM_CA_NAM>9.2<", "<DIEM_CA_NAM>9,2<", "DIEM_CA_NAM"),
        ("<DIEM_CA_NAM>9.2<", "<DIEM_CA_NAM>10.1<", "DIEM_CA_NAM"),
        ("<PHIEN_BAN>HOCBA-THCS-1.1<", "<PHIEN_BAN>HOCBA-THCS-2.0<", "PHIEN_BAN"),
        ("+07:00</NGAY_KY>", "Z</NGAY_KY>", "NGAY_KY"),
        ("<GIOI_TINH>Nữ</GIOI_TINH>", "", "NGAY_SINH"),
        ("<NGAY_SINH>2012-09-05", "<NGAY_SINH>2012-02-30", "NGAY_SINH"),
        ('Id="mon-TOAN', 'Id="mon-NGU_VAN', "DIEM_TONG_KET"),
        ("<MA_MON_HOC>TOAN<", "<MA_MON_HOC>NGU_VAN<", "DIEM_TONG_KET"),
        ("<CHUC_VU>HIỆU TRƯỞNG</CHUC_VU>", "", "LOI_CAM_DOAN"),
        ("</HOC_BA>", "<LA/></HOC_BA>", "LA"),
    ],
)
def test_what_the_schema_does_not_allow_is_named(old: str, new: str, element: str) -> None:
    text = whole(DOCUMENT).decode()
    assert old in text
    with pytest.raises(Rejected, match=element) as refused:
        xml.validate(text.replace(old, new).encode())
    assert refused.value.code == "document.structure"
    assert refused.value.facts["line"] == 2


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"", "document.not_xml"),
        (b"<HOC_BA>", "document.not_xml"),
        (b'<!DOCTYPE HOC_BA [<!ENTITY a "b">]><HOC_BA>&a;</HOC_BA>', "document.doctype"),
        (b'<!DOCTYPE HOC_BA SYSTEM "file:///etc/passwd"><HOC_BA/>', "document.doctype"),
    ],
)
def test_what_is_not_a_plain_xml_document_is_refused(text: bytes, code: str) -> None:
    with pytest.raises(Rejected) as refused:
        xml.validate(text)
    assert refused.value.code == code
    assert refused.value.text("vi")
