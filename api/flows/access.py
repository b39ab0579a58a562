"""
Who may open reports: the birth date withdrawn and given back, personal access codes at the counter, organisations.

A code is 28 characters drawn here, 140 bits; the ledger has its SHA-256, and nobody can show it a second time.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from api.flows.cases.acting import Asking, Said, case_of, closed, entered, said_of
from api.flows.desk import Desk, attempt, command, made
from api.flows.vietnamese_names import tidy
from domain.access import commands as c
from domain.access import state as states
from domain.access.decide import decide, decide_grant
from domain.access.state import Access, Grant
from domain.case.commands import CloseCase
from domain.case.events import Capacity, CaseKind, Channel
from domain.case.state import Case
from domain.context import Context
from domain.ledger import Guard, Ledger, NewEvents
from domain.rights import acting
from domain.school_year.state import SchoolYear
from domain.values import Personal
from projections import cases as case_rows
from projections.runner import school_transaction

#: Neither 0 nor 1, neither I nor O: what is written down by hand is read again as it was.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CHARACTERS = 28
_CODE = re.compile(f"[{ALPHABET}]{{{CHARACTERS}}}")
_BETWEEN = re.compile(r"[\s\-–.]+")


def new_code() -> str:
    """``7K3M-…``: seven groups of four, as it is printed."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(CHARACTERS))
    return "-".join(drawn[at : at + 4] for at in range(0, CHARACTERS, 4))


def bare(typed: str) -> str:
    """A code without what stands between its groups."""
    return _BETWEEN.sub("", typed).upper()


def digest_of(typed: str) -> str | None:
    """The digest of a code, however its groups were typed; None for what is no code."""
    code = bare(typed)
    return hashlib.sha256(code.encode()).hexdigest() if _CODE.fullmatch(code) else None


def access_of(ledger: Ledger, pupil_id: UUID) -> Access:
    """Who may open this pupil's reports, as the ledger says now."""
    return states.fold(ledger.streams([pupil_id])[pupil_id])


def grants_of(ledger: Ledger) -> dict[UUID, Grant]:
    """The grants of a school by id, as its ledger says now."""
    stream = states.grants_id(ledger.school_id)
    return states.fold_grants(ledger.streams([stream])[stream])


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a code is given to: for whom he acts, his name, the paper by which he was known."""

    capacity: Capacity
    name: str
    shown: str


def set_restriction(
    desk: Desk, report_id: UUID, actor: str, *, restrict: bool, document: str, reason: str, dated: date
) -> None:
    """Withdraw the birth date as a key to the pupil's reports, or give it back. Raises Rejected."""
    kind: type[c.RestrictAccess | c.RestoreAccess] = c.RestrictAccess if restrict else c.RestoreAccess
    # The salts are drawn once: a second try of the same append must not be another command.
    personal = [Personal.of("document", document), Personal.of("reason", reason)]
    asked = made(kind, about={one.field: one.commitment for one in personal}, dated=dated)
    _of_pupil(desk, report_id, actor, asked, personal)


def revoke_code(desk: Desk, report_id: UUID, actor: str, code_id: UUID) -> None:
    """Let a personal access code open nothing any more. Raises Rejected."""
    _of_pupil(desk, report_id, actor, c.RevokeAccessCode(code_id=code_id))


def _of_pupil(desk: Desk, report_id: UUID, actor: str, asked: c.OfPupil, personal: Collection[Personal] = ()) -> None:
    def once() -> None:
        year, context, report = desk.year(), desk.context(actor), desk.report(report_id)
        pupil_id = report.started.pupil_id
        events = _decided(desk, pupil_id, asked, year, context)
        content = [str(pupil_id), asked.model_dump(mode="json")]
        order = command(actor, type(asked).__name__, content, acting=acting(asked, year, context))
        desk.append([events], order, guards=[desk.guard(year)], personal=list(personal))

    attempt(desk.ledger, once)


def _decided(desk: Desk, pupil_id: UUID, asked: c.OfPupil, year: SchoolYear, context: Context) -> NewEvents:
    state = access_of(desk.ledger, pupil_id)
    return NewEvents(pupil_id, state.version, tuple(decide(state, asked, year, context)))


def issue_code(desk: Desk, report_id: UUID, actor: str, holder: Holder) -> str:
    """
    A personal access code for somebody at the counter; its case is closed, entered if none waits; the code, this once.

    Raises Rejected.
    """
    code, code_id, case_id = new_code(), uuid4(), uuid4()
    said = made(Said, applicant=holder.name, shown=holder.shown)
    asking = Asking(CaseKind.NEW_ACCESS, Channel.COUNTER, holder.capacity, said)

    def once() -> None:
        year, context, report = desk.year(), desk.context(actor), desk.report(report_id)
        pupil_id = report.started.pupil_id
        sha256 = digest_of(code)
        found = _waiting(desk, report_id, holder)
        before: tuple[NewEvents, ...] = ()
        personal: tuple[Personal, ...] = ()
        if found is None:
            first = entered(desk, year, context, report, asking, case_id)
            found, before, personal = Case(case_id, first.opened, actor, context.at), first.new, first.personal
        named = {"code_id": code_id, "sha256": sha256, "capacity": holder.capacity, "case_id": found.case_id}
        asked = made(c.IssueAccessCode, **named)
        done = closed(found, CloseCase(), year, context, report)
        events = [*before, done, _decided(desk, pupil_id, asked, year, context)]
        content = [str(pupil_id), asked.model_dump(mode="json")]
        order = command(actor, "IssueAccessCode", content, acting=acting(asked, year, context))
        guards = [desk.guard(year), Guard(report_id, report.version)]
        desk.append(events, order, guards=guards, personal=personal)

    attempt(desk.ledger, once)
    return code


def _waiting(desk: Desk, report_id: UUID, holder: Holder) -> Case | None:
    """The case in which this person has asked for it already, with a paper, if one waits."""
    desk.runner.catch_up(desk.ledger)
    with school_transaction(desk.pool, desk.ledger.school_id) as connection:
        found = case_rows.of_reports(connection, desk.ledger.school_id, [report_id])
    for row in found:
        if row.kind is CaseKind.NEW_ACCESS and row.waits:
            case = case_of(desk, row.case_id)
            said = said_of(desk, case.opened)
            if "shown" in said and tidy(said.get("applicant", "")).casefold() == tidy(holder.name).casefold():
                return case
    return None


def give_grant(desk: Desk, actor: str, **wanted: object) -> str:
    """Let an organisation look up; its code, this once. ``wanted`` as in ``GiveGrant``. Raises Rejected, Misused."""
    code = new_code()
    _of_grant(desk, actor, made(c.GiveGrant, grant_id=uuid4(), sha256=digest_of(code), **wanted))
    return code


def revoke_grant(desk: Desk, actor: str, grant_id: UUID, reason: str) -> None:
    """Take it back. Raises Rejected ``grant.unknown``."""
    _of_grant(desk, actor, made(c.RevokeGrant, grant_id=grant_id, reason=reason))


def _of_grant(desk: Desk, actor: str, asked: c.OfGrant) -> None:
    stream = states.grants_id(desk.ledger.school_id)

    def once() -> None:
        year, context = desk.year(), desk.context(actor)
        before = desk.ledger.streams([stream])[stream]
        events = tuple(decide_grant(states.fold_grants(before), asked, year, context))
        order = command(actor, type(asked).__name__, asked.model_dump(mode="json"), acting=acting(asked, year, context))
        desk.append([NewEvents(stream, len(before), events)], order, guards=[desk.guard(year)])

    attempt(desk.ledger, once)
