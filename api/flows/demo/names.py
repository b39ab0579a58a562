"""Invented people: names by sex and ethnicity, personal numbers, places."""

from __future__ import annotations

from datetime import date
from itertools import accumulate
from random import Random
from typing import TypeVar

from api.flows.school_model import Sex

T = TypeVar("T")

#: First three digits of the personal numbers: province codes run from 001 to 096 with gaps, 099 was never given.
PROVINCE = "099"

#: Ethnicity → (weight in a school of the Red River delta's edge, family names with their weights).
FAMILY_NAMES: dict[str, tuple[int, str]] = {
    "Kinh": (
        900,
        "Nguyễn*38 Trần*12 Lê*10 Phạm*8 Hoàng*5 Vũ*5 Phan*4 Đặng*3 Bùi*3 Đỗ*3 Ngô*2 Dương*2 Đinh*2 Đoàn*2 Trịnh*2 "
        "Mai*2 Đào*2 Lương*1 Tạ*1 Cao*1 Hà*1 Tống*1 Lưu*1 Chu*1 Phùng*1 Tô*1 Kiều*1 Nghiêm*1 Võ*1 Huỳnh*1 Hồ*1 Lại*1",
    ),
    "Mường": (60, "Bùi*5 Quách*4 Đinh*4 Bạch*3 Hà*2 Cao*1 Xa*1"),
    "Tày": (18, "Nông*4 Hoàng*3 Ma*2 Lương*2 Bế*2 Lục*1 Đàm*1 Triệu*1"),
    "Thái": (10, "Lò*4 Quàng*2 Cầm*2 Lường*2 Tòng*1 Hà*1 Vi*2"),
    "Nùng": (6, "Nông*3 Vi*2 Lương*2 Hoàng*1 Mông*1"),
    "Dao": (4, "Bàn*3 Triệu*2 Đặng*2 Phùng*1 Chảo*1"),
    "Mông": (2, "Giàng*2 Vàng*2 Thào*2 Sùng*1 Hạng*1"),
}

_MIDDLE = {
    Sex.NAM: "Văn*6 Đức*6 Minh*7 Quang*5 Hữu*3 Gia*6 Anh*4 Tuấn*3 Quốc*4 Thành*4 Công*3 Đình*3 Ngọc*3 Bảo*5 Nhật*4 "
    "Hoàng*5 Duy*4 Trung*3 Mạnh*2 Thế*2 Việt*3 Hải*3 Tiến*4 Khánh*2 Thanh*2 Trọng*1 Viết*1 Bá*1 Đăng*3 "
    "Xuân*1",
    Sex.NU: "Thị*14 Ngọc*7 Thu*5 Phương*6 Minh*5 Bảo*4 Khánh*5 Thanh*5 Hà*4 Hoài*2 Quỳnh*3 Mai*3 Kim*2 Diệu*3 "
    "Thùy*4 Hải*2 Tuệ*2 Gia*3 Lan*2 Như*3 Ánh*2 Mỹ*2 Yến*2 Cẩm*1 Hồng*3 Bích*2 Thảo*2 Nhã*1 Tú*1",
}

_GIVEN = {
    Sex.NAM: "An Anh*4 Bách Bảo*2 Bình Chiến Công Cường*2 Dũng*2 Duy*3 Dương*3 Đạt*4 Đăng*2 Đức*4 Giang Hải*2 Hào "
    "Hiếu*3 Hiệp Hòa Hoàng*3 Huy*5 Hùng*2 Hưng*3 Khang*3 Khải Khánh*2 Khoa*2 Khôi*2 Kiên*3 Kiệt Lâm*2 "
    "Long*3 Lộc Mạnh*2 Minh*5 Nam*4 Nghĩa Nguyên*2 Nhân Phong*3 Phú Phúc*3 Phước Quân*3 Quang*2 Quốc Quý "
    "Sang Sơn*3 Tài Tâm Tân Thái Thành*2 Thắng*2 Thiện Thịnh Tiến*2 Toàn Trí Trung*2 Trường Tú Tuấn*3 "
    "Tùng*2 Vinh*2 Việt*2 Vũ Vượng",
    Sex.NU: "An*2 Anh*6 Ánh*2 Châu*2 Chi*3 Diễm Diệp Dung Duyên Dương*2 Đan Giang*3 Hà*3 Hân*2 Hạnh Hằng*2 Hiền*2 "
    "Hoa*2 Hòa Hoài Hồng Huệ Huyền*3 Hương*3 Hường Khánh Khuê Lam Lan Liên Linh*6 Loan Ly*2 Mai*4 My*3 Mỹ "
    "Nga*2 Ngân*3 Ngọc*3 Nguyên Nhi*3 Nhung*2 Như*2 Oanh Phương*4 Phượng Quyên Quỳnh*2 Tâm Thanh Thảo*4 "
    "Thắm Thơ Thu Thủy*2 Thúy Thùy Thư*3 Thương Tiên Trà Trang*5 Trâm*2 Trinh Trúc Tú Tuyết Uyên*2 Vân*2 "
    "Vi Vy*2 Xuân Yến*3",
}

#: Birth places as birth certificates of 2010 to 2014 name them, before the mergers of 2025.
_BIRTH_PLACES = "Tỉnh Ninh Bình*8,Tỉnh Nam Định*8,Tỉnh Hà Nam*3,Thành phố Hà Nội*2,Tỉnh Thanh Hóa*1,Tỉnh Hòa Bình*1"
#: Invented communes and wards of the province.
_COMMUNES = (
    "Xã Yên Hà,Xã Gia Thủy Đông,Xã Nam Sông,Xã Trực Bình,Xã Hải Vân,Xã Ý Sơn,Phường Sông Lam,Phường Vạn Phúc Đông"
)


def _pool(text: str, separator: str = " ") -> tuple[list[str], list[int]]:
    """``"A*3 B"`` → (["A", "B"], cumulated weights [3, 4])."""
    pairs = [word.rpartition("*") if "*" in word else (word, "*", "1") for word in text.split(separator)]
    return [name for name, _, _ in pairs], list(accumulate(int(weight) for _, _, weight in pairs))


_FAMILY_POOLS = {ethnicity: _pool(names) for ethnicity, (_, names) in FAMILY_NAMES.items()}
_MIDDLE_POOLS = {sex: _pool(names) for sex, names in _MIDDLE.items()}
_GIVEN_POOLS = {sex: _pool(names) for sex, names in _GIVEN.items()}
_BIRTH_PLACE_POOL, _COMMUNE_POOL = _pool(_BIRTH_PLACES, ","), _pool(_COMMUNES, ",")


def draw(random: Random, pool: tuple[list[T], list[int]]) -> T:
    """One of the pool by its weight."""
    return random.choices(pool[0], cum_weights=pool[1])[0]


def ethnicity(random: Random) -> str:
    """Dân tộc."""
    names = list(FAMILY_NAMES)
    return random.choices(names, weights=[FAMILY_NAMES[name][0] for name in names])[0]


def family_name(random: Random, group: str) -> str:
    """Họ, by ethnicity."""
    return draw(random, _FAMILY_POOLS[group])


def full_name(random: Random, sex: Sex, family: str) -> str:
    """Họ, one or two tên đệm, tên; no syllable twice (Đ/đ and tones apart)."""
    given = draw(random, _GIVEN_POOLS[sex])
    words = 2 if random.random() < 0.25 else 1
    middle: list[str] = []
    while len(middle) < words:
        word = draw(random, _MIDDLE_POOLS[sex])
        # Thị and Văn are never the second of two; a name does not repeat one of its own syllables.
        if word not in (family, given, *middle) and not (middle and word in ("Thị", "Văn")):
            middle.append(word)
    return " ".join((family, *middle, given))


def personal_number(random: Random, sex: Sex, born: date, used: set[str]) -> str:
    """Mã số định danh cá nhân that fits sex and birth (domain.md §5.7), of no real province; added to ``used``."""
    century = 2 * (born.year // 100 - 19) + (sex is Sex.NU)
    while True:
        number = f"{PROVINCE}{century}{born.year % 100:02d}{random.randrange(1_000_000):06d}"
        if number not in used:
            used.add(number)
            return number


def birth_place(random: Random) -> str:
    """Nơi sinh."""
    return draw(random, _BIRTH_PLACE_POOL)


def hometown(random: Random) -> str:
    """Quê quán, with today's name of the province."""
    return f"{draw(random, _COMMUNE_POOL)}, tỉnh Ninh Bình"


def residence(random: Random) -> str:
    """Chỗ ở hiện nay."""
    return f"Tổ dân phố số {random.randint(1, 14)}, phường Sông Lam, tỉnh Ninh Bình"
