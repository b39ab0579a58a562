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

from domain.formats.hoc_ba import Stage
from domain.report import commands as c
from domain.report import events as e
from domain.report.corrections import corrected
from domain.report.editions import freeze, missing
from domain.report.state import RequestStatus, Status
from domain.school_year import events as y
from domain.school_year.state import SchoolYear
from domain.values import Cell, Mark, Score
from tests.kit.asking import refuse
from tests.kit.people import (
    BINH,
    CK2,
    CLAUSE,
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
    opened,
    seal_command,
    sign_command,
    teacher,
    year,
)  # fmt: skip
from tests.kit.story import MORNING, ReportStory

CELLS = (TX1, CK2, GDCD_GK)
PEOPLE = (HANG, LAN, DUNG, VAN, KHOA, THU, BINH)
MARKS = st.sampled_from([Score(text) for text in ("5.8", "8.0", "9.0")])
RARELY = st.sampled_from((False, False, False, True))
#: Mostly nobody: then the one whose right it is acts.
STRANGERS = st.sampled_from((None, None, None, *PEOPLE))
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
    """A report that lacks one mark, or nothing, or has been opened for signing."""

    story: ReportStory

    @initialize(begun=st.sampled_from((Status.OPEN, Status.EDITION_OPENED)), gap=st.booleans())
    def begin(self, begun: Status, gap: bool) -> None:
        if begun is Status.EDITION_OPENED:
            self.story = opened(school_year())
        else:
            self.story = complete(school_year(), without=CELLS[:1] if gap else ())
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

    @rule(cell=st.sampled_from(CELLS), mark=MARKS, stranger=STRANGERS)
    def record(self, cell: Cell, mark: Mark, stranger: UUID | None) -> None:
        self.ask(c.RecordSubject(subject=cell.subject, marks={cell: mark}), stranger or teacher(cell.subject))

    @rule(cell=st.sampled_from(CELLS), mark=MARKS, wrong=st.none() | MARKS, stranger=STRANGERS)
    def request(self, cell: Cell, mark: Mark, wrong: Mark | None, stranger: UUID | None) -> None:
        command = c.RequestCorrection(
            request_id=UUID(int=next(self.ids)),
            changes=(e.MarkChange(cell=cell, before=wrong or self.values().get(cell, mark), after=mark),),
            reason_code=e.ReasonCode.TYPING_ERROR,
            reason="Nhập nhầm",
            paper=PAPER,
        )
        self.ask(command, stranger or teacher(cell.subject))

    @precondition(lambda self: self.story.state.requests)
    @rule(earlier=RARELY, agree=st.booleans(), forget=RARELY, deputy=st.booleans(), stranger=STRANGERS)
    def decide(self, earlier: bool, agree: bool, forget: bool, deputy: bool, stranger: UUID | None) -> None:
        state = self.story.state
        waiting = [request for request in state.open_requests if not earlier] or list(state.requests.values())
        request, actor = waiting[0], stranger or (VAN if deputy else DUNG)
        request_id = request.asked.request_id
        if not agree:
            self.ask(refuse(actor, request_id), actor)
            return
        fresh = None
        if state.edition and request.status is RequestStatus.OPEN and not forget:
            after = corrected(state, request)
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
    @rule(head=st.sampled_from((DUNG, KHOA, VAN)), stranger=STRANGERS)
    def open(self, head: UUID, stranger: UUID | None) -> None:
        self.ask(open_command(self.story, head), stranger or LAN)

    @rule(stranger=st.sampled_from(PEOPLE), stage=st.sampled_from(CHAIN), subject=st.sampled_from(TAUGHT))
    def sign_out_of_turn(self, stranger: UUID, stage: Stage, subject: str) -> None:
        named = subject if stage is Stage.SUBJECT else None
        self.ask(sign_command(stage, named, stranger, self.now), stranger)

    @precondition(lambda self: self.story.state.edition)
    @rule(subjects=st.sets(st.sampled_from(TAUGHT)), rest=st.booleans())
    def sign_in_turn(self, subjects: set[str], rest: bool) -> None:
        """Those whose turn it is: random people alone would never come to the end."""
        state = self.story.state
        assert state.edition
        for subject in TAUGHT:
            if (Stage.SUBJECT, subject) not in state.signatures and (rest or subject in subjects):
                self.ask(sign_command(Stage.SUBJECT, subject, at=self.now), teacher(subject))
        for stage, owner in ((Stage.HOMEROOM, LAN), (Stage.HEAD, state.edition.opened.head)):
            self.ask(sign_command(stage, owner=owner, at=self.now), owner)

    @precondition(lambda self: self.story.state.edition)
    @rule(stranger=STRANGERS)
    def seal(self, stranger: UUID | None) -> None:
        self.ask(seal_command(self.now), stranger or THU)

    @precondition(lambda self: self.story.state.edition)
    @rule(stranger=STRANGERS)
    def issue(self, stranger: UUID | None) -> None:
        self.ask(c.IssueReport(page_sha256="9a" * 32), stranger or THU)

    @precondition(lambda self: self.story.state.sealed)
    @rule(stranger=STRANGERS, size=st.integers(100, 300))
    def seal_document(self, stranger: UUID | None, size: int) -> None:
        self.ask(c.SealDocument(pdf_sha256="df" * 32, checkpoint_size=size), stranger or THU)

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


TestReportMachine = ReportMachine.TestCase
TestReportMachine.settings = settings(
    max_examples=200,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
