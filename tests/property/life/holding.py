"""What domain.md §9 asks of a report's life, held against what was accepted; no rule of the domain is asked."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from domain.event import Event
from domain.formats.hoc_ba import Stage
from domain.report import events as e
from domain.report.editions import freeze
from domain.report.state import PastEdition
from domain.report.turns import signed_subjects
from domain.values import Cell, Mark
from tests.kit.life import Life
from tests.kit.people import CK2, DUNG, GDCD_GK, TX1, VAN, teacher

CELLS = (TX1, CK2, GDCD_GK)
Place = tuple[Stage, str | None]
_ORDER = list(Stage)


class Holding:
    """The invariants, and what must be remembered of the past to see that they hold."""

    def __init__(self, life: Life) -> None:
        self.life = life
        self.past: list[PastEdition] = []
        #: What the Department holds, has been asked for, and has closed, of the edition that stands.
        self.department: set[str] = set()
        #: What each signature was given for: whose row, or the whole, as it was then.
        self.covered: dict[Place, object] = {key: self.content(*key) for key in life.report.signatures}
        self.remember()

    def remember(self) -> None:
        """How it stands before a command."""
        report = self.life.report
        self.before, self.ids, self.signatures = self.values(), len(report.requests), set(report.signatures)

    def check(self, events: list[Event], actor: UUID) -> None:
        """What the command brought, against how it stood before."""
        self.check_values(self.before, events)
        self.check_deciders(events, actor)
        self.check_life(events)
        self.check_fallen(self.signatures, events)
        self.check_signatures()
        self.check_past()
        assert len(self.life.report.requests) >= self.ids, "a request is gone"

    def signed(self, place: Place) -> None:
        """A signature may have been given now."""
        if place in self.life.report.signatures:
            self.covered.setdefault(place, self.content(*place))

    def values(self) -> dict[Cell, Mark]:
        return {cell: self.life.report.marks[cell].value for cell in CELLS if cell in self.life.report.marks}

    def content(self, stage: Stage, subject: str | None) -> object:
        """What a signature of this stage covers: a subject's row, or everything."""
        edition = self.life.report.edition
        assert edition
        if stage is Stage.SUBJECT:
            return next(row for row in edition.result.subjects if row.subject == subject)
        return (edition.result, edition.data_sha256)

    def check_values(self, before: dict[Cell, Mark], events: list[Event]) -> None:
        """Invariant 2: what was recorded changes by an approved correction only, from the value that stood."""
        approved = {
            change.cell: change
            for event in events
            if isinstance(event, e.CorrectionApproved)
            for change in self.life.report.requests[event.request_id].asked.changes
            if isinstance(change, e.MarkChange)
        }
        after = self.values()
        for cell, was in before.items():
            if was != after[cell]:
                assert cell in approved, f"{cell} changed without an approved correction"
                assert (approved[cell].before, approved[cell].after) == (was, after[cell])

    def check_deciders(self, events: list[Event], actor: UUID) -> None:
        """Invariant 2: nobody decides on what he asked for or teaches, nor without being head or delegated."""
        for event in events:
            if isinstance(event, (e.CorrectionApproved, e.CorrectionRefused)):
                request = self.life.report.requests[event.request_id]
                assert request.requested_by != str(actor)
                assert actor not in {
                    teacher(change.cell.subject) for change in request.asked.changes if isinstance(change, e.MarkChange)
                }
                assert actor in (DUNG, VAN)
                assert (event.delegation_id is not None) == (actor == VAN)

    def check_life(self, events: list[Event]) -> None:
        """Invariant 3: nothing is corrected in an issued report; the principal alone ends only what is here."""
        held = self.department
        for event in events:
            match event:
                case e.CorrectionApproved():
                    assert not self.life.report.issued, "an issued report was corrected"
                case e.ReportSubmitted():
                    assert not held
                    held.add("held")
                case e.SubmissionRejected():
                    held.clear()
                case e.RecallRequested() | e.AmendmentRequested():
                    assert "held" in held
                    assert isinstance(event, e.AmendmentRequested) == ("closed" in held)
                    held.add("asked")
                case e.RecallRefused() | e.AmendmentRefused():
                    held.remove("asked")
                case e.ReportClosed():
                    held.add("closed")
                case e.EditionCancelled():
                    assert not held, "the principal alone ended what the Department holds"
                case e.RecallGranted() | e.AmendmentGranted():
                    assert "asked" in held
                    held.clear()

    def check_fallen(self, before: set[Place], events: list[Event]) -> None:
        """Invariant 3: a signature falls with what it covers, or with an earlier one, and no other does."""
        state = self.life.report
        fallen = before - state.signatures.keys()
        told = {place for event in events if isinstance(event, e.SignaturesVoided) for place in event.signatures}
        if not state.edition:
            assert not state.signatures, "an edition that ended takes all its signatures along"
            return
        assert fallen == told - {(Stage.SEAL, None)}
        for event in events:
            if isinstance(event, e.CorrectionApproved) and before:
                changes = self.life.report.requests[event.request_id].asked.changes
                named = {change.cell.subject for change in changes if isinstance(change, e.MarkChange)}
                named |= {change.subject for change in changes if isinstance(change, e.CommentChange)}
                changed = {key for key in before if key in self.covered and self.content(*key) != self.covered[key]}
                named_too = {key for key in before if key[0] is Stage.SUBJECT and key[1] in named}
                assert fallen == changed | named_too | {key for key in before if key[0] is not Stage.SUBJECT}
            elif isinstance(event, e.ReportReturned):
                assert all(_ORDER.index(stage) >= _ORDER.index(event.stage) for stage, _ in fallen)
                assert all(subject in (None, event.subject) for _, subject in fallen)

    def check_signatures(self) -> None:
        """Invariants 3, 4, 6: each stage rests on all earlier ones, and covers what stands now."""
        state = self.life.report
        for key in self.covered.keys() - state.signatures.keys():
            del self.covered[key]
        for key, was in self.covered.items():
            assert self.content(*key) == was, f"{key} no longer covers what it was given for"
        signed = {stage for stage, _ in state.signatures}
        if Stage.HOMEROOM in signed:
            by_subject = {subject for stage, subject in state.signatures if stage is Stage.SUBJECT}
            assert by_subject == set(signed_subjects(state))
        assert Stage.HEAD not in signed or Stage.HOMEROOM in signed
        assert not state.sealed or Stage.HEAD in signed
        assert not state.issued or state.sealed
        assert not state.document or state.issued
        assert not state.life or state.document
        if state.edition and not state.issued:
            assert state.edition.result == freeze(state, self.life.year)

    def check_past(self) -> None:
        """Invariant 5: an edition that has ended stays as it was, and each has a lookup code of its own."""
        state = self.life.report
        assert len(state.past) >= len(self.past)
        for was, now in zip(self.past, state.past, strict=False):
            assert replace(now, replaced_by=None) == replace(was, replaced_by=None)
            assert was.replaced_by in (None, now.replaced_by)
        self.past = list(state.past)
        codes = [past.edition.opened.lookup_id for past in state.past]
        current = [state.edition.opened.lookup_id] if state.edition else []
        assert len({*codes, *current}) == len(codes + current), "a lookup code is used twice"
        assert [past.replaced_by for past in state.past] == [*codes[1:], *(current or [None])][: len(codes)]
        if not state.edition:
            assert not any((state.signatures, state.sealed, state.issued, state.document, state.life))
