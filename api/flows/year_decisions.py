"""What is decided for a school year: last days, locks, delegations, policies; and how they are read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from uuid import UUID

from api.flows.desk import Desk, attempt, command, made
from domain.context import OPERATOR
from domain.errors import Misused
from domain.event import Value
from domain.ledger import Blob, NewEvents
from domain.messages import MESSAGES
from domain.rights import acting
from domain.school_year import commands as c
from domain.school_year.deadlines import Source, last_day
from domain.school_year.decide import decide
from domain.school_year.events import DelegationKind, Role, Step
from domain.school_year.in_force import in_force
from domain.school_year.state import SchoolYear
from domain.school_year.structure import commands as structure
from domain.values import Personal

MESSAGES.update(
    {
        "delegation.unknown": (
            "{staff} không có ủy quyền loại {kind:delegation} nào để thu hồi.",
            "{staff} has no delegation of the kind {kind:delegation} that could be revoked.",
        ),
    }
)


def decide_for_year(
    desk: Desk, actor: str, asked: c.Command, files: Sequence[Blob] = (), personal: Sequence[Personal] = ()
) -> int | None:
    """
    Record it, with the files and values that it names; the position of its entry, or None where it stands so already.

    Raises Rejected for a missing right, or what cannot be decided.
    """

    def once() -> int | None:
        year, context = desk.year(), desk.context(actor)
        events = NewEvents(desk.school_year_id, year.version, tuple(decide(year, asked, context)))
        content = asked.model_dump(mode="json")
        order = command(actor, type(asked).__name__, content, acting=acting(asked, year, context))
        named = (files, personal) if events.events else ((), ())
        answer = desk.append([events], order, blobs=named[0], personal=named[1])
        return answer.last_position if answer else None

    return attempt(desk.ledger, once)


def appoint_principal(desk: Desk, staff_id: UUID, since: date, document: str) -> None:
    """
    By the operator, where no principal is there to give his role on: that of the one before ends the day before.

    Two entries; repeated after a crash between them, it records what is missing. Raises Rejected, Misused.
    """
    year = desk.year()
    for staff in year.staff.values():
        if staff.staff_id != staff_id and Role.PRINCIPAL in year.roles_on(staff.staff_id, since):
            ended = {"staff_id": staff.staff_id, "role": Role.PRINCIPAL, "last_day": since - timedelta(days=1)}
            decide_for_year(desk, OPERATOR, made(structure.EndRole, **ended, document=document))
    if Role.PRINCIPAL not in year.roles_on(staff_id, since):
        given = {"staff_id": staff_id, "role": Role.PRINCIPAL, "since": since}
        decide_for_year(desk, OPERATOR, made(structure.GiveRole, **given, document=document))


def standing_delegation(year: SchoolYear, staff: str, kind: DelegationKind) -> UUID:
    """The latest delegation of this kind to a member of staff. Raises Misused where he has none."""
    member = year.member(staff)
    found = [each for each in year.delegations.values() if each.kind is kind and each.right.staff_id == member.staff_id]
    if not found:
        raise Misused("delegation.unknown", staff=staff, kind=kind.value)
    return found[-1].delegation_id


class PolicyLine(Value):
    """
    A policy in force (quy chế đang áp dụng).

    ``default``: the school said nothing; else it stands in the school file (``clause`` None), or was set by ``set_by``
    (staff code) by ``clause`` of ``document``, in force since ``since``, entry ``position``.
    """

    policy: str
    value: bool | int | str | None
    default: bool
    clause: str | None = None
    document: str | None = None
    since: date | None = None
    set_by: str | None = None
    position: int | None = None


def policies_in_force(year: SchoolYear) -> list[PolicyLine]:
    """Every policy, and for each what gives it its value; with the chain of signatures of each level as it holds."""
    lines = [_line(year, each.name, each.value, default=each.default) for each in in_force(year.policies, {})]
    named = {line.policy for line in lines}
    chains = [(f"signing_chains.{level}", str(chain)) for level, chain in year.chains.items()]
    return lines + [_line(year, name, value, default=True) for name, value in chains if name not in named]


def policy_value(text: str) -> bool | int | str | None:
    """What somebody typed: as JSON has it where it is true, false, null or a whole number; else the text."""
    words: dict[str, bool | None] = {"true": True, "false": False, "null": None}
    if text in words:
        return words[text]
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text


def _line(year: SchoolYear, name: str, value: object, *, default: bool) -> PolicyLine:
    given = year.policies_set.get(name)
    if given is None:
        return PolicyLine.model_validate({"policy": name, "value": value, "default": default})
    return PolicyLine.model_validate(
        {
            "policy": name,
            "value": value,
            "default": False,
            "clause": given.set.clause,
            "document": given.set.document,
            "since": given.begins,
            "set_by": year.staff[UUID(given.by)].code,
            "position": given.position,
        }
    )


class DeadlineLine(Value):
    """The last day of a step: of a grade, or of one class to which it was extended (``class_code``)."""

    step: Step
    grade: int
    class_code: str | None
    until: date
    source: Source
    document: str | None


def deadlines(year: SchoolYear) -> list[DeadlineLine]:
    """Every last day that holds, by step and grade; then those of classes for which another one does."""
    return [line for step in Step for line in _of_step(year, step)]


def _of_step(year: SchoolYear, step: Step) -> Iterator[DeadlineLine]:
    for grade in sorted({each.grade for each in year.classes.values()}):
        general = last_day(year, step, grade)
        found: Sequence[tuple[str | None, UUID | None]] = [
            (None, None),
            *((each.code, each.class_id) for each in year.classes.values() if each.grade == grade),
        ]
        for code, class_id in found:
            standing = last_day(year, step, grade, class_id)
            if standing and (class_id is None or standing != general):
                yield DeadlineLine(
                    step=step,
                    grade=grade,
                    class_code=code,
                    until=standing.until,
                    source=standing.source,
                    document=standing.document,
                )
