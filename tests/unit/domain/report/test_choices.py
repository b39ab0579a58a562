"""What a pupil studies, exemptions, the summer, decisions of people: who may say so, and what follows."""

from __future__ import annotations

import pytest

from domain.context import Context
from domain.errors import Rejected
from domain.formats import hoc_ba
from domain.regulations.curriculum import Programme
from domain.regulations.records import Exemption, ExemptionScope
from domain.report import commands as c
from domain.report import events as e
from domain.report.document import YearResult
from domain.report.editions import freeze, missing, open_edition
from domain.report.events import DecisionKind
from domain.values import Cell, Column, Level, Score, Term
from tests.kit.level_people import ARTS, SCIENCES, started, whole
from tests.kit.people import BINH, DUNG, HANG, LAN, TUAN, VAN, complete, open_command
from tests.kit.story import MORNING

VAT_LI_TX1 = Cell(subject="VAT_LI", term=Term.ONE, column=Column.TX1)
TOPICS = Cell(subject="TOAN", term=Term.ONE, column=Column.CHUYEN_DE)
GDTC = c.Exempt(subject="GDTC", scope=ExemptionScope.YEAR, decision="QĐ 12/QĐ-THPT")


def test_who_leads_or_loads_the_school_enters_what_a_pupil_studies() -> None:
    for actor in ("operator", DUNG, VAN, TUAN):
        story = started(10).when(c.ChooseProgramme(programme=SCIENCES), actor)
        story.then(e.ProgrammeChosen(programme=SCIENCES)).then_it_is(programme=SCIENCES)
        story.when(c.ChooseProgramme(programme=SCIENCES), actor).then_nothing_happened()
    for actor in (HANG, BINH):
        started(10).when(c.ChooseProgramme(programme=SCIENCES), actor).then_rejected("right.role")


@pytest.mark.parametrize(
    ("electives", "topics", "code"),
    [
        (("VAT_LI", "HOA_HOC", "SINH_HOC"), (), "regulation.electives_count"),
        (("VAT_LI", "HOA_HOC", "SINH_HOC", "KHTN"), (), "regulation.elective_unknown"),
        (SCIENCES.electives, ("DIA_LI",), "regulation.topics_unexpected"),
        (SCIENCES.electives, ("TOAN", "NGU_VAN", "VAT_LI", "HOA_HOC"), "regulation.topics_count"),
    ],
)
def test_a_choice_that_cannot_be_is_refused(electives: tuple[str, ...], topics: tuple[str, ...], code: str) -> None:
    asked = c.ChooseProgramme(programme=Programme(electives=electives, topics=topics))
    started(10).when(asked, DUNG).then_rejected(code)


def test_a_second_choice_needs_the_permission_and_drops_nothing_that_is_recorded() -> None:
    story = started(10, SCIENCES).when(c.ChooseProgramme(programme=ARTS), DUNG).then_rejected("programme.document")
    permitted = c.ChooseProgramme(programme=ARTS, document="Đơn 5/2026, Hiệu trưởng đồng ý")
    story.when(permitted, DUNG).then(e.ProgrammeChosen(programme=ARTS, document=permitted.document))
    for cell in (VAT_LI_TX1, TOPICS):
        story = started(10, SCIENCES).given(e.ScoreRecorded(cell=cell, mark=Score("8.0")), actor=LAN)
        story.when(permitted, DUNG).then_rejected("programme.recorded", cell=cell)


def test_a_mark_is_recorded_only_where_the_pupil_studies() -> None:
    physics = c.RecordSubject(subject="VAT_LI", marks={VAT_LI_TX1: Score("8.0")})
    started(10, SCIENCES).when(physics, LAN).then(e.ScoreRecorded(cell=VAT_LI_TX1, mark=Score("8.0")))
    started(10, ARTS).when(physics, LAN).then_rejected("programme.not_studied", subject="VAT_LI")
    started(10, ARTS).when(c.RecordSubject(subject="VAT_LI"), LAN).then_nothing_happened()
    topics = c.RecordSubject(subject="TOAN", marks={TOPICS: Score("8.0")})
    started(10, SCIENCES).when(topics, HANG).then(e.ScoreRecorded(cell=TOPICS, mark=Score("8.0")))
    started(10, ARTS).when(topics, HANG).then_rejected("faults", "regulation.column_unknown")
    started(10).when(physics, LAN).then_rejected("regulation.electives_count")


def test_two_pupils_of_one_class_have_reports_of_their_own_subjects() -> None:
    for programme in (SCIENCES, ARTS):
        story = whole(10, programme)
        assert missing(story.state, story.year) == []
        result = freeze(story.state, story.year)
        assert isinstance(result, YearResult)
        rows = [row.subject for row in result.subjects]
        assert len(rows) == 12
        assert set(programme.electives) <= set(rows)
        assert [row.subject for row in result.subjects if row.topics] == [
            code for code in rows if code in programme.topics
        ]


def test_the_principal_exempts_by_a_decision_once() -> None:
    story = started(10, SCIENCES).when(GDTC, DUNG)
    story.then(e.Exempted(subject="GDTC", part=None, scope=ExemptionScope.YEAR, decision="QĐ 12/QĐ-THPT"))
    story.then_it_is(exemptions={Exemption(**GDTC.model_dump()): story.history[-1].position})
    story.when(GDTC, DUNG).then_nothing_happened()
    again = GDTC.model_copy(update={"scope": ExemptionScope.TERM_1})
    story.when(again, DUNG).then_rejected("exemption.exists", decision="QĐ 12/QĐ-THPT")
    for actor in (LAN, VAN):
        started(10, SCIENCES).when(GDTC, actor).then_rejected("right.role")
    unchosen = GDTC.model_copy(update={"subject": "DIA_LI"})
    started(10, SCIENCES).when(unchosen, DUNG).then_rejected("programme.not_studied")


def test_an_exempted_subject_needs_no_marks_and_stands_with_its_decision() -> None:
    story = started(10, SCIENCES)
    full = whole(10, SCIENCES)
    others = [step for step in full.history[2:] if getattr(getattr(step.data, "cell", None), "subject", "") != "GDTC"]
    story.given(*(step.data for step in others if getattr(step.data, "subject", "") != "GDTC"), actor=LAN)
    assert missing(story.state, story.year) != []
    story.when(GDTC, DUNG)
    assert missing(story.state, story.year) == []
    result = freeze(story.state, story.year)
    assert isinstance(result, YearResult)
    row = next(row for row in result.subjects if row.subject == "GDTC")
    assert (row.term_1, row.year, row.exempt) == (None, None, "QĐ 12/QĐ-THPT")


def test_a_lower_secondary_report_names_an_exemption_but_not_in_an_edition_of_the_first_release() -> None:
    story = complete().when(GDTC, DUNG)
    result = freeze(story.state, story.year)
    assert [row.exempt for row in result.subjects if row.subject == "GDTC"] == ["QĐ 12/QĐ-THPT"]
    opened = open_edition(story.state, open_command(story), story.year, Context(str(LAN), MORNING))[0]
    story.given(opened.model_copy(update={"release": hoc_ba.OLDER}))
    with pytest.raises(Rejected) as refused:
        freeze(story.state, story.year)
    assert refused.value.code == "format.no_place"


def test_the_summer_stands_beside_the_year() -> None:
    failed = Cell(subject="TOAN", term=Term.TWO, column=Column.CK)
    full = whole(10, SCIENCES)
    story = started(10, SCIENCES)
    for step in full.history[2:]:
        low = isinstance(step.data, e.ScoreRecorded) and step.data.cell.subject == "TOAN"
        data = step.data.model_copy(update={"mark": Score("3.0")}) if low else step.data
        bad = isinstance(data, e.ConductRecorded) and data.term is Term.TWO
        story.given(data.model_copy(update={"level": Level.DAT}) if bad else data, actor=step.actor)
    assert failed in story.state.marks
    again = Cell(subject="TOAN", term=Term.TWO, column=Column.DGL)
    story.when(c.RecordSubject(subject="TOAN", marks={again: Score("5.5")}), HANG)
    story.then(e.ScoreRecorded(cell=again, mark=Score("5.5")))
    result = freeze(story.state, story.year)
    assert isinstance(result, YearResult)
    row = next(row for row in result.subjects if row.subject == "TOAN")
    assert (row.year, row.reassessed) == ("3.0", "5.5")
    assert result.academic_final is not None


def test_conduct_after_the_summer_is_the_principals_and_recorded_once() -> None:
    asked = c.RecordSummerConduct(level=Level.DAT)
    judged = [e.ConductRecorded(term=term, level=Level.CHUA_DAT) for term in Term]
    story = started(10, SCIENCES).given(*judged, actor=LAN)
    story.when(asked, DUNG).then(e.SummerConductRecorded(level=Level.DAT))
    story.when(asked, DUNG).then_nothing_happened()
    story.when(c.RecordSummerConduct(level=Level.KHA), DUNG).then_rejected("decision.exists")
    started(10, SCIENCES).when(asked, LAN).then_rejected("right.role")


def test_the_summer_is_for_whom_the_year_opens_it() -> None:
    again = Cell(subject="TOAN", term=Term.TWO, column=Column.DGL)
    marks = c.RecordSubject(subject="TOAN", marks={again: Score("5.5")})
    whole(10, SCIENCES).when(marks, HANG).then_rejected("faults", "regulation.reassessed_passed")
    started(10, SCIENCES).when(marks, HANG).then_rejected("faults", "regulation.reassessed_passed")
    conduct = c.RecordSummerConduct(level=Level.DAT)
    whole(10, SCIENCES).when(conduct, DUNG).then_rejected("regulation.summer_conduct_passed")
    started(10, SCIENCES).when(conduct, DUNG).then_rejected("regulation.summer_conduct_passed")


def test_decisions_of_people_name_their_document_and_do_not_change() -> None:
    asked = c.RecordDecision(kind=DecisionKind.PROMOTED_BY_PRINCIPAL, decided=True, document="QĐ 8/QĐ-TH")
    story = started(4).when(asked, DUNG).then(e.DecisionRecorded(**asked.model_dump()))
    story.when(asked, DUNG).then_nothing_happened()
    story.when(asked.model_copy(update={"decided": False}), DUNG).then_rejected("decision.exists")
    started(4).when(asked, LAN).then_rejected("right.role")
    started(10, SCIENCES).when(asked, DUNG).then_rejected("decision.level")
    plan = c.RecordDecision(kind=DecisionKind.INDIVIDUAL_PLAN, decided=True, document="KHGDCN 3")
    started(4).when(plan, DUNG).then_rejected("decision.subjects")
    started(4).when(plan.model_copy(update={"subjects": ("TOAN",)}), DUNG).then(
        e.DecisionRecorded(kind=DecisionKind.INDIVIDUAL_PLAN, decided=True, document="KHGDCN 3", subjects=("TOAN",))
    )


def test_nothing_is_chosen_or_decided_once_an_edition_is_open() -> None:
    story = whole(10, SCIENCES)
    opened = e.EditionOpened(
        edition=1, lookup_id=story.state.report_id, chain=story.year.chain(10), release="1.1",
        result=freeze(story.state, story.year), head=DUNG,
        head_capacity="HIỆU TRƯỞNG", created_on=MORNING.date(), planned_issue_date=MORNING.date(), pupil_version=1,
        school_year_version=1, data_sha256="ab" * 32, blank=(),
    )  # fmt: skip
    story.given(opened)
    for asked in (
        c.ChooseProgramme(programme=ARTS, document="Đơn 5"),
        GDTC,
        c.RecordSummerConduct(level=Level.DAT),
        c.RecordDecision(kind=DecisionKind.PROMOTED_ON_PLAN, decided=True, document="QĐ 8"),
    ):
        story.when(asked, DUNG).then_rejected("report.edition_open")
