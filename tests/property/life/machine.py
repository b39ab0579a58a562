"""
The life of a report in the hands of everybody: whatever people try, in whatever order, what domain.md §9 asks holds.

The machine knows no rule. Random people send random commands, most of which are refused, and only what was accepted is
looked at: after each, the ledger has grown by it and nothing else, a replay gives the same state, the audit is clean.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from domain.context import local_day
from domain.formats.hoc_ba import Stage
from domain.ledger import Pool
from domain.ledger.clock import Clock
from domain.report import commands as c
from domain.report import events as e
from domain.report.after_issue import STEPS
from domain.report.corrections import corrected
from domain.report.editions import freeze, missing
from domain.report.state import Report, RequestStatus
from domain.school_year import commands as yc
from domain.school_year import events as y
from domain.school_year.events import Role
from domain.values import Cell, Level, Mark, Score, Term
from tests.kit import database as kit
from tests.kit.life import History, Life, real, real_digest
from tests.kit.people import (
    BINH,
    CLAUSE,
    DUNG,
    HANG,
    KHOA,
    LAN,
    PAPER,
    TAUGHT,
    THU,
    TUAN,
    VAN,
    certificate,
    complete,
    granted,
    issued,
    opened,
    opened_year,
    signed,
    teacher,
)  # fmt: skip
from tests.kit.told import Told
from tests.property.life.board import check_board
from tests.property.life.holding import CELLS, Holding

PEOPLE = (HANG, LAN, DUNG, VAN, KHOA, THU, TUAN, BINH)
MARKS = st.sampled_from([Score(text) for text in ("5.8", "8.0", "9.0")])
RARELY = st.sampled_from((*[False] * 7, True))
#: Mostly nobody: then the one whose right it is acts.
STRANGERS = st.sampled_from((*[None] * 24, *PEOPLE))
CHAIN = (Stage.SUBJECT, Stage.HOMEROOM, Stage.HEAD)
POLICIES = (
    ("deputies_approve_corrections", None),
    ("deputies_approve_corrections", CLAUSE),
    ("late_signing", "BLOCK"),
    ("late_signing", "WARN"),
    ("signing_chains.THCS", "HOMEROOM_FIRST"),
    ("signing_chains.THCS", "SUBJECT_TEACHERS_FIRST"),
)
#: In each of the files that call ``live``: random people alone would seldom come far, so a life may begin late.
LIVES = 250
#: Where a life begins: with a gap, or signed as far as that, or issued.
GAP = None
SEALED = (*CHAIN, Stage.SEAL)
ISSUED = (Stage.SEAL,)


@cache
def beginning(stages: tuple[Stage, ...] | None) -> tuple[History, History]:
    """The history of the year, and that of the report; Vân may approve corrections, Khoa may sign reports."""
    year = opened_year(deputies_approve_corrections=CLAUSE).given(
        granted(VAN, y.DelegationKind.APPROVE_CORRECTIONS),
        granted(KHOA, y.DelegationKind.SIGN_REPORTS, delegation_id=UUID(int=302)),
    )
    if stages is GAP:
        report = complete(year.state, without=CELLS[:1])
    elif stages == ISSUED:
        report = issued(year.state)
    else:
        report = signed(opened(year.state), *stages) if stages else complete(year.state)
    return History.of(year.history), History.of(report.history)


class LifeMachine(RuleBasedStateMachine):
    """One report, in one year."""

    pool: Pool
    clock: Clock
    seen: Counter[str]
    beginnings: tuple[tuple[Stage, ...] | None, ...]

    @initialize(pick=st.integers(0, 5))
    def begin(self, pick: int) -> None:
        begun = self.beginnings[pick % len(self.beginnings)]
        self.life = Life(self.pool, self.clock, *beginning(begun))
        self.ids = iter(range(1000, 10**6))
        self.holding = Holding(self.life)

    # What people do

    def ask(self, command: c.Command, actor: UUID) -> None:
        """Send a command, then hold what came of it against the state before."""
        self.holding.remember()
        self.life.pass_time(timedelta(minutes=1))
        events = self.life.ask(command, actor)
        if not events:
            return
        self.holding.check(events, actor)
        self.seen[self.life.report.status.value] += 1

    def ask_year(self, command: yc.Command, actor: UUID) -> None:
        """Send a command to the school year."""
        self.life.pass_time(timedelta(minutes=1))
        self.life.ask_year(command, actor)

    def digest(self) -> str:
        """A document that nobody has made before."""
        return real_digest(f"{next(self.ids):064x}")

    @rule(cell=st.sampled_from(CELLS), mark=MARKS, stranger=STRANGERS)
    def record(self, cell: Cell, mark: Mark, stranger: UUID | None) -> None:
        self.ask(c.RecordSubject(subject=cell.subject, marks={cell: mark}), stranger or teacher(cell.subject))

    @rule(
        marks=st.dictionaries(st.sampled_from(CELLS), MARKS, min_size=1),
        wrong=RARELY,
        stranger=STRANGERS,
        agreed=st.booleans(),
    )
    def request_marks(self, marks: dict[Cell, Mark], wrong: bool, stranger: UUID | None, agreed: bool) -> None:
        """Several cells in one request; it is refused where the asker may not record all of them."""
        values = self.holding.values()
        subject = min(cell.subject for cell in marks)
        changes = tuple(
            e.MarkChange(cell=cell, before=Score("3.3") if wrong else values.get(cell, mark), after=mark)
            for cell, mark in marks.items()
            if stranger or cell.subject == subject
        )
        self.request(changes, stranger or teacher(subject), agreed)

    @precondition(lambda self: not self.life.report.issued)
    @rule(term=st.sampled_from(Term), level=st.sampled_from(Level), stranger=STRANGERS, agreed=st.booleans())
    def request_conduct(self, term: Term, level: Level, stranger: UUID | None, agreed: bool) -> None:
        before = self.life.report.conduct[term].value
        self.request((e.ConductChange(term=term, before=before, after=level),), stranger or LAN, agreed)

    @precondition(lambda self: not self.life.report.issued)
    @rule(subject=st.sampled_from(("TOAN", "GDCD")), stranger=STRANGERS, agreed=st.booleans())
    def request_comment(self, subject: str, stranger: UUID | None, agreed: bool) -> None:
        change = e.CommentChange(
            subject=subject, before=self.life.report.comments[subject].value, after=f"Tiến bộ {next(self.ids)}"
        )
        self.request((change,), stranger or teacher(subject), agreed)

    def request(self, changes: tuple[e.Change, ...], actor: UUID, agreed: bool) -> None:
        """Ask; where those who decide are at hand (``agreed``) they agree at once, the principal or a deputy."""
        command = c.RequestCorrection(
            request_id=UUID(int=next(self.ids)),
            changes=changes,
            reason_code=e.ReasonCode.TYPING_ERROR,
            reason="Nhập nhầm",
            paper=real(PAPER),
        )
        self.ask(command, actor)
        for deputy in (False, True) if agreed else ():
            self.decide(earlier=False, agree=True, forget=False, deputy=deputy, stranger=None)

    @precondition(lambda self: self.life.report.requests)
    @rule(earlier=RARELY, agree=st.booleans(), forget=RARELY, deputy=st.booleans(), stranger=STRANGERS)
    def decide(self, earlier: bool, agree: bool, forget: bool, deputy: bool, stranger: UUID | None) -> None:
        state = self.life.report
        waiting = state.open_requests[:1] if not earlier else list(state.requests.values())
        if not waiting:
            return
        request, actor = waiting[0], stranger or (VAN if deputy else DUNG)
        signed = {
            "request_id": request.asked.request_id,
            "request_sha256": sha256(self.life.ledger.entry(request.position)).hexdigest(),
            "signature": self.digest(),
            "certificate": real_digest(certificate(actor)),
        }
        if not agree:
            self.ask(c.RefuseCorrection(**signed, remark="Không có căn cứ"), actor)
            return
        frozen = None
        if state.edition and request.status is RequestStatus.OPEN and not forget:
            frozen = self.frozen(corrected(state, request))
        self.ask(c.ApproveCorrection(**signed, refrozen=frozen), actor)

    @precondition(lambda self: self.life.report.requests)
    @rule(stranger=STRANGERS)
    def withdraw(self, stranger: UUID | None) -> None:
        """Take the newest request back."""
        request = list(self.life.report.requests.values())[-1]
        self.ask(c.WithdrawCorrection(request_id=request.asked.request_id), stranger or UUID(request.requested_by))

    @precondition(lambda self: not missing(self.life.report, self.life.year))
    @rule(head=st.sampled_from((DUNG, KHOA, VAN)), stranger=STRANGERS)
    def open(self, head: UUID, stranger: UUID | None) -> None:
        command = c.OpenEdition(
            lookup_id=UUID(int=next(self.ids)),
            head=head,
            planned_issue_date=self.today,
            created_on=self.today,
            frozen=self.frozen(self.life.report),
        )
        self.ask(command, stranger or LAN)

    @rule(steps=st.integers(1, 5), agree=st.booleans(), then=st.sampled_from(tuple(STEPS)))
    def go_on(self, steps: int, agree: bool, then: type[c.AfterIssue]) -> None:
        """What those do whose turn it is: random people alone would never come to the end."""
        for _ in range(steps):
            state = self.life.report
            if state.open_requests:
                self.decide(earlier=False, agree=agree, forget=False, deputy=not agree, stranger=None)
                self.decide(earlier=False, agree=agree, forget=False, deputy=agree, stranger=None)
            elif not state.edition:
                if not missing(state, self.life.year):
                    self.open(head=DUNG, stranger=None)
            elif not state.sealed:
                self.sign_in_turn(subjects=set(TAUGHT), rest=True)
                self.seal(stranger=None)
            elif not state.issued:
                self.issue(stranger=None)
            elif not state.document:
                self.seal_document(stranger=None, ahead=0)
            else:
                self.after_issue(step=then, fitting=True, stranger=None)

    def frozen(self, state: Report) -> c.Frozen:
        return c.Frozen(
            result=freeze(state, self.life.year),
            pupil_version=2,
            school_year_version=self.life.year.version,
            data_sha256=self.digest(),
            blank=(),
        )

    @rule(stranger=st.sampled_from(PEOPLE), stage=st.sampled_from(CHAIN), subject=st.sampled_from(TAUGHT))
    def sign_out_of_turn(self, stranger: UUID, stage: Stage, subject: str) -> None:
        self.sign(stage, subject if stage is Stage.SUBJECT else None, stranger)

    @precondition(lambda self: self.life.report.edition)
    @rule(subjects=st.sets(st.sampled_from(TAUGHT)), rest=st.booleans())
    def sign_in_turn(self, subjects: set[str], rest: bool) -> None:
        """Those whose turn it is: random people alone would never come to the end."""
        state = self.life.report
        for subject in TAUGHT:
            if (Stage.SUBJECT, subject) not in state.signatures and (rest or subject in subjects):
                self.sign(Stage.SUBJECT, subject, teacher(subject))
        if state.edition and rest:
            self.sign(Stage.HOMEROOM, None, LAN)
            self.sign(Stage.HEAD, None, state.edition.opened.head)

    def sign(self, stage: Stage, subject: str | None, actor: UUID) -> None:
        command = c.SignReport(
            stage=stage,
            subject=subject,
            signed_at=self.life.now,
            certificate=real_digest(certificate(actor)),
            signer=self.digest(),
        )
        self.ask(command, actor)
        self.holding.signed((stage, subject))

    @precondition(lambda self: self.life.report.signatures)
    @rule(stage=st.sampled_from(CHAIN), subject=st.sampled_from(("TOAN", "GDCD")), by=st.sampled_from(PEOPLE))
    def send_back(self, stage: Stage, subject: str, by: UUID) -> None:
        command = c.ReturnReport(
            return_id=UUID(int=next(self.ids)),
            stage=stage,
            subject=subject if stage is Stage.SUBJECT else None,
            note="Nhận xét ghi nhầm học sinh",
        )
        self.ask(command, by)

    @precondition(lambda self: self.life.report.edition)
    @rule(stranger=STRANGERS)
    def seal(self, stranger: UUID | None) -> None:
        command = c.SealReport(
            signed_at=self.life.now,
            certificate=real_digest(certificate(None)),
            serial="5ea1",
            last_day=self.life.now.date(),
            signer=self.digest(),
            xml_sha256=self.digest(),
        )
        self.ask(command, stranger or THU)

    @precondition(lambda self: self.life.report.edition)
    @rule(stranger=STRANGERS)
    def issue(self, stranger: UUID | None) -> None:
        self.ask(c.IssueReport(page_sha256=self.digest()), stranger or THU)

    @precondition(lambda self: self.life.report.sealed)
    @rule(stranger=STRANGERS, ahead=st.integers(-1, 1))
    def seal_document(self, stranger: UUID | None, ahead: int) -> None:
        self.ask(c.SealDocument(pdf_sha256=self.digest(), checkpoint_size=self.life.size + ahead), stranger or THU)

    @precondition(lambda self: self.life.report.document)
    @rule(steps=st.lists(st.sampled_from(tuple(STEPS)), min_size=1, max_size=4))
    def live_on(self, steps: list[type[c.AfterIssue]]) -> None:
        """School and Department, in an order that they may take."""
        for step in steps:
            if self.life.report.document:
                self.after_issue(step=step, fitting=True, stranger=None)

    @precondition(lambda self: self.life.report.issued)
    @rule(step=st.sampled_from(tuple(STEPS)), fitting=st.booleans(), stranger=STRANGERS)
    def after_issue(self, step: type[c.AfterIssue], fitting: bool, stranger: UUID | None) -> None:
        """Any step, or (``fitting``) one that the edition's status allows, from where it may lead back to signing."""
        state = self.life.report
        allowed = [each for each, taken in STEPS.items() if state.status in taken.before]
        if fitting and allowed:
            step = allowed[list(STEPS).index(step) % len(allowed)]
        paper = real(PAPER)
        said = {"reason": "Sai nơi sinh", "paper": paper, "document": paper, "reference": "GT-17", "on": self.today}
        command = step.model_validate({name: said[name] for name in step.model_fields if name in said})
        self.ask(command, stranger or {Role.PRINCIPAL: DUNG, Role.CLERK: THU}[STEPS[step].role])

    @property
    def today(self) -> date:
        return local_day(self.life.now)

    @rule(
        act=st.sampled_from(("lock", "reopen", "extend", "set", "delegate", "revoke")),
        term=st.sampled_from(Term),
        step=st.sampled_from(y.Step),
        days=st.integers(-10, 30),
        policy=st.sampled_from(POLICIES),
        deputy=st.sampled_from((VAN, KHOA)),
        kind=st.sampled_from(y.DelegationKind),
        stranger=STRANGERS,
    )
    def lead(
        self,
        act: str,
        term: Term,
        step: y.Step,
        days: int,
        policy: tuple[str, str | None],
        deputy: UUID,
        kind: y.DelegationKind,
        stranger: UUID | None,
    ) -> None:
        """What a principal does in the year: one rule, or people would do little else."""
        until, (name, value), made = self.today + timedelta(days=days), policy, UUID(int=next(self.ids))
        day = {"since": self.today, "document": "20/QĐ"}
        oldest = next(iter(self.life.year.delegations))
        commands = {
            "lock": lambda: yc.LockTerm(term=term),
            "reopen": lambda: yc.ReopenTerm(term=term, reason="Theo đề nghị"),
            "extend": lambda: yc.ExtendDeadline(step=step, grade=8, until=until, reason="Giáo viên ốm"),
            "set": lambda: yc.SetPolicy(policy=name, value=value, clause=CLAUSE, **day),
            "delegate": lambda: yc.GrantDelegation(staff_id=deputy, kind=kind, until=until, delegation_id=made, **day),
            "revoke": lambda: yc.RevokeDelegation(delegation_id=oldest, last_day=self.today),
        }
        self.ask_year(commands[act](), stranger or DUNG)

    @rule(hours=st.sampled_from((1, 5, 24, 24 * 14)))
    def wait(self, hours: int) -> None:
        self.life.pass_time(timedelta(hours=hours))

    @invariant()
    def the_ledger_holds_it(self) -> None:
        """After every step: replayed from the ledger it is the same, and the audit finds no fault."""
        self.life.check()

    def teardown(self) -> None:
        """A replay up to each moment gives what stood then, and the board is told what stands at the end."""
        for size, year, report in self.life.at_each_moment():
            assert (year, report) == self.life.snapshots[size], f"the replay at {size} differs"
        check_board(self.life)
        self.seen.update(self.life.accepted)


def live(told: Told, *beginnings: tuple[Stage, ...] | None) -> None:
    """``LIVES`` lives that begin so far, in a database of their own; tells what has happened in them."""
    seen: Counter[str] = Counter()
    # One connection: a pool that makes another, in a thread of its own, draws a random number for its age, and
    # Hypothesis then finds that the random state moved while it drew.
    with kit.migrated(test_clock=True) as database, kit.pool_of(database, size_max=1) as pool:
        pool.wait()
        bound = {"pool": pool, "clock": Clock(pool), "seen": seen, "beginnings": beginnings}
        run_state_machine_as_test(
            type("Life", (LifeMachine,), bound),
            settings=settings(
                max_examples=LIVES,
                stateful_step_count=15,
                suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
            ),
        )
    told(f"{LIVES} lives: {dict(sorted(seen.items()))}")
