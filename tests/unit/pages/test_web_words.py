"""What a page tells names no command, and is a sentence all the same."""

from __future__ import annotations

import re

import pytest

import api.server  # noqa: F401  # registers the texts
from api.pages.verify import shown
from api.web_words import beside_name, on_the_web, with_names
from domain.errors import Rejected
from domain.messages import MESSAGES


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Học kì 1 chưa khóa sổ. Hãy khóa sổ trước: hocba year lock.", "Học kì 1 chưa khóa sổ. Hãy khóa sổ trước."),
        ("Học bạ chưa khởi tạo. Hãy chạy: hocba report open.", "Học bạ chưa khởi tạo."),
        ("Không có tổ X. Xem danh sách bằng: hocba year team list.", "Không có tổ X."),
        ("School year X has no team. See hocba year team list.", "School year X has no team."),
        ("Mục đã có giá trị. Gửi đề nghị (correction request --place a/b).", "Mục đã có giá trị. Gửi đề nghị."),
        ("Xếp lớp theo mã đó: hocba year place; nếu không, xem giấy.", "Xếp lớp theo mã đó; nếu không, xem giấy."),
        ("Xem từng lớp: hocba data check --class LỚP; GVCN chưa ký được.", "Xem từng lớp; GVCN chưa ký được."),
        ("Sửa lại ô này, hoặc nhập tệp với --round-half-up để làm tròn.", "Sửa lại ô này."),
        ("Dữ liệu đã bị sửa; hãy chạy hocba audit verify.", "Dữ liệu đã bị sửa."),
        ("Không có biên nhận. Hãy dùng tệp PDF gốc, hoặc thêm --receipt.", "Không có biên nhận. Hãy dùng tệp PDF gốc."),
        ("Cần một mốc mà người ngoài đã giữ: --checkpoint TỆP.", "Cần một mốc mà người ngoài đã giữ."),
        ("Chữ ký chưa được kiểm tra. Hãy thêm --key verifier.key.", "Chữ ký chưa được kiểm tra."),
        ("Its time proves nothing. Add the root to the --trust file if you trust it.", "Its time proves nothing."),
        ("chứng thư số gốc (--trust)", "chứng thư số gốc"),
        ("Thử lại sau 3 phút, hoặc dùng hocba verify trên máy mình.", None),
        ("Hòa Bình nằm ở phía bắc.", None),
    ],
)
def test_the_command_is_left_out(text: str, told: str | None) -> None:
    assert on_the_web(text) == (told or text)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("chữ ký đúng: UID=1,CN=Nguyễn Hoa\\, An,O=Trường,C=VN", "chữ ký đúng: Nguyễn Hoa, An"),
        ("chữ ký đúng: CN=Trường A", "chữ ký đúng: Trường A"),
        ("ký lúc: 21:30", "ký lúc: 21:30"),
        ("một dòng", "một dòng"),
    ],
)
def test_of_the_owner_of_a_certificate_the_name_is_shown(line: str, told: str) -> None:
    assert shown(line) == told


def test_beside_his_name_a_pupils_number_is_not_told_again() -> None:
    assert beside_name(Rejected("sign.not_ranked", number=7), "vi") == "Chưa đủ điều kiện xếp mức."
    assert beside_name(Rejected("edition.stale"), "vi") == "Dữ liệu vừa thay đổi. Hãy khởi tạo lại."


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "CB01 không được tự duyệt. Đề nghị chuyển đến CB02.",
            "Đinh Dũng không được tự duyệt. Đề nghị chuyển đến Hồng Vân.",
        ),
        ("Đinh Dũng (CB01): ký duyệt", "Đinh Dũng (CB01): ký duyệt"),
        ("Chưa có khóa ký phần mềm CB01.p12.", "Chưa có khóa ký phần mềm CB01.p12."),
        ("CB011, XCB01", "CB011, XCB01"),
    ],
)
def test_a_refusal_names_people(text: str, told: str) -> None:
    assert with_names(text, {"CB01": "Đinh Dũng", "CB02": "Hồng Vân"}) == told


def test_every_text_stays_a_text() -> None:
    for code, texts in MESSAGES.items():
        for text in texts:
            told = on_the_web(text)
            assert told, code
            assert told == text or not re.search(r"\.\.|\s[.;,]|[:(]$", told), (code, told)
