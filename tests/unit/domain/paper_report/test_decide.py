"""The rules of a digitised paper report: typed by the clerk, confirmed by the head, sealed, withdrawn (C4.8)."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from domain.context import Context
from domain.errors import Faults, HocbaError
from domain.event import Event, Happened
from domain.paper_report import commands as c
from domain.paper_report import events as e
from domain.paper_report.decide import decide, digitise
from domain.paper_report.state import PaperReport, PaperStatus, evolve, fold
from domain.report.editions import DEPUTY_CAPACITY, PRINCIPAL_CAPACITY
from domain.school_year.events import DelegationKind
from domain.school_year.state import SchoolYear
from domain.values import Attainment, CommentResult, Level, Rating, Score
from tests.kit import people
from tests.kit.people import DUNG, HANG, KHOA, LOOKUP, THU, VAN, certificate
from tests.kit.story import MORNING, Story, rejected

PAPER, DATA, SIGNER = UUID(int=880), "da" * 32, "51" * 32
LAST_DAY = date(2027, 5, 25)
TOAN = e.PaperRow(subject="TOAN", term_1=Score("7.8"), term_2=Score("8.4"), year=Score("8.2"))
GDTC = e.PaperRow(subject="GDTC", term_1=CommentResult.D, year=CommentResult.D)
SIX = e.PaperYear(
    school_year="2023-2024",
    grade=6,
    class_code="6B",
    school="Trường THCS Vĩnh Tường",
    rows=(TOAN, GDTC, e.PaperRow(subject="TIN_HOC")),
    academic=(Level.KHA, None, Level.KHA),
    conduct=(Level.TOT, Level.TOT, Level.TOT),
    absences=3,
    promotion="PROMOTED",
)
SEVEN = SIX.model_copy(update={"school_year": "2024-2025", "grade": 7, "class_code": "7B"})
ORIGIN = e.PaperOrigin(school="Trường THCS Vĩnh Tường", place="Xã Vĩnh Tường, tỉnh Phú Thọ")


def typed(*years: e.PaperYear, replaces: UUID | None = None) -> c.DigitisePaper:
    scan = e.Scan(sha256="5c" * 32, pages=12)
    return c.DigitisePaper(lookup_id=LOOKUP, origin=ORIGIN, years=years or (SIX, SEVEN), scan=scan, replaces=replaces)


def digitised(
    command: c.DigitisePaper, *others: PaperReport, by: UUID = THU, own: Collection[str] = ()
) -> e.PaperReportDigitised:
    context = Context(str(by), MORNING)
    return digitise(command, people.year(), context, people.report().state, 4, list(others), own)


def faults(*years: e.PaperYear) -> list[str]:
    with pytest.raises(HocbaError) as caught:
        digitised(typed(*years))
    assert caught.value.text("vi") != caught.value.text("en")
    return [each.code for each in (caught.value.faults if isinstance(caught.value, Faults) else [caught.value])]


CONFIRM = c.ConfirmPaper(signed_at=MORNING, certificate=certificate(DUNG), data_sha256=DATA, signer=SIGNER)
SEAL = c.SealPaper(
    signed_at=MORNING, certificate=certificate(None), serial="1A2B", last_day=LAST_DAY, signer=SIGNER,
    xml_sha256="ab" * 32, page_sha256="cd" * 32,
)  # fmt: skip
WRONG = c.WithdrawPaper(reason="Nhập nhầm điểm Toán lớp 6.")
DECISION = c.WithdrawPaper(reason="Nhập nhầm điểm Toán lớp 6.", document="31/QĐ-THCSSL", dated=MORNING.date())


class PaperStory(Story[PaperReport, c.Command]):
    """A paper report that the clerk has typed."""

    def __init__(self, *more: Event, by: UUID = THU) -> None:
        year: SchoolYear = people.year(*more)

        def of(steps: Iterable[Happened]) -> PaperReport:
            return fold(PAPER, steps)

        def decided(state: PaperReport, command: c.Command, context: Context) -> list[Event]:
            return decide(state, command, year, context, people.report().state)

        super().__init__(of, evolve, decided, digitised(typed()))
        self.history = [replace(step, actor=str(by)) for step in self.history]
        self.state = fold(PAPER, self.history)

    def confirmed(self) -> PaperStory:
        return self.when(CONFIRM, DUNG)

    def sealed(self) -> PaperStory:
        return self.confirmed().when(SEAL, THU)


def test_the_clerk_types_what_the_paper_says_and_blanks_stay_blank() -> None:
    event = digitised(typed())
    assert (event.number, event.pupil_id, event.lookup_id) == (4, people.PUPIL, LOOKUP)
    assert event.years == (SIX, SEVEN)
    assert event.years[0].rows[2] == e.PaperRow(subject="TIN_HOC")
    rejected("right.none", lambda: digitised(typed(), by=DUNG))
    rejected("right.none", lambda: digitised(typed(), by=HANG))


def test_years_are_earlier_ones_of_the_same_level_each_once() -> None:
    later = SIX.model_copy(update={"school_year": "2026-2027", "grade": 8})
    ninth = SIX.model_copy(update={"school_year": "2024-2025", "grade": 9})
    primary = SIX.model_copy(update={"grade": 5})
    assert faults(later) == faults(ninth) == faults(primary) == ["paper_report.year"]
    assert faults(SIX, SIX) == ["paper_report.year"]
    assert faults(SEVEN, SIX) == ["paper_report.year"]
    assert digitised(typed(SIX.model_copy(update={"grade": 8, "school_year": people.YEAR})))


def test_each_value_is_one_of_its_place_and_all_faults_are_told_at_once() -> None:
    comment = GDTC.model_copy(update={"year": Score("8.0")})
    level = TOAN.model_copy(update={"term_1": Attainment.HOAN_THANH_TOT, "test": Score("9.0")})
    unknown = e.PaperRow(subject="KHOA_HOC")
    wrong = SIX.model_copy(
        update={"rows": (level, comment, unknown, TOAN), "traits": (("PC_YEU_NUOC", Rating.TOT),), "result": "HTT"}
    )
    assert faults(wrong, SEVEN.model_copy(update={"grade": 9})) == [
        "paper_report.mark", "paper_report.mark", "paper_report.mark", "regulation.subject_unknown",
        "paper_report.twice", "paper_report.other_level", "paper_report.other_level", "paper_report.year",
    ]  # fmt: skip


def test_a_test_of_primary_school_has_a_whole_score() -> None:
    report = people.report().state
    pupil = replace(report, started=report.started.model_copy(update={"grade": 5}))

    def with_test(score: str) -> e.PaperReportDigitised:
        row = e.PaperRow(subject="TOAN", year=Attainment.HOAN_THANH_TOT, test=Score(score))
        four = e.PaperYear(school_year="2023-2024", grade=4, class_code="4B", school=ORIGIN.school, rows=(row,))
        return digitise(typed(four), people.year(), Context(str(THU), MORNING), pupil, 4, [])

    assert with_test("10").years[0].rows[0].whole_test == "10"
    assert "“8,5”" in rejected("paper_report.mark", lambda: with_test("8.5")).text("vi")


def test_one_year_is_digitised_once_unless_what_was_typed_is_withdrawn() -> None:
    before = PaperStory()
    assert rejected("paper_report.exists", lambda: digitised(typed(SIX), before.state)).facts["number"] == 4
    rejected(
        "paper_report.replaces", lambda: digitised(typed(SEVEN, replaces=UUID(int=1)), before.when(WRONG, THU).state)
    )
    assert digitised(typed(SIX, replaces=PAPER), before.state).replaces == PAPER


def test_what_is_withdrawn_is_replaced_once() -> None:
    story = PaperStory().when(WRONG, THU)
    gone, withdrawal = story.state, story.history[-1]
    first = PaperReport(UUID(int=881), digitised(typed(SIX, replaces=PAPER), gone), str(THU), MORNING)
    again = typed(SEVEN, replaces=PAPER)
    assert rejected("paper_report.replaced", lambda: digitised(again, gone, first)).facts["number"] == 4
    assert digitised(again, gone, evolve(first, withdrawal)).replaces == PAPER


def test_the_paper_is_of_another_school_and_so_is_each_of_its_years() -> None:
    for name in ("Trường THCS Sông Lam", "trường  thcs sông lam", unicodedata.normalize("NFD", "THCS Sông Lam")):
        own = typed().model_copy(update={"origin": ORIGIN.model_copy(update={"school": name})})
        assert rejected("paper_report.own_school", lambda: digitised(own)).facts["found"] == name  # noqa: B023 (called here)
        assert faults(SIX.model_copy(update={"school": name}), SEVEN) == ["paper_report.own_school"]
    assert digitised(typed(SIX.model_copy(update={"school": "Trường THCS Sông Lam, tỉnh Lâm Đồng"})))


def test_a_year_of_which_this_school_reports_is_not_digitised() -> None:
    refused = rejected("paper_report.own_year", lambda: digitised(typed(), own={"2024-2025"}))
    assert refused.facts["year"] == "2024-2025"
    assert digitised(typed(SIX), own={"2024-2025"})


def test_the_head_confirms_and_never_who_typed_it() -> None:
    PaperStory().when(CONFIRM, DUNG).then(
        e.PaperReportConfirmed(
            signed_at=MORNING, certificate=certificate(DUNG), data_sha256=DATA, signer=SIGNER,
            capacity=PRINCIPAL_CAPACITY, delegation_id=None,
        )
    ).then_it_is(status=PaperStatus.CONFIRMED)  # fmt: skip
    PaperStory(by=DUNG).when(CONFIRM, DUNG).then_rejected("paper_report.self", staff="DUNG")
    for nobody in (THU, HANG, VAN):
        PaperStory().when(CONFIRM, nobody).then_rejected("right.none")
    PaperStory().confirmed().when(CONFIRM, DUNG).then_rejected("paper_report.step", status="CONFIRMED")


def test_a_deputy_confirms_by_his_delegation_and_in_his_capacity() -> None:
    mine = CONFIRM.model_copy(update={"certificate": certificate(KHOA)})
    story = PaperStory(people.granted(KHOA, DelegationKind.SIGN_REPORTS)).when(mine, KHOA)
    confirmed = story.events[0]
    assert isinstance(confirmed, e.PaperReportConfirmed)
    assert (confirmed.capacity, confirmed.delegation_id is None) == (DEPUTY_CAPACITY, False)
    PaperStory(people.granted(KHOA, DelegationKind.APPROVE_CORRECTIONS)).when(mine, KHOA).then_rejected("right.none")


def test_a_signature_is_of_ones_own_certificate_and_of_now() -> None:
    PaperStory().when(CONFIRM.model_copy(update={"certificate": certificate(HANG)}), DUNG).then_rejected(
        "cert.other_person"
    )
    late = CONFIRM.model_copy(update={"signed_at": MORNING - timedelta(hours=1)})
    PaperStory().when(late, DUNG).then_rejected("sign.clock")


def test_the_clerk_seals_what_is_confirmed_with_an_approved_certificate() -> None:
    PaperStory().when(SEAL, THU).then_rejected("paper_report.step", status="DIGITISED")
    PaperStory().confirmed().when(SEAL, DUNG).then_rejected("right.none")
    PaperStory().confirmed().when(SEAL, THU).then(
        e.PaperReportSealed(
            lookup_id=LOOKUP, effective_date=MORNING.date(), signed_at=MORNING, certificate=certificate(None),
            signer=SIGNER, xml_sha256="ab" * 32, page_sha256="cd" * 32, scan_sha256="5c" * 32, replaces=None,
        )
    ).then_it_is(status=PaperStatus.SEALED)  # fmt: skip


def test_its_file_is_finished_once_under_a_checkpoint_that_covers_the_seal() -> None:
    story = PaperStory().sealed()
    assert story.state.sealed is not None
    story.when(c.SealPaperDocument(pdf_sha256=DATA, checkpoint_size=0), THU).then_rejected("document.not_covered")
    story.when(c.SealPaperDocument(pdf_sha256=DATA, checkpoint_size=9), THU).then(
        e.PaperDocumentSealed(pdf_sha256=DATA, checkpoint_size=9)
    )
    story.when(c.SealPaperDocument(pdf_sha256=DATA, checkpoint_size=9), THU).then_rejected("document.already")


def test_a_sealed_copy_is_withdrawn_by_the_principals_decision_only() -> None:
    PaperStory().when(WRONG, THU).then(e.PaperReportWithdrawn(reason=WRONG.reason, document=None, dated=None))
    PaperStory().sealed().when(DECISION, THU).then_rejected("right.role")
    PaperStory().sealed().when(WRONG, DUNG).then_rejected("paper_report.decision")
    story = PaperStory().sealed().when(DECISION, DUNG).then_it_is(status=PaperStatus.WITHDRAWN)
    story.when(DECISION, DUNG).then_rejected("paper_report.step", status="WITHDRAWN")
    story.when(SEAL, THU).then_rejected("paper_report.step")


def test_a_withdrawal_names_no_later_day() -> None:
    tomorrow = DECISION.model_copy(update={"dated": MORNING.date() + timedelta(days=1)})
    PaperStory().sealed().when(tomorrow, DUNG).then_rejected("paper_report.decision")
