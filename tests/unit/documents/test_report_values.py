"""The reader of a verifier: the values as written, and no document in which a reader could be led astray."""

from datetime import UTC, date, datetime

import pytest

from anchors.errors import Malformed
from anchors.report_values import XML_BYTES_MAX, values
from domain.formats.hoc_ba import SIGNATURE_NAMESPACE, Chain, Stage
from tests.kit.documents import LOOKUP_ID, sample_document, sample_result
from tests.kit.signed_documents import whole

TEXT = whole(sample_document(corrections=("Toán",))).decode()


def test_every_value_is_read_back() -> None:
    read = values(TEXT.encode())
    assert read.lookup_id == LOOKUP_ID
    assert (read.version, read.edition, read.demo) == ("HOCBA-THCS-1.1", 1, True)
    assert (read.pupil_name, read.birth_date) == ("Nguyễn Hoàng Bảo Ngọc", date(2012, 9, 5))
    assert (read.school_year, read.grade, read.class_name) == ("2025-2026", 8, "8A")
    assert read.academic == ("Khá", "Tốt", "Tốt")
    assert read.conduct == ("Tốt", "Tốt", "Tốt")
    assert (read.promotion, read.title, read.completion) == ("Được lên lớp", "Học sinh Giỏi", None)
    assert [row.year for row in read.subjects[:2]] == ["8.3", "9.2"]
    assert read.subjects[-1].year == "Đạt"
    assert read.corrections == ("Toán",)
    assert read.signed_subjects == tuple(row.subject for row in read.subjects)
    assert [signer.stage for signer in read.signers[-3:]] == [Stage.HOMEROOM, Stage.HEAD, Stage.SEAL]
    assert (read.signers[-1].name, read.signers[-1].personal_number) == ("Trường THCS Nguyễn Trãi", None)
    assert [signer.capacity for signer in read.signers[-4:]] == [
        "Giáo viên bộ môn", "Giáo viên chủ nhiệm", "HIỆU TRƯỞNG", None,
    ]  # fmt: skip
    assert [bool(signer.declaration) for signer in read.signers[-4:]] == [True, True, True, False]
    assert (read.chain, read.replaces) == (Chain.SUBJECT_TEACHERS_FIRST, None)


@pytest.mark.parametrize(
    ("sealed_at", "expected"),
    [
        (datetime(2026, 5, 31, 10, tzinfo=UTC), date(2026, 5, 31)),
        (datetime(2026, 6, 2, 17, 30, tzinfo=UTC), date(2026, 6, 3)),  # already the next day at +07:00
        (datetime(2026, 5, 1, 10, tzinfo=UTC), date(2026, 5, 31)),
    ],
)
def test_the_effective_date_is_the_later_of_planned_day_and_seal(sealed_at: datetime, expected: date) -> None:
    assert values(whole(sample_document(), sealed_at)).effective_date == expected


def test_completion_is_read_in_grade_nine() -> None:
    assert values(whole(sample_document(grade=9, result=sample_result(completion="COMPLETED")))).completion


SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
HIDDEN = f'<Object><DU_LIEU_HOC_BA xmlns="" Id="data-{LOOKUP_ID}"/></Object>'
HIDDEN_IN_NAMESPACE = f'<Object Id="data-{LOOKUP_ID}"/>'
SIGNATURE = f'<Signature xmlns="{SIGNATURE_NAMESPACE}"/>'


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("Bảo Ngọc</HO_VA_TEN>", "Bảo<!-- --> Ngọc</HO_VA_TEN>", "report.foreign_part"),
        ("Bảo Ngọc</HO_VA_TEN>", "Bảo<?a b?> Ngọc</HO_VA_TEN>", "report.foreign_part"),
        ("<HOC_BA>", "<!-- x --><HOC_BA>", "report.foreign_part"),
        ("</HOC_BA>", "</HOC_BA><?x y?>", "report.foreign_part"),
        ("<HOC_BA>", '<!DOCTYPE HOC_BA [<!ENTITY a "b">]><HOC_BA>', "report.foreign_part"),
        (
            "<HOC_BA>",
            '<HOC_BA xmlns:x="http://www.w3.org/2001/XMLSchema-instance" x:schemaLocation="a b">',
            "report.id",
        ),
        (SIGNATURE, SIGNATURE.replace("/>", f">{HIDDEN}</Signature>"), "report.id"),
        (SIGNATURE, SIGNATURE.replace("/>", f">{HIDDEN_IN_NAMESPACE}</Signature>"), "report.id"),
        (f'Id="data-{LOOKUP_ID}"', 'Id="data-00000000-0000-4000-8000-000000000001"', "report.id"),
        ('Id="mon-TOAN-', 'Id="mon-TOAN2-', "report.id"),
        ('Id="ttk-cbql-', 'Id="ttk-cbqI-', "report.id"),
        ("<LAN_PHAT_HANH>1<", "<LAN_PHAT_HANH>0<", "report.structure"),
        ("</HOC_BA>", "", "report.not_xml"),
        ("</HOC_BA>", "</HOC_BA>" + " " * XML_BYTES_MAX, "report.length"),
    ],
)
def test_what_a_reader_and_a_signature_could_see_apart_is_refused(old: str, new: str, code: str) -> None:
    assert old in TEXT
    with pytest.raises(Malformed) as refused:
        values(TEXT.replace(old, new, 1).encode())
    assert refused.value.code == code
    assert refused.value.text("vi")
