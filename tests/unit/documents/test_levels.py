"""Primary and upper secondary: every value that a year can have is valid, and read back as written."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anchors.errors import Malformed
from anchors.report_values import values
from domain.errors import Rejected
from domain.formats import hoc_ba
from domain.formats.hoc_ba import SIGNATURE_NAMESPACE, Stage
from domain.values import Level
from projections.documents import xml
from tests.kit.documents import LOOKUP_ID, sample_document, sample_pupil
from tests.kit.level_documents import (
    RATINGS,
    primary_document,
    primary_result,
    primary_subjects,
    upper_document,
    upper_result,
    upper_subjects,
)
from tests.kit.signed_documents import whole

PRIMARY = whole(primary_document()).decode()


@given(st.integers(-1, 14))
def test_each_grade_has_one_format(grade: int) -> None:
    if 1 <= grade <= 12:
        found = [each for each in hoc_ba.FORMATS if grade in each.grades]
        assert found == [hoc_ba.of_grade(grade, release) for release in (hoc_ba.OLDER, hoc_ba.RELEASE)]
    else:
        with pytest.raises(ValueError, match="grade"):
            hoc_ba.of_grade(grade)


def test_an_upper_report_has_the_pupils_own_subjects_and_names_those_with_topics() -> None:
    read = values(whole(upper_document(corrections=("Vật lí",))))
    assert (read.school_level, read.version, read.grade) == ("THPT", "HOCBA-THPT-1.1", 10)
    assert [row.subject for row in read.subjects] == [row.subject for row in upper_subjects()]
    assert [row.subject for row in read.subjects if row.topics] == ["TOAN", "VAT_LI", "HOA_HOC"]
    assert read.subjects_to_sign == read.signed_subjects == tuple(row.subject for row in read.subjects)
    assert read.academic == ("Khá", "Tốt", "Tốt")
    assert read.corrections == ("Vật lí",)


def test_after_the_summer_an_upper_report_shows_both_values() -> None:
    rows = list(upper_subjects())
    rows[1] = rows[1].model_copy(update={"year": "4.6", "reassessed": "5.5"})
    rows[4] = rows[4].model_copy(update={"reassessed": "D"})
    result = upper_result(
        subjects=tuple(rows), academic_year=Level.CHUA_DAT, academic_final=Level.DAT, conduct_final=Level.DAT
    )
    read = values(whole(upper_document(result=result)))
    assert [(row.year, row.reassessed) for row in read.subjects if row.reassessed] == [("4.6", "5.5"), ("Đạt", "Đạt")]
    assert read.academic is not None
    assert (read.academic[2], read.academic_final, read.conduct_final) == ("Chưa đạt", "Đạt", "Đạt")


def test_an_exempted_pupil_has_the_decision_in_place_of_results() -> None:
    rows = list(upper_subjects())
    rows[4] = rows[4].model_copy(update={"term_1": None, "term_2": None, "year": None, "exempt": "QĐ 12/QĐ-THPT"})
    rows[5] = rows[5].model_copy(update={"term_1": None, "exempt": "QĐ 13/QĐ-THPT"})
    content = whole(upper_document(result=upper_result(subjects=tuple(rows))))
    xml.validate(content)
    found = {row.subject: (row.exempt, row.term_1, row.term_2, row.year) for row in values(content).subjects}
    assert found["GDTC"] == ("QĐ 12/QĐ-THPT", None, None, None)
    assert found["GDQPAN"] == ("QĐ 13/QĐ-THPT", None, "9.0", "8.9")


def test_completion_is_read_in_grade_twelve() -> None:
    document = upper_document(grade=12, class_code="12A1", result=upper_result(completion="COMPLETED"))
    assert values(whole(document)).completion == "Hoàn thành"


def test_a_primary_report_is_read_back() -> None:
    read = values(PRIMARY.encode())
    assert (read.school_level, read.version, read.grade) == ("TIEU_HOC", "HOCBA-TIEU-HOC-1.1", 4)
    assert [(row.level, row.test) for row in read.subjects[:2]] == [("Hoàn thành tốt", "9"), ("Hoàn thành tốt", "10")]
    assert (read.subjects[-1].name, read.subjects[-1].test) == ("Hoạt động trải nghiệm", None)
    assert [trait.trait for trait in read.traits] == list(RATINGS)
    assert {trait.rating for trait in read.traits} == {"Tốt"}
    assert (read.result, read.outcome) == ("Hoàn thành xuất sắc", "Hoàn thành chương trình lớp 4; Được lên lớp 5.")
    assert (read.promotion, read.completion, read.title) == ("Được lên lớp", "Hoàn thành", "Học sinh Xuất sắc")
    assert (read.absences_permitted, read.absences_unpermitted) == (2, 0)
    assert (read.academic, read.conduct) == (None, None)
    assert len(read.trait_comments) == 3


def test_a_primary_report_is_signed_by_homeroom_teacher_head_and_school() -> None:
    read = values(PRIMARY.encode())
    assert [signer.stage for signer in read.signers] == [Stage.HOMEROOM, Stage.HEAD, Stage.SEAL]
    assert read.subjects_to_sign == read.signed_subjects == ()
    plan = hoc_ba.references(LOOKUP_ID, Stage.SEAL, None, read.subjects_to_sign)
    assert plan == tuple(f"{name}-{LOOKUP_ID}" for name in ("data", "gvcn", "cbql", "ttk-ky_phat_hanh"))


def test_a_subject_teachers_signature_had_no_place_in_a_primary_report_of_the_first_release() -> None:
    info = xml.signer_info(
        LOOKUP_ID, Stage.SUBJECT, "TOAN", "Hạnh", None, None, values(PRIMARY.encode()).signers[0].signed_at
    )
    element = xml.signer_element(
        LOOKUP_ID, Stage.SUBJECT, "TOAN", info, f'<Signature xmlns="{SIGNATURE_NAMESPACE}"/>'.encode()
    )
    added = xml.assemble(
        LOOKUP_ID, xml.data_region(primary_document(release=hoc_ba.OLDER)), {(Stage.SUBJECT, "TOAN"): element}
    )
    with pytest.raises(Rejected, match="DANH_SACH_GVBM"):
        xml.validate(added)
    with pytest.raises(Malformed, match="DANH_SACH_GVBM"):
        values(added)


def test_all_values_that_a_primary_year_can_have_are_valid() -> None:
    small = {code: rating for code, rating in RATINGS.items() if code not in ("NL_CONG_NGHE", "NL_TIN_HOC")}
    variants: list[dict[str, Any]] = [{"result": value} for value in ("HTXS", "HTT", "HT", "CHT")]
    variants += [{"ratings": RATINGS | {"PC_NHAN_AI": value}} for value in ("TOT", "DAT", "CAN_CO_GANG")]
    variants += [{"title": value} for value in (None, "XUAT_SAC", "TIEU_BIEU")]
    variants += [{"ratings": small}, {"completion": "NOT_COMPLETED", "promotion": "RETAINED"}]
    variants += [{"level_completion": value} for value in ("COMPLETED", "NOT_COMPLETED")]
    rows = primary_subjects()
    variants += [
        {"subjects": (rows[0].model_copy(update={"level": value}), *rows[1:])}
        for value in ("HOAN_THANH_TOT", "HOAN_THANH", "CHUA_HOAN_THANH")
    ]
    variants += [{"subjects": (rows[0].model_copy(update={"test": test, "comment": None}),)} for test in ("0", "10")]
    for changes in variants:
        xml.validate(whole(primary_document(result=primary_result(**changes), corrections=("Toán",))))
    xml.validate(whole(primary_document(pupil=sample_pupil())))  # nobody measured the pupil


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<DIEM_KIEM_TRA_DINH_KY>9<", "<DIEM_KIEM_TRA_DINH_KY>9.0<"),
        ("<DIEM_KIEM_TRA_DINH_KY>9<", "<DIEM_KIEM_TRA_DINH_KY>11<"),
        ("<MUC_DAT_DUOC>Hoàn thành tốt<", "<MUC_DAT_DUOC>Tốt<"),
        ("THONG_SO_BUOI_NGHI_KHONG_PHEP", "TONG_SO_BUOI_NGHI_KHONG_PHEP"),
        ("<MA_KHOI>4<", "<MA_KHOI>6<"),
        ("HOCBA-TIEU-HOC-1.1", "HOCBA-THCS-1.1"),
    ],
)
def test_what_the_schema_does_not_allow_is_refused(old: str, new: str) -> None:
    assert old in PRIMARY
    changed = PRIMARY.replace(old, new).encode()
    with pytest.raises(Rejected) as refused:
        xml.validate(changed)
    assert refused.value.code == "document.structure"
    with pytest.raises(Malformed) as malformed:
        values(changed)
    assert malformed.value.code == "report.structure"


def test_a_report_of_one_level_is_none_of_another() -> None:
    for document in (primary_document(), sample_document(), upper_document()):
        text = whole(document).decode()
        own = hoc_ba.of_grade(document.grade)
        for other in hoc_ba.FORMATS:
            if other is not own:
                with pytest.raises(Malformed):
                    values(text.replace(own.version, other.version).encode())
