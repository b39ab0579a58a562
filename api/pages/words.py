"""How values are written for people: dates dd/mm/yyyy, decimal comma, times in Vietnam, short words as printed."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from anchors.verify import Fate
from anchors.verify.findings import ENDED
from api.routes.accesses import Looked
from api.web_words import on_the_web
from domain.context import VIETNAM
from domain.formats import hoc_ba
from domain.formats.hoc_ba import Stage
from domain.messages import Language
from domain.words import said

TEMPLATES = Path(__file__).parent / "templates"

#: What a report is called, by school level.
_TITLES: dict[str, tuple[str, str]] = {
    hoc_ba.PRIMARY.level: ("Học bạ tiểu học", "Primary school report"),
    hoc_ba.LOWER.level: ("Học bạ trung học cơ sở", "Lower secondary school report"),
    hoc_ba.UPPER.level: ("Học bạ trung học phổ thông", "Upper secondary school report"),
}

#: Comment results stand in the score table as on paper (TT 22/2021 Điều 5): Đạt is Đ, Chưa đạt is CĐ.
_SHORT = {"D": "Đ", "CD": "CĐ"}

_STAGES: dict[str, tuple[str, str]] = {
    Stage.HOMEROOM.value: ("Giáo viên chủ nhiệm", "Homeroom teacher"),
    Stage.HEAD.value: ("Phê duyệt của Hiệu trưởng", "Approved by the principal"),
    Stage.SEAL.value: ("Ký số của cơ sở giáo dục", "Seal of the school"),
}


#: How an edition ended, before the day on which it did.
_ENDINGS: dict[str, tuple[str, str]] = {
    Fate.CANCELLED.value: ("Đã hủy bỏ ngày", "Cancelled on"),
    Fate.RECALLED.value: ("Đã thu hồi ngày", "Recalled on"),
    Fate.AMENDED.value: ("Được chỉnh lý theo phê duyệt của Sở từ ngày", "Amended by the Department's consent on"),
}


#: What somebody looked at, in the family's list.
_LOOKED: dict[str, tuple[str, str]] = {
    Looked.FACTS: ("Xem thông tin chung bằng mã", "Looked at the facts by code"),
    Looked.REPORT: ("Mở toàn bộ học bạ", "Opened the whole report"),
    Looked.CODE: ("Mở toàn bộ học bạ bằng mã truy cập riêng", "Opened the whole report by a personal access code"),
    Looked.GRANT: ("Tổ chức tra cứu", "Looked up by an organisation"),
    Looked.REFUSED: ("Thử mở học bạ nhưng không được", "Tried to open the report in vain"),
    Looked.FILE: ("Xác minh tệp học bạ", "Had a file of it verified"),
    Looked.PDF: ("Tải PDF", "Downloaded the PDF"),
    Looked.XML: ("Tải XML", "Downloaded the XML"),
    Looked.RECEIPT: ("Tải biên nhận", "Downloaded the receipt"),
}


def day(value: date) -> str:
    """``05/09/2026``."""
    return f"{value:%d/%m/%Y}"


def moment(value: datetime) -> str:
    """``22/11/2026 20:45:21``, in Vietnam."""
    return f"{value.astimezone(VIETNAM):%d/%m/%Y %H:%M:%S}"


def clock(value: datetime) -> str:
    """``20:45``, in Vietnam; the day stands above it."""
    return f"{value.astimezone(VIETNAM):%H:%M}"


def local_date(value: datetime) -> str:
    """``22/11/2026``, the day in Vietnam."""
    return day(value.astimezone(VIETNAM))


def mark(value: str | None) -> str:
    """``8.4`` → ``8,4``; a comment result as the print shortens it; a dash where an exempted pupil has none."""
    if value is None:
        return "–"
    short = {word: _SHORT[code] for code, word in hoc_ba.LOWER.code_table("results").items()}
    return short.get(value, value.replace(".", ","))


def grouped(places: tuple[str, ...]) -> str:
    """``Toán 2 chỗ; Ngữ văn 1 chỗ``: the line on corrections that a report bears on paper too."""
    return "; ".join(f"{place} {places.count(place)} chỗ" for place in dict.fromkeys(places))


def network(value: str) -> str:
    """``203.0.113.0/24`` → ``203.0.113.x``; longer ones as they are."""
    return value.removesuffix("0/24") + "x" if value.endswith(".0/24") else value


def environment(language: Language) -> Environment:
    """Templates with these words; ``t(vi, en)`` picks the language of ``HOCBA_LANG``."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    def t(vi: str, en: str) -> str:
        return vi if language == "vi" else en

    made.globals.update(t=t, language=language)
    made.filters.update(day=day, moment=moment, clock=clock, date=local_date, mark=mark, grouped=grouped)
    made.filters.update(on_the_web=on_the_web, said=lambda value, kind: said(value, language, kind))
    made.filters.update(ending=lambda fate: t(*_ENDINGS[fate]), fate=lambda fate: ENDED[Fate(fate)].text(language))
    made.filters.update(looked=lambda kind: t(*_LOOKED[kind]), network=network)
    made.filters.update(hour=lambda value: f"{value.astimezone(VIETNAM):%d/%m/%Y %H}{t(' giờ', 'h')}")
    made.filters.update(stage=lambda stage: t(*_STAGES[stage]), level_title=lambda level: t(*_TITLES[level]))
    return made
