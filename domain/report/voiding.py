"""
Which signatures fall, and with what: the rule of the chain.

A subject teacher's signature covers his row alone; each later stage covers the whole data region and all signatures
before it (docs/formats/hoc-ba.md). So a correction takes the force from the signature of each changed subject and from
every later stage, of no other subject; and a return takes it from the signature that it asks for and every later stage.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from uuid import UUID

from domain.errors import Rejected
from domain.event import Event
from domain.formats.hoc_ba import Stage
from domain.report import commands as c
from domain.report import events as e
from domain.report.after_issue import refuse_after_issue
from domain.report.deciders import subject_named
from domain.report.document import PrimaryResult, YearResult
from domain.report.state import Edition, Report, Request

_ORDER = list(Stage)


def consequences(state: Report, request: Request, frozen: c.Frozen | None) -> list[Event]:
    """
    What an approval does to the edition: frozen anew to ``frozen``, and without the signatures that fall.

    Raises Rejected ``correction.after_issue`` for an issued report, ``correction.refreeze`` unless ``frozen`` is there
    exactly where an edition is.
    """
    refuse_after_issue(state)
    if (state.edition is None) != (frozen is None):
        raise Rejected("correction.refreeze")
    if state.edition is None or frozen is None:
        return []
    subjects = {subject_named(change) for change in request.asked.changes}
    subjects |= _differing(state.edition, frozen.result)
    request_id = request.asked.request_id
    fallen = covering(state, Stage.HOMEROOM, [subject for subject in subjects if subject])
    return [
        refrozen(state.edition, request_id, frozen),
        *voided(e.VoidedBecause.CORRECTION, request_id, fallen),
    ]


def refrozen(edition: Edition, request_id: UUID | None, frozen: c.Frozen) -> e.EditionRefrozen:
    """An open edition fixed anew to ``frozen``, by this correction or, without one, by a completed identity."""
    return e.EditionRefrozen(edition=edition.opened.edition, request_id=request_id, **dict(frozen))


def voided(because: e.VoidedBecause, reference: UUID, fallen: tuple[e.Place, ...]) -> Iterator[Event]:
    """The event, where anything falls."""
    if fallen:
        yield e.SignaturesVoided(because=because, reference=reference, signatures=fallen)


def covering(state: Report, stage: Stage, subjects: Collection[str] = ()) -> tuple[e.Place, ...]:
    """The standing signatures of these subjects, of ``stage``, and of every later stage, in the order of signing."""
    standing = [*state.signatures, *([(Stage.SEAL, None)] if state.sealed else [])]
    fallen = [
        (at, subject)
        for at, subject in standing
        if (subject in subjects if at is Stage.SUBJECT else _ORDER.index(at) >= _ORDER.index(stage))
    ]
    return tuple(sorted(fallen, key=lambda place: _ORDER.index(place[0])))


def _differing(edition: Edition, after: YearResult | PrimaryResult) -> set[str | None]:
    """Subjects whose row is another now: no signature over the old one would hold."""
    before = {row.subject: row for row in edition.result.subjects}
    rows = {row.subject: row for row in after.subjects}
    return {code for code in before | rows if before.get(code) != rows.get(code)}
