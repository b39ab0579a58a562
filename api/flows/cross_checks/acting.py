"""What is recorded of a cross-check: assigning, drawing, noting, answering, closing, taking back."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Sequence
from datetime import date
from uuid import UUID, uuid4

from api.flows.desk import Desk, attempt, command, made
from api.flows.places import place_at
from domain.cross_check import commands as c
from domain.cross_check import events as e
from domain.cross_check import state as checks
from domain.cross_check.decide import assign, decide, standing
from domain.cross_check.state import CrossCheck
from domain.errors import Misused
from domain.event import Value
from domain.ledger import Appended, Guard, NewEvents
from domain.messages import MESSAGES
from domain.report.document import PupilIdentity
from domain.report.places import Place
from domain.rights import acting
from domain.school_year.state import SchoolYear
from domain.values import Cell, Column, Personal, Text

MESSAGES.update(
    {
        "check.number": (
            "Lớp không có học sinh số thứ tự {number}.",
            "The class has no pupil number {number}.",
        ),
    }
)

#: Letters of the seed that is drawn where nobody names one: 64 bits are more than anybody tries out.
_SEED_BYTES = 8

#: What a check and its year make of what was asked: the command, and the reports that it is about.
Asking = Callable[[CrossCheck, SchoolYear], tuple[c.Command, Collection[UUID]]]


def check_of(desk: Desk, check_id: UUID) -> CrossCheck:
    """A check of this school year as it stands. Raises Misused ``check.unknown``."""
    found = checks.fold(check_id, desk.ledger.stream(check_id))
    if found.assigned.school_year_id != desk.school_year_id:
        raise Misused("check.unknown", check_id=check_id)
    return found


def seeded(n: int | None, seed: str | None) -> e.Scope:
    """A sample of ``n``, with a fresh seed where none is named; without ``n`` everything. Raises Misused."""
    if n is None:
        return e.Full()
    return made(e.Sample, seed=seed or secrets.token_hex(_SEED_BYTES), n=n)


def assign_checks(
    desk: Desk,
    actor: str,
    places: Sequence[tuple[UUID, str | None]],
    checkers: Collection[UUID],
    scope: e.Scope,
    document: str,
    *,
    team_id: UUID | None = None,
    due: date | None = None,
    check_ids: Sequence[UUID] = (),
) -> list[UUID]:
    """
    One check for each class and subject (None: its personal data), all of them or none; their ids, in that order.

    ``team_id`` gives them to the members that the team has today. Raises Rejected; Misused for what was typed.
    """
    ids = list(check_ids) or [uuid4() for _ in places]

    def once() -> list[UUID]:
        year, context = desk.year(), desk.context(actor)
        team = year.teams.get(team_id) if team_id else None
        who = tuple(checkers) or tuple(team.on(context.today) if team else ())
        asked = [
            made(
                c.AssignCheck,
                class_id=class_id,
                about=e.About.MARKS if subject else e.About.IDENTITY,
                subject=subject,
                checkers=who,
                team_id=team_id,
                scope=scope,
                due=due,
                document=document,
            )
            for class_id, subject in places
        ]
        new = [
            NewEvents(check_id, 0, tuple(assign(each, year, context)))
            for check_id, each in zip(ids, asked, strict=True)
        ]
        content = [each.model_dump(mode="json") for each in asked]
        order = command(actor, "AssignCheck", content, acting=acting(asked[0], year, context))
        desk.append(new, order, guards=[desk.guard(year)])
        return ids

    return attempt(desk.ledger, once)


def draw_sample(desk: Desk, check_id: UUID, actor: str) -> Appended | None:
    """Draw the sample from what is recorded now. Raises Rejected."""

    def asked(check: CrossCheck, year: SchoolYear) -> tuple[c.Command, Collection[UUID]]:
        return c.DrawSample(population=population(desk, check, year)), ()

    return _decided(desk, check_id, actor, asked)


def note_finding(
    desk: Desk,
    check_id: UUID,
    actor: str,
    number: int,
    place: str,
    kind: e.FindingKind,
    seen: str | None,
    comment: str,
    *,
    recorded: str | None = None,
    finding_id: UUID | None = None,
) -> Appended | None:
    """
    Note what was found of the pupil with this number: at ``TOAN/1/TX1``, ``TOAN/comment``, ``identity/birth_place``.

    ``recorded`` is what the checker saw standing (a mark's code); None takes what stands now. Raises Rejected, Misused.
    """
    new_id = finding_id or uuid4()
    field = place.partition("/")[2] if place.split("/")[0] in ("identity", "nhan-than") else None
    if field is not None and field not in PupilIdentity.model_fields:
        raise Misused("correction.place", found=place)
    made(_Seen, seen=seen)
    at = None if field else place_at(place)
    personal = [Personal.of(field, seen)] if field and seen else []

    def asked(check: CrossCheck, year: SchoolYear) -> tuple[c.Command, Collection[UUID]]:
        report_id = _report_of(desk, check, year, number)
        cell = at if isinstance(at, Cell) else None
        if at is not None and cell is None and at != Place("comment", check.assigned.subject):
            raise Misused("correction.place", found=place)
        subject = check.assigned.subject or ""
        stands = recorded if field or recorded else standing(desk.report(report_id), subject, cell)
        noted = made(
            c.NoteFinding,
            finding_id=new_id,
            report_id=report_id,
            cell=cell,
            field=field,
            kind=kind,
            seen=None if field else seen,
            seen_identity=personal[0].commitment if personal else None,
            recorded=stands,
            comment=comment,
        )
        return noted, (report_id,)

    return _decided(desk, check_id, actor, asked, personal)


class _Seen(Value):
    """What the source says, where it is no part of the event: an identity value lies aside."""

    seen: Text | None


def _report_of(desk: Desk, check: CrossCheck, year: SchoolYear, number: int) -> UUID:
    for member in desk.members(year.classes[check.assigned.class_id]):
        if member.number == number:
            return member.report_id
    raise Misused("check.number", number=number)


def answer_finding(
    desk: Desk,
    check_id: UUID,
    actor: str,
    finding_id: UUID,
    *,
    request_id: UUID | None = None,
    explanation: str | None = None,
) -> Appended | None:
    """Answer with the request for a correction, or with an explanation. Raises Rejected, Misused."""
    outcome = e.Outcome.CORRECTION if request_id else e.Outcome.EXPLAINED
    answer = made(
        c.AnswerFinding, finding_id=finding_id, outcome=outcome, request_id=request_id, explanation=explanation
    )

    def asked(check: CrossCheck, _: SchoolYear) -> tuple[c.Command, Collection[UUID]]:
        found = check.findings.get(finding_id)
        return answer, (found.noted.report_id,) if found else ()

    return _decided(desk, check_id, actor, asked)


def close_check(desk: Desk, check_id: UUID, actor: str, remark: str | None = None) -> Appended | None:
    """Close it: of a full check everything that is recorded now was compared. Raises Rejected."""

    def asked(check: CrossCheck, year: SchoolYear) -> tuple[c.Command, Collection[UUID]]:
        return made(c.CloseCheck, compared=len(population(desk, check, year)), remark=remark), ()

    return _decided(desk, check_id, actor, asked)


def withdraw_check(desk: Desk, check_id: UUID, actor: str, reason: str) -> Appended | None:
    """Take it back. Raises Rejected, Misused."""
    return _decided(desk, check_id, actor, lambda *_: (made(c.WithdrawCheck, reason=reason), ()))


def population(desk: Desk, check: CrossCheck, year: SchoolYear) -> tuple[e.Item, ...]:
    """What can be compared now, in the order of the class list: recorded marks, or the pupils themselves."""
    members = desk.members(year.classes[check.assigned.class_id])
    if check.assigned.subject is None:
        return tuple(e.Item(report_id=member.report_id) for member in members)
    found = desk.reports([member.report_id for member in members])
    return tuple(
        e.Item(report_id=report_id, cell=cell)
        for report_id, report in found.items()
        for cell in sorted(report.marks, key=_in_gradebook)
        if cell.subject == check.assigned.subject
    )


def _in_gradebook(cell: Cell) -> tuple[str, int, int]:
    return cell.part or "", cell.term.value, list(Column).index(cell.column)


def _decided(
    desk: Desk, check_id: UUID, actor: str, asking: Asking, personal: Sequence[Personal] = ()
) -> Appended | None:
    def once() -> Appended | None:
        check, year, context = check_of(desk, check_id), desk.year(), desk.context(actor)
        asked, report_ids = asking(check, year)
        reports = desk.reports(report_ids)
        events = NewEvents(check_id, check.version, tuple(decide(check, asked, year, context, reports)))
        content = [str(check_id), asked.model_dump(mode="json")]
        order = command(actor, type(asked).__name__, content, acting=acting(asked, year, context, check=check))
        guards = [desk.guard(year), *(Guard(each.report_id, each.version) for each in reports.values())]
        return desk.append([events], order, guards=guards, personal=personal)

    return attempt(desk.ledger, once)
