"""
The nudge (Nhắc): what is open goes into the inbox of who owes it, by e-mail where he reads mail, and as one text to
paste into the school's chat group, which names neither pupils nor staff.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Annotated
from uuid import UUID

from pydantic import Field

from api.flows.board import inbox
from api.flows.board.counting import Work
from api.flows.board.reach import may_remind
from api.flows.board.work import Duties, Item, waiting
from api.flows.desk import Desk
from api.mail import Letter, Mailer
from domain.errors import HocbaError
from domain.event import Value
from domain.school_year.state import SchoolYear, Staff
from domain.values import Text
from domain.words import Language


class Asked(Value):
    """Whom to remind of what: of one class, one step, one person; without any, everybody of everything."""

    class_code: Annotated[str | None, Field(max_length=8)] = None
    what: Work | Duties | None = None
    staff: Annotated[str | None, Field(max_length=16)] = None
    note: Text | None = None


class Reminded(Value):
    """One person: staff code, name, what he was reminded of; ``mailed``: the mail server took it now."""

    staff: str
    full_name: str
    items: tuple[Item, ...]
    mailed: bool


class Nudge(Value):
    """Whom, and the text for the chat group; ``mail_fault``: why no mail was sent."""

    people: tuple[Reminded, ...]
    text: str
    mail_fault: str | None


def nudge(desk: Desk, sender: Staff, asked: Asked, mailer: Mailer | None, language: Language) -> Nudge:
    """
    Remind everybody who owes what was asked about, but for the sender himself; the same once a day. Dry, nobody.

    Raises Rejected ``remind.not_yours``, Misused for a class or person that is not there.
    """
    year = desk.year()
    wanted = _wanted(desk, year, sender, asked)
    names = desk.signatories(year.staff[staff_id] for staff_id in wanted)
    new: dict[UUID, UUID] = {}
    if desk.dry_run is None:
        for staff_id, items in wanted.items():
            content = inbox.Content(items=tuple(items), note=asked.note)
            if message_id := inbox.put(desk, staff_id, sender.staff_id, content):
                new[staff_id] = message_id
    reached, fault = _mail(desk, mailer, {staff_id: wanted[staff_id] for staff_id in new}, asked.note, language)
    inbox.mailed(desk, [new[staff_id] for staff_id in reached])
    people = [
        Reminded(
            staff=year.staff[staff_id].code,
            full_name=names[staff_id].full_name,
            items=tuple(items),
            mailed=staff_id in reached,
        )
        for staff_id, items in wanted.items()
    ]
    people.sort(key=lambda each: each.staff)
    return Nudge(people=tuple(people), text=chat_text(desk, wanted.values(), language), mail_fault=fault)


def _wanted(desk: Desk, year: SchoolYear, sender: Staff, asked: Asked) -> dict[UUID, list[Item]]:
    reached = may_remind(year, sender, desk.today, asked.class_code)
    only = year.member(asked.staff).staff_id if asked.staff else None
    found = {}
    for staff_id, items in waiting(desk, only).items():
        kept = [
            item for item in items if asked.class_code in (None, item.class_code) and asked.what in (None, item.what)
        ]
        if kept and staff_id != sender.staff_id and (reached is None or staff_id in reached):
            found[staff_id] = kept
    return found


def _mail(
    desk: Desk, mailer: Mailer | None, new: Mapping[UUID, list[Item]], note: str | None, language: Language
) -> tuple[list[UUID], str | None]:
    """Whom the mail reached, and why it reached nobody: the reminders stand in the inbox all the same."""
    if mailer is None or not new:
        return [], None
    known = inbox.addresses(desk)
    letters = {
        staff_id: Letter(known[staff_id], _subject(items, language), _letter(items, note, language))
        for staff_id, items in new.items()
        if staff_id in known
    }
    try:
        taken = mailer.send(list(letters.values())) if letters else []
    except HocbaError as error:
        return [], error.text(language)
    return [staff_id for staff_id, letter in letters.items() if letter in taken], None


def chat_text(desk: Desk, found: Iterable[list[Item]], language: Language) -> str:
    """What is open by class and subject, with no name in it: those whom it concerns know that it is theirs."""
    together: defaultdict[str, list[Item]] = defaultdict(list)
    for items in found:
        for item in items:
            together[item.class_code].append(item)
    head = f"Nhắc việc học bạ số, ngày {desk.today:%d/%m/%Y}" if language == "vi" else f"Open on {desk.today:%d/%m/%Y}"
    lines = [f"- {line}" for code in sorted(together) for line in dict.fromkeys(
        item.said(language) for item in together[code]
    )]  # fmt: skip
    return "\n".join([head, *lines])


def _subject(items: list[Item], language: Language) -> str:
    return f"Nhắc việc học bạ số: {len(items)} việc" if language == "vi" else f"School reports: {len(items)} to do"


def _letter(items: list[Item], note: str | None, language: Language) -> str:
    lines = [f"- {item.said(language)}" for item in items]
    return "\n".join([*lines, *(["", note] if note else []), ""])
