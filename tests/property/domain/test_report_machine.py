"""
One report in the hands of everybody: whatever people try, in whatever order, the invariants of domain.md §9 hold.

The machine itself knows no rule. It lets random people send random commands, most of which are refused, and looks only
at what was accepted.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain.formats.thcs import Stage
from domain.report import commands as c
from domain.report import events as e
from domain.report.corrections import corrected
from domain.report.editions import freeze, missing
from domain.report.state import RequestStatus, Status
from domain.school_year import events as y
from domain.school_year.state import SchoolYear
from domain.values import Cell, Mark, Score, Term
from tests.kit.people import (
    BINH,
    CK2,
    CLASS_8A,
    CLAUSE,
    CODES,
    DUNG,
    GDCD_GK,
    HANG,
    KHOA,
    LAN,
    PAPER,
    TAUGHT,
    THU,
    TX1,
    VAN,
    certificate,
    complete,
    frozen,
    granted,
    open_command,
    seal_command,
    sign_command,
    teacher,
    year,
)  # fmt: skip
from tests.kit.story import MORNING, ReportStory

CELLS = (TX1, CK2, GDCD_GK)
PEOPLE = st.sampled_from((HANG, LAN, DUNG, VAN, KHOA, THU, BINH))
MARKS = st.sampled_from([Score(text) for text in ("5.8", "8.0", "9.0")])
CHAIN = (Stage.SUBJECT, Stage.HOMEROOM, Stage.HEAD)


@cache
def school_year() -> SchoolYear:
    """Vân may approve corrections, Khoa may sign reports; Dũng leads and teaches GDCD."""
    return year(
        granted(VAN, y.DelegationKind.APPROVE_CORRECTIONS),
        granted(KHOA, y.DelegationKind.SIGN_REPORTS, delegation_id=UUID(int=302)),
        deputies_approve_corrections=CLAUSE,
    )


class ReportMachine(RuleBasedStateMachine):
    """A report that is complete but for three marks."""

    story: ReportStory

    @initialize()
    def begin(self) -> None:
        self.story = complete(school_year())
        for cell in CELLS:
            del self.story.state.marks[cell]
        self.story.history = [
            step
            for step in self.story.history
            if not (isinstance(step.data, e.ScoreRecorded) and step.data.cell in CELLS)
        ]
        self.story.state.version = len(self.story.history)
        self.now = MORNING
        self.ids = iter(range(1000, 10**6))
        self.signed_values: object = None

    def ask(self, command: c.Command, actor: UUID) -> None:
        """Send a command, then hold what came of it against the state before."""
        before, status = self.values(), self.story.state.status
        self.now += timedelta(minutes=1)
        self.story.when(command, actor, self.now)
        after = self.values()
        approved = {
            change.cell: change
            for event in self.story.events
            if isinstance(event, e.CorrectionApproved)
            for change in self.story.state.requests[event.request_id].asked.changes
            if isinstance(change, e.MarkChange)
        }
        for cell in CELLS:
            if cell in before and before[cell] != after[cell]:
                assert cell in approved, f"{cell} changed without an approved correction"
                assert (approved[cell].before, approved[cell].after) == (before[cell], after[cell])
        order = list(Status)
        assert order.index(self.story.state.status) >= order.index(status), "the status went back"
        self.check_deciders(actor)

    def check_deciders(self, actor: UUID) -> None:
        """Nobody decides on what he asked for or teaches; nobody decides without being head or delegated."""
        for event in self.story.events:
            if isinstance(event, (e.CorrectionApproved, e.CorrectionRefused)):
                request = self.story.state.requests[event.request_id]
                assert request.requested_by != str(actor)
                assert actor not in {
                    teacher(change.cell.subject) for change in request.asked.changes if isinstance(change, e.MarkChange)
                }
                assert actor in (DUNG, VAN)
                assert (event.delegation_id is not None) == (actor == VAN)

    def values(self) -> dict[Cell, Mark]:
        return {cell: self.story.state.marks[cell].value for cell in CELLS if cell in self.story.state.marks}

    @rule(actor=PEOPLE, cell=st.sampled_from(CELLS), mark=MARKS, own=st.booleans())
    def record(self, actor: UUID, cell: Cell, mark: Mark, own: bool) -> None:
        by = teacher(cell.subject) if own else actor
        self.ask(c.RecordSubject(subject=cell.subject, marks={cell: mark}), by)

    @rule(actor=PEOPLE, cell=st.sampled_from(CELLS), mark=MARKS, before=MARKS, own=st.booleans(), honest=st.booleans())
    def request(self, actor: UUID, cell: Cell, mark: Mark, before: Mark, own: bool, honest: bool) -> None:
        standing = self.values().get(cell, before) if honest else before
        command = c.RequestCorrection(
            request_id=UUID(int=next(self.ids)),
            changes=(e.MarkChange(cell=cell, before=standing, after=mark),),
            reason_code=e.ReasonCode.TYPING_ERROR,
            reason="Nhập nhầm",
            paper=PAPER,
        )
        self.ask(command, teacher(cell.subject) if own else actor)

    @precondition(lambda self: self.story.state.requests)
    @rule(actor=PEOPLE, last=st.booleans(), agree=st.booleans(), refreeze=st.booleans())
    def decide(self, actor: UUID, last: bool, agree: bool, refreeze: bool) -> None:
        requests = list(self.story.state.requests.values())
        request = requests[-1 if last else 0]
        request_id = request.asked.request_id
        if not agree:
            self.ask(c.RefuseCorrection(request_id=request_id, remark="Không có căn cứ"), actor)
            return
        fresh = None
        if refreeze and self.story.state.edition and request.status is RequestStatus.OPEN:
            after = corrected(self.story.state, request)
            fresh = frozen(self.story, freeze(after, self.story.year), digest=f"{next(self.ids):064x}")
        command = c.ApproveCorrection(
            request_id=request_id,
            request_sha256="ae" * 32,
            signature="c5" * 32,
            certificate=certificate(actor),
            refrozen=fresh,
        )
        self.ask(command, actor)

    @precondition(lambda self: not missing(self.story.state, self.story.year))
    @rule(actor=PEOPLE, head=st.sampled_from((DUNG, KHOA, VAN)))
    def open(self, actor: UUID, head: UUID) -> None:
        self.ask(open_command(self.story, head), actor)

    @rule(actor=PEOPLE, stage=st.sampled_from(CHAIN), subject=st.sampled_from(TAUGHT))
    def sign(self, actor: UUID, stage: Stage, subject: str) -> None:
        named = subject if stage is Stage.SUBJECT else None
        self.ask(sign_command(stage, named, actor, self.now), actor)

    @precondition(lambda self: self.story.state.edition)
    @rule(stage=st.sampled_from(CHAIN))
    def sign_in_turn(self, stage: Stage) -> None:
        """Those whose turn it is sign one after the other: random people alone would never come to the end."""
        assert self.story.state.edition
        if stage is Stage.SUBJECT:
            for subject in TAUGHT:
                self.ask(sign_command(stage, subject, at=self.now), teacher(subject))
        else:
            owner = LAN if stage is Stage.HOMEROOM else self.story.state.edition.opened.head
            self.ask(sign_command(stage, owner=owner, at=self.now), owner)

    @rule(actor=PEOPLE, by_clerk=st.booleans())
    def seal(self, actor: UUID, by_clerk: bool) -> None:
        self.ask(seal_command(self.now), THU if by_clerk else actor)

    @rule(actor=PEOPLE, by_clerk=st.booleans())
    def issue(self, actor: UUID, by_clerk: bool) -> None:
        self.ask(c.IssueReport(page_sha256="9a" * 32), THU if by_clerk else actor)

    @rule(actor=PEOPLE, size=st.integers(0, 400))
    def seal_document(self, actor: UUID, size: int) -> None:
        self.ask(c.SealDocument(pdf_sha256="df" * 32, checkpoint_size=size), actor)

    @invariant()
    def what_is_signed_stays(self) -> None:
        state = self.story.state
        if not state.signatures:
            return
        assert state.edition
        now = (state.edition.result, state.edition.data_sha256, self.values())
        self.signed_values = self.signed_values or now
        assert now == self.signed_values, "signed values changed after the first signature"

    @invariant()
    def an_edition_holds_what_follows_from_the_recorded_values(self) -> None:
        state = self.story.state
        if state.edition:
            assert state.edition.result == freeze(state, self.story.year)

    @invariant()
    def each_stage_rests_on_all_earlier_ones(self) -> None:
        state = self.story.state
        signed = {stage for stage, _ in state.signatures}
        if Stage.HOMEROOM in signed:
            assert {subject for stage, subject in state.signatures if stage is Stage.SUBJECT} == set(TAUGHT)
        assert Stage.HEAD not in signed or Stage.HOMEROOM in signed
        assert not state.sealed or Stage.HEAD in signed
        assert not state.issued or state.sealed
        assert not state.document or state.issued
        assert len([step for step in self.story.history if isinstance(step.data, e.ReportSigned)]) == len(
            state.signatures
        )

    @invariant()
    def every_value_ever_recorded_can_still_be_read(self) -> None:
        """Corrections add: the events of the values before are all there, in order, from position 1."""
        assert [step.position for step in self.story.history][-1] >= self.story.state.version - len(CELLS)
        for request in self.story.state.corrections:
            for change in request.asked.changes:
                assert isinstance(change, e.MarkChange)
                assert any(
                    (isinstance(step.data, e.ScoreRecorded) and step.data.mark == change.before)
                    or (isinstance(step.data, e.CorrectionRequested) and step.position <= request.position)
                    for step in self.story.history
                )


TestReportMachine = ReportMachine.TestCase
TestReportMachine.settings = settings(
    max_examples=100,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def test_everybody_of_the_machine_is_on_the_staff() -> None:
    assert {HANG, LAN, DUNG, VAN, KHOA, THU, BINH} <= set(CODES)
    assert school_year().homeroom_teacher(CLASS_8A, MORNING.date())
    assert Term.ONE not in school_year().locked
