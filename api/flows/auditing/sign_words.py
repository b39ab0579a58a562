"""The signs worth a look in words that judge nobody: what was counted, and from what on it is shown."""

from __future__ import annotations

from api.flows.auditing.signs import Code, Limits, Sign
from api.flows.auditing.texts import person
from domain.context import VIETNAM
from domain.words import Language

TITLES: dict[Code, tuple[str, str]] = {
    "many_decided": ("Nhiều đề nghị được quyết định trong một giờ", "Many requests decided within an hour"),
    "at_night": ("Đề nghị, quyết định vào ban đêm", "Asked for or decided at night"),
    "soon_decided": ("Đồng ý ngay sau khi được đề nghị", "Approved right after it was asked for"),
    "before_last_day": ("Kết quả được nâng trong những ngày cuối", "Results raised in the last days"),
    "one_direction": ("Mọi đề nghị của một người đều nâng kết quả", "Every request of one person raises"),
}

#: Above the list, so that nobody takes a sign for a finding.
CAVEAT = (
    "Dấu hiệu chỉ cho biết nên xem gì trước. Mỗi dấu hiệu có thể có lí do chính đáng; không có dấu hiệu cũng không có "
    "nghĩa là mọi việc đều đúng.",
    "Signs only tell what to look at first. Each may have a good reason, and none is no proof.",
)


def title(code: Code, language: Language) -> str:
    """What the rule looks for."""
    return TITLES[code][0 if language == "vi" else 1]


def rule(code: Code, limits: Limits, language: Language) -> str:
    """From what on it is shown."""
    night = f"{limits.night_begins:%H:%M}–{limits.night_ends:%H:%M}"
    told: dict[Code, tuple[str, str]] = {
        "many_decided": (
            f"từ {limits.many_decided} quyết định của một người trong {limits.many_minutes} phút",
            f"from {limits.many_decided} decisions of one person within {limits.many_minutes} minutes",
        ),
        "at_night": (f"trong khoảng {night}", f"between {night}"),
        "soon_decided": (
            f"từ {limits.soon_decided} lần đồng ý của một người trong một ngày, mỗi lần trong vòng "
            f"{limits.soon_s} giây sau đề nghị",
            f"from {limits.soon_decided} approvals of one person on a day, each within {limits.soon_s} seconds",
        ),
        "before_last_day": (
            f"điều chỉnh nâng điểm hoặc mức, được đồng ý trong {limits.last_days} ngày cuối trước hạn hoặc khóa sổ",
            f"corrections that raise a mark or level, approved in the last {limits.last_days} days before a last day "
            "or a lock",
        ),
        "one_direction": (
            f"từ {limits.one_direction} đề nghị của một người, đề nghị nào cũng nâng",
            f"from {limits.one_direction} requests of one person, all of which raise",
        ),
    }
    return told[code][0 if language == "vi" else 1]


def counted(sign: Sign, language: Language) -> str:
    """``40 bản ghi của Phạm Thị Hồng Vân (CB02), 18/05/2026 23:05 – 23:44``."""
    entries = f"{sign.counted} bản ghi" if language == "vi" else f"{sign.counted} entries"
    who = f"{' của ' if language == 'vi' else ' of '}{person(sign.person, language)}" if sign.person else ""
    of_class = ""
    if sign.class_code and sign.last_day:
        last = f"{sign.last_day:%d/%m/%Y}"
        of_class = (
            f", lớp {sign.class_code}, ngày cuối {last}"
            if language == "vi"
            else f", class {sign.class_code}, last day {last}"
        )
    first, last_at = (at.astimezone(VIETNAM) for at in (sign.first_at, sign.last_at))
    until = f"{last_at:%H:%M}" if first.date() == last_at.date() else f"{last_at:%d/%m/%Y %H:%M}"
    return f"{entries}{who}{of_class}, {first:%d/%m/%Y %H:%M} – {until}"
