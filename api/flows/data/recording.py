"""What people do about a pupil's identity: look at a source, decide on a difference, complete a blank, take a slip."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from anchors.signing.port import SigningKey
from api.flows import corrections, documents
from api.flows.correction_places import changes_at
from api.flows.corrections import Attached, Requested
from api.flows.desk import Desk, attempt, command, made
from api.flows.documents import Plan
from api.flows.identity_values import identity_value
from domain.context import Context
from domain.errors import Rejected
from domain.event import Event
from domain.ledger import Blob, Guard, NewEvents
from domain.messages import MESSAGES
from domain.pupil.state import Pupil
from domain.report import commands as c
from domain.report import events as e
from domain.report.corrections import Supposed
from domain.report.decide import decide
from domain.report.identity import difference, identity_completed, require_keeper
from domain.report.state import Report
from domain.rights import acting
from domain.school_year.state import SchoolYear
from domain.values import Personal

MESSAGES.update(
    {
        "data.same": (
            "Mục {field:identity}: nguồn đối soát và học bạ cùng một giá trị; ghi là khớp.",
            "Field {field:identity}: the source and our record are the same; record a match.",
        ),
        "data.twice": (
            "Mục {field:identity} được nêu hai lần trong một lần đối soát.",
            "Field {field:identity} is named twice in one comparison.",
        ),
        "data.nothing": (
            "Chưa nêu mục nào để đối soát hay bổ sung.",
            "Name at least one field to compare or to complete.",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a source shows, by field: the same as our record, something else, or nothing."""

    matches: tuple[str, ...] = ()
    differs: Mapping[str, str] = field(default_factory=dict)
    blank: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Sitting:
    """What a decision about a pupil's identity rests on."""

    year: SchoolYear
    context: Context
    report: Report
    pupil: Pupil


def reconcile(
    desk: Desk, report_id: UUID, actor: str, source: e.Source, seen: Seen, evidence: e.Evidence
) -> int | None:
    """
    Record what a source shows; the position of the entry.

    Raises Rejected for what cannot be compared, or is said of a field twice; Misused for a value that cannot stand.
    """
    results = _results(seen)
    found = {name: Personal.of(name, identity_value(name, typed)) for name, typed in seen.differs.items()}

    def once() -> int | None:
        sitting = _sit(desk, report_id, actor)
        asked = made(
            c.Reconcile,
            source=source,
            results=results,
            found={name: other.commitment for name, other in found.items()},
            evidence=evidence,
            identity=sitting.pupil.identity,
        )
        # The right comes first: to whoever has none, "it is the same" would tell what our record says.
        require_keeper(sitting.report, sitting.year, sitting.context)
        ours = desk.identities([sitting.pupil.pupil_id])[sitting.pupil.pupil_id]
        for name, other in found.items():
            if ours.get(name) == other.value:
                raise Rejected("data.same", field=name)
        return _record(desk, sitting, asked, "data reconcile", personal=tuple(found.values()))

    return attempt(desk.ledger, once)


def _results(seen: Seen) -> dict[str, e.Comparison]:
    results: dict[str, e.Comparison] = {}
    for result, names in (
        (e.Comparison.MATCH, seen.matches),
        (e.Comparison.DIFFERS, tuple(seen.differs)),
        (e.Comparison.BLANK, seen.blank),
    ):
        for name in names:
            if name in results:
                raise Rejected("data.twice", field=name)
            results[name] = result
    if not results:
        raise Rejected("data.nothing")
    return results


def keep_difference(
    desk: Desk, report_id: UUID, actor: str, source: e.Source, name: str, reason: str, document: str
) -> int | None:
    """Decide that our record stands where a source differs."""
    asked = made(c.KeepDifference, source=source, field=name, reason=reason, document=document)
    return attempt(desk.ledger, lambda: _record(desk, _sit(desk, report_id, actor), asked, "data keep"))


def propose(
    desk: Desk,
    report_id: UUID,
    actor: str,
    source: e.Source,
    name: str,
    key: SigningKey,
    attached: Attached,
    request_id: UUID | None = None,
) -> Requested:
    """Ask for the correction of our record to what a source shows, with the document that proves it (trích lục)."""
    report = desk.report(report_id)
    one = difference(report, source, name)
    assert one.found is not None, "what differs shows something"
    value = desk.ledger.personal_values([one.found])[one.found]
    wanted = changes_at(desk, report, [(f"identity/{name}", value)])
    evidence = one.evidence
    return corrections.request_correction(
        desk,
        report_id,
        wanted.changes,
        actor,
        e.ReasonCode.CIVIL_STATUS,
        f"Đối soát hồ sơ: {evidence.kind} số {evidence.number} ngày {evidence.dated:%d/%m/%Y}.",
        request_id=request_id,
        key=key,
        attached=attached,
        personal=wanted.personal,
    )


def complete(desk: Desk, report_id: UUID, actor: str, values: Mapping[str, str], document: str) -> int | None:
    """Give blank fields a value; an open edition is fixed anew in the same transaction."""
    if not values:
        raise Rejected("data.nothing")
    new = {name: Personal.of(name, identity_value(name, typed)) for name, typed in values.items()}

    def once() -> int | None:
        sitting = _sit(desk, report_id, actor)
        asked = made(
            c.CompleteIdentity,
            completed={name: value.commitment for name, value in new.items()},
            document=document,
            identity=sitting.pupil.identity,
        )
        of_pupil, blobs = identity_completed(asked), []
        if sitting.report.edition and sitting.report.issued is None:
            frozen, region = _frozen_after(desk, sitting, of_pupil, new.values())
            asked, blobs = asked.model_copy(update={"refrozen": frozen}), [region]
        pupil = NewEvents(sitting.pupil.pupil_id, sitting.pupil.version, (of_pupil,))
        return _record(desk, sitting, asked, "data complete", [pupil], blobs, tuple(new.values()))

    return attempt(desk.ledger, once)


def _frozen_after(desk: Desk, sitting: _Sitting, of_pupil: Event, new: Iterable[Personal]) -> tuple[c.Frozen, Blob]:
    """What will be signed with the new values in it: nothing else of the edition changes."""
    report, context = sitting.report, sitting.context
    assert report.edition is not None, "only an open edition is frozen anew"
    supposed = Supposed(of_pupil, context.actor, context.at, desk.ledger.size() + 1, report.report_id)
    known = {value.commitment: value.value for value in new}
    sources = documents.Sources(desk, [report], {sitting.pupil.pupil_id: [supposed]}, known)
    plan = Plan.of(report.edition.opened)
    return documents.frozen_document(sources, sitting.year, report, plan, report.edition.result)


def return_slip(desk: Desk, report_id: UUID, actor: str, dated: date, file: Blob) -> int | None:
    """Take the parents' signed slip: its file is kept, and the version of the identity that it confirms."""

    def once() -> int | None:
        sitting = _sit(desk, report_id, actor)
        asked = made(
            c.ReturnSlip,
            dated=dated,
            sha256=file.sha256,
            media_type=file.media_type,
            pupil_version=sitting.pupil.version,
        )
        return _record(desk, sitting, asked, "data slip", blobs=[file])

    return attempt(desk.ledger, once)


def _sit(desk: Desk, report_id: UUID, actor: str) -> _Sitting:
    report = desk.report(report_id)
    return _Sitting(desk.year(), desk.context(actor), report, desk.pupil(report.started.pupil_id))


def _record(
    desk: Desk,
    sitting: _Sitting,
    asked: c.Command,
    kind: str,
    more: Iterable[NewEvents] = (),
    blobs: Iterable[Blob] = (),
    personal: tuple[Personal, ...] = (),
) -> int | None:
    """Decide and append; the pupil's stream is a guard where nothing is appended to it."""
    report, more = sitting.report, list(more)
    events = NewEvents(report.report_id, report.version, tuple(decide(report, asked, sitting.year, sitting.context)))
    right = acting(asked, sitting.year, sitting.context, report)
    order = command(sitting.context.actor, kind, asked.model_dump(mode="json"), acting=right)
    guards = [desk.guard(sitting.year), *([] if more else [Guard(sitting.pupil.pupil_id, sitting.pupil.version)])]
    if not events.events:  # what is decided rests on the report none the less: an edition may be opened meanwhile
        guards.append(Guard(report.report_id, report.version))
    answer = desk.append([events, *more], order, guards=guards, blobs=list(blobs), personal=personal)
    return answer.last_position if answer else None
