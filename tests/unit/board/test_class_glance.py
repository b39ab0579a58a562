"""Who is at risk, and why: by the rules of the year where it is complete, else by what stands so far."""

from __future__ import annotations

from uuid import uuid4

from api.flows.class_glance import risks
from api.flows.roll.warnings import Warned
from domain.report import events as e
from domain.values import Level, Term
from tests.kit.people import LAN, complete, report
from tests.kit.story import ReportStory


def warned(total: int) -> Warned:
    return Warned(
        class_code="8A", number=7, report_id=uuid4(), full_name="Lê Minh", permitted=total, unpermitted=0, total=total,
        by_day=True, limit=45, reached=30, over=total > 45, homeroom="LAN", principals=("DUNG",), text="Em Lê Minh …",
    )  # fmt: skip


def found(story: ReportStory, total: int | None = None) -> list[tuple[str, bool]]:
    told = risks(story.state, story.year, warned(total) if total else None, "vi")
    return [(each.text, each.bars) for each in told]


def conduct(*levels: Level) -> tuple[e.ConductRecorded, ...]:
    return tuple(e.ConductRecorded(term=term, level=level) for term, level in zip(Term, levels, strict=False))


def test_who_has_everything_and_moves_up_is_not_at_risk() -> None:
    assert found(complete()) == []
    assert found(report()) == []


def test_absences_warn_below_the_limit_and_bar_above_it() -> None:
    assert found(complete(), 44) == [("Đã nghỉ 44/45 buổi", False)]
    over = complete(absences=False).given(
        e.AbsencesRecorded(absences=e.Absences(permitted=46, unpermitted=0)), actor=LAN
    )
    assert found(over, 46) == [("Không được lên lớp (nghỉ 46, quá 45 buổi)", True)]


def test_the_outcome_of_the_year_bars_with_the_sentences_that_lead_to_it() -> None:
    story = complete().given(*conduct(Level.CHUA_DAT, Level.CHUA_DAT), actor=LAN)
    (risk,) = risks(story.state, story.year, None, "vi")
    assert (risk.text, risk.bars) == ("Lên lớp: rèn luyện trong kì nghỉ hè", True)
    assert any("rèn luyện" in sentence for sentence in risk.why)
