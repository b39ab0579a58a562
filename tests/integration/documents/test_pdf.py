"""The pages of a report, judged by poppler: complete, reproducible, archivable, and text stays text."""

import hashlib
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import pytest

from domain.errors import Rejected
from domain.values import Level
from projections.documents.pdf import PdfExtras, render
from tests.kit.documents import COMMENTS, LOOKUP_ID, sample_document, sample_pupil, sample_result, sample_subjects
from tests.kit.issued import unsealed_pdf
from tests.kit.rendered import extras_of, page_text, poppler
from tests.kit.signed_documents import whole

pytestmark = pytest.mark.one_server

DOCUMENT = sample_document()
ATTACHMENTS = {
    "hoc-ba.xml": whole(DOCUMENT),
    "receipt.tlog-proof": "c2sp.org/tlog-proof@v1\n— tên abc=\n".encode(),
    "checkpoint.tsr": bytes(range(256)),
}
HOSTILE = """#eval("1") *đậm* _nghiêng_ $x^2$ \\ @nhãn <b> `mã` "ngoặc" 'đơn' [a](b) // ghi = tiêu"""
ALPHABET = " ".join(
    base + tone
    for line in ("aàảãáạăằẳẵắặâầẩẫấậ", "eèẻẽéẹêềểễếệ", "iìỉĩíị", "oòỏõóọôồổỗốộơờởỡớợ", "uùủũúụưừửữứự", "yỳỷỹýỵ", "dđ")
    for base, tone in zip(line.upper(), line, strict=True)
)


@pytest.fixture(scope="module")
def complete() -> bytes:
    return unsealed_pdf(DOCUMENT, ATTACHMENTS)


def test_the_attachments_come_out_byte_for_byte(complete: bytes, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(complete)
    assert set(ATTACHMENTS) <= set(poppler("pdfdetach", "-list", path).split())
    for name, content in ATTACHMENTS.items():
        poppler("pdfdetach", "-savefile", name, "-o", tmp_path / name, path)
        assert (tmp_path / name).read_bytes() == content


def test_the_file_is_pdf_a_3b_and_pdf_ua_1_with_all_fonts_embedded(complete: bytes, tmp_path: Path) -> None:
    for mark in (b"<pdfaid:part>3<", b"<pdfaid:conformance>B<", b"<pdfuaid:part>1<"):
        assert mark in complete
    path = tmp_path / "report.pdf"
    path.write_bytes(complete)
    fonts = poppler("pdffonts", path).splitlines()[2:]
    assert fonts
    for font in fonts:
        assert "LibertinusSerif" in font
        assert font.split()[-5:-2] == ["yes", "yes", "yes"]  # embedded, subset, with a map to Unicode
    assert "Tagged:          yes" in poppler("pdfinfo", path)


def test_the_same_report_gives_the_same_bytes_in_another_process() -> None:
    code = (
        "import hashlib, sys; from projections.documents.pdf import render; from tests.kit.rendered import extras_of;"
        "from tests.kit.documents import sample_document as s;"
        "sys.stdout.write(hashlib.sha256(render(s(), extras_of(s()))).hexdigest())"
    )
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True, cwd=root)
    pages = render(DOCUMENT, extras_of(DOCUMENT))
    assert done.stdout == hashlib.sha256(pages).hexdigest()
    assert pages == render(DOCUMENT, extras_of(DOCUMENT))


def test_threads_share_the_compiler() -> None:
    documents = [sample_document(class_number=number, class_code=f"8A{number}") for number in range(1, 5)]
    alone = [render(each, extras_of(each)) for each in documents]
    together: dict[int, bytes] = {}
    threads = [
        threading.Thread(target=lambda place, each: together.update({place: render(each, extras_of(each))}), args=pair)
        for pair in enumerate(documents)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [together[place] for place in range(4)] == alone


def test_every_value_of_the_report_stands_on_the_pages(complete: bytes, tmp_path: Path) -> None:
    text = page_text(complete, tmp_path)
    pupil = DOCUMENT.pupil
    for value in (
        *(pupil.full_name, pupil.birth_place, pupil.residence, pupil.hometown, pupil.personal_number),
        *(pupil.father, pupil.mother, pupil.registry_number, "Nữ", "05/09/2012"),
        *("HỌC BẠ TRUNG HỌC CƠ SỞ", "Trường THCS Nguyễn Trãi", "Phường Cửa Nam", "Thành phố Hà Nội", "8A"),
        *COMMENTS.values(),
        *(teacher.full_name for teacher in DOCUMENT.subject_teachers.values()),
        *("8,1 8,4 8,3", "9,0 9,3 9,2", "9,4 10,0 9,8", "Đ Đ Đ", "đã ký số 31/05/2026 08:02:03"),
        *("Học kì I Tốt Khá", "Cả năm Tốt Tốt", "Được lên lớp", "Học sinh Giỏi", DOCUMENT.result.homeroom_comment),
        *("Hà Nội, ngày 31 tháng 5 năm 2026", "HIỆU TRƯỞNG", "Phan Thị Thanh Vân"),
        *(str(LOOKUP_ID), f"https://hocba.example.vn/t/{LOOKUP_ID}", "Ngày có hiệu lực: 31/05/2026"),
        *("Cổng tra cứu học bạ của Bộ GDĐT", "BẢN TRÌNH DIỄN – KHÔNG CÓ GIÁ TRỊ", "Trang 4/4"),
    ):
        assert value is not None
        assert value in text
    assert "điều chỉnh" not in text
    assert "sổ cái của trường" not in text


def test_only_a_demo_is_stamped(tmp_path: Path) -> None:
    real = sample_document(demo=False)
    assert "TRÌNH DIỄN" not in page_text(render(real, extras_of(real)), tmp_path)
    demo = render(DOCUMENT, extras_of(DOCUMENT))
    for page in range(1, 5):
        assert "BẢN TRÌNH DIỄN" in page_text(demo, tmp_path, "-f", str(page), "-l", str(page))


def test_what_a_person_typed_is_never_markup(tmp_path: Path) -> None:
    document = sample_document(
        pupil=sample_pupil(full_name=HOSTILE, residence=HOSTILE, guardian=HOSTILE),
        result=sample_result(subjects=sample_subjects({**COMMENTS, "TOAN": HOSTILE}), homeroom_comment=HOSTILE),
        class_code="8#A",
        head_capacity=HOSTILE,
    )
    text = page_text(render(document, extras_of(document)), tmp_path)
    assert text.count(HOSTILE) >= 6


def test_every_letter_of_vietnamese_has_its_glyph(tmp_path: Path) -> None:
    document = sample_document(result=sample_result(homeroom_comment=ALPHABET))
    assert ALPHABET in page_text(render(document, extras_of(document)), tmp_path)


def test_a_letter_without_a_glyph_is_refused_and_named() -> None:
    document = sample_document(pupil=sample_pupil(full_name="Nguyễn 漢"))
    with pytest.raises(Rejected, match="漢") as refused:
        render(document, extras_of(document))
    assert refused.value.code == "document.pages"
    render(DOCUMENT, extras_of(DOCUMENT))  # the compiler is still of use


@pytest.mark.parametrize(("words", "pages_max"), [(28, 5), (170, 13)])
def test_long_comments_lose_nothing(words: int, pages_max: int, tmp_path: Path) -> None:
    comments = {
        subject: " ".join(f"{subject.lower()}{number}" for number in range(words)).replace("_", "")
        for subject in COMMENTS
    }
    document = sample_document(result=sample_result(subjects=sample_subjects(comments)))
    pdf = render(document, extras_of(document))
    text = page_text(pdf, tmp_path)
    for comment in comments.values():
        assert set(comment.split()) <= set(text.split())
    assert int(poppler("pdfinfo", tmp_path / "pages.pdf").split("Pages:")[1].split()[0]) <= pages_max


def test_a_word_without_end_stays_on_the_page(tmp_path: Path) -> None:
    word = "x" * 400
    document = sample_document(result=sample_result(subjects=sample_subjects({**COMMENTS, "TOAN": word})))
    inside = ("-x", "0", "-y", "0", "-W", "596", "-H", "842")
    text = page_text(render(document, extras_of(document)), tmp_path, *inside)
    assert text.replace("\u200b", "").replace(" ", "").count("x" * 400) == 1


def test_grade_nine_corrections_adjustment_and_position_are_shown(tmp_path: Path) -> None:
    document = sample_document(
        grade=9,
        result=sample_result(
            completion="COMPLETED", title="XUAT_SAC", academic_year=Level.KHA, academic_adjusted_by="KHTN"
        ),
        corrections=("Toán", "Kết quả rèn luyện", "Toán"),
        head_capacity="KT. HIỆU TRƯỞNG\nPHÓ HIỆU TRƯỞNG",
    )
    text = page_text(render(document, extras_of(document, issued_position=1234)), tmp_path)
    for value in (
        "điều chỉnh ở 3 chỗ, thuộc môn học, nội dung: Toán 2 chỗ; Kết quả rèn luyện 1 chỗ.",
        "Hoàn thành chương trình",
        "Học sinh Xuất sắc",
        "Thông tư 22/2021): Khoa học tự nhiên",
        "Vị trí trong sổ cái của trường: 1234",
        "KT. HIỆU TRƯỞNG PHÓ HIỆU TRƯỞNG",
        "KT. HIỆU TRƯỞNG – PHÓ HIỆU TRƯỞNG",
    ):
        assert value in text
    assert "Được lên lớp" not in text


def test_a_preview_before_signing_says_so(tmp_path: Path) -> None:
    extras = PdfExtras("https://hocba.example.vn/t/x", date(2026, 5, 31), ())
    text = page_text(render(DOCUMENT, extras), tmp_path)
    assert text.count("(chưa ký)") == 12 + 3
    assert "đã ký số" not in text
