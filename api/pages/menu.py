"""The menu of the workplaces: one row an entry, in the order in which it stands there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from api.flows.searching import searched_classes
from domain.school_year.events import Role
from domain.school_year.state import SchoolYear, Staff

LEADERSHIP = frozenset((Role.PRINCIPAL, Role.DEPUTY))
#: Who keeps the class lists (``domain.rights``).
OFFICE = (*LEADERSHIP, Role.CLERK, Role.IT_OFFICER)
#: Who reads of the whole school, whatever he may change.
READERS = (*LEADERSHIP, Role.CLERK, Role.IT_OFFICER, Role.SUPERVISOR)


@dataclass(frozen=True, slots=True)
class Entry:
    """A page that stands in the menu of those whom ``seen_by`` names, with its words in both languages."""

    path: str
    vi: str
    en: str
    seen_by: Callable[[Staff, SchoolYear, date], bool]


def everybody(staff: Staff, year: SchoolYear, today: date) -> bool:
    """Whoever is signed in."""
    return True


def having(*roles: Role) -> Callable[[Staff, SchoolYear, date], bool]:
    """Who has one of these roles."""
    wanted = frozenset(roles)
    return lambda staff, year, today: bool(staff.roles & wanted)


def teaching(staff: Staff, year: SchoolYear, today: date) -> bool:
    """Who teaches a class today, or has taught one this year, or leads one."""
    teaches = any(right.staff_id == staff.staff_id for rights in year.teaching.values() for right in rights)
    return teaches or any(year.homeroom_teacher(class_id, today) == staff for class_id in year.classes)


def searching(staff: Staff, year: SchoolYear, today: date) -> bool:
    """Who may look for pupils: somewhere at least."""
    return bool(searched_classes(year, staff, today))


ENTRIES: tuple[Entry, ...] = (
    Entry("/viec", "Việc của tôi", "My work", everybody),
    Entry("/duyet", "Chờ duyệt", "To approve", having(*READERS)),
    Entry("/tien-do", "Bảng tiến độ", "Progress", everybody),
    Entry("/lich", "Lịch, thời hạn", "Calendar", everybody),
    Entry("/quy-che", "Quy chế", "Policies", everybody),
    Entry("/van-thu", "Văn thư", "Office", having(*READERS)),
    Entry("/quan-tri", "Quản trị", "Administration", having(*READERS)),
    Entry("/lop", "Lớp của tôi", "My classes", teaching),
    Entry("/ky", "Ký số", "Sign", teaching),
    Entry("/cau-mau", "Câu mẫu", "Phrases", teaching),
    Entry("/tim-hoc-sinh", "Tìm học sinh", "Find a pupil", searching),
    Entry("/quan-tri/tai-khoan", "Tài khoản cán bộ", "Accounts", having(Role.IT_OFFICER, Role.PRINCIPAL)),
    Entry("/kiem-tra-cheo", "Kiểm tra chéo", "Cross-checks", everybody),
    Entry(
        "/nhat-ky",
        "Nhật ký thay đổi",
        "Audit trail",
        having(Role.PRINCIPAL, Role.DEPUTY, Role.IT_OFFICER, Role.SUPERVISOR),
    ),
)


def entries(staff: Staff, year: SchoolYear, today: date) -> list[Entry]:
    """The menu of a person on a day."""
    return [entry for entry in ENTRIES if entry.seen_by(staff, year, today)]
