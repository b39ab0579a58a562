"""What is open, as a list to print for the meeting of each team (tổ): Markdown, which reads as text too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from uuid import UUID

from api.flows.board.reminders import Reminder, reminders
from api.flows.desk import Desk
from domain.school_year.state import SchoolYear
from domain.words import Language


def open_items(desk: Desk, language: Language, team: str | None = None) -> Iterator[str]:
    """
    Lines of the lists, of one team (its code) or of all and then of who is in none; no pupil is named.

    Raises Misused for a team that is not there.
    """
    today, year = desk.today, desk.year()
    wanted = [year.team(team)] if team else sorted(year.teams.values(), key=lambda each: each.code)
    lists = [(f"{each.name} ({each.code})", each.on(today)) for each in wanted]
    if team is None:
        in_one = {member for _, members in lists for member in members}
        others = [staff_id for staff_id in year.staff if staff_id not in in_one]
        lists.append(("Ngoài các tổ" if language == "vi" else "In no team", others))
    by_staff: defaultdict[str, list[Reminder]] = defaultdict(list)
    for each in reminders(desk, today):
        by_staff[each.staff or ""].append(each)
    for name, members in lists:
        if lines := list(_of_members(year, members, by_staff, language)):
            yield from (_title(name, today, language), "", *lines)
    if team is None and (unassigned := by_staff.get("")):
        yield "## Chưa phân công" if language == "vi" else "## Nobody is assigned"
        yield from ("", *(f"- [ ] {each.said(language)}" for each in unassigned), "")


def _of_members(
    year: SchoolYear, members: list[UUID], by_staff: dict[str, list[Reminder]], language: Language
) -> Iterator[str]:
    for code in sorted(year.staff[staff_id].code for staff_id in members):
        if items := by_staff.get(code):
            yield f"## {items[0].full_name} ({code})"
            yield from ("", *(f"- [ ] {each.said(language)}" for each in items), "")


def _title(name: str, today: date, language: Language) -> str:
    head = "Việc còn mở" if language == "vi" else "Open"
    return f"# {head}, {name}, {today:%d/%m/%Y}"
