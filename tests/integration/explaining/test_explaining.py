"""``hocba explain`` over the reports of a class as the demo makes it: articles, numbers, and entries of the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.event import Event
from domain.report.editions import derive
from domain.report.events import AbsencesRecorded, ConductRecorded, CorrectionApproved, ScoreRecorded
from domain.values import Score, Term
from tests.kit.cli import cli_of
from tests.kit.small_school import PAPER
from tests.kit.stages import School, at

PUPILS = 14


@pytest.fixture(scope="module")
def school() -> Iterator[School]:
    with at("recorded", pupils=PUPILS) as made:
        yield made


def explained(school: School, folder: Path, report: UUID, *more: object) -> dict[str, Any]:
    answer = cli_of(school, folder).fine("explain", "--report", report, *more)
    return {each["what"]: each for each in answer}


def raised(school: School) -> UUID:
    """A report whose year was raised because of one subject, and who is promoted."""
    for member in school.members:
        found = derive(school.desk.report(member.report_id), school.desk.year())
        if found.adjusted_by.year and found.promotion == "PROMOTED":
            return member.report_id
    raise AssertionError("the class shows no raised level; take more pupils")


def counts(event: Event) -> bool:
    """What the year rests on: of a comment subject term II alone (Điều 9.1a)."""
    if isinstance(event, ScoreRecorded):
        return isinstance(event.mark, Score) or event.cell.term is Term.TWO
    return isinstance(event, (ConductRecorded, AbsencesRecorded))


def test_an_average_names_the_entries_of_its_marks(school: School, tmp_path: Path) -> None:
    report = school.members[0].report_id
    found = explained(school, tmp_path, report, "--subject", "TOAN")
    assert list(found) == [f"subjects.TOAN.{period}" for period in ("term_1", "term_2", "year", "final")]
    term = found["subjects.TOAN.term_1"]
    assert term["article"].endswith("Điều 9.1b")
    assert term["formula"].endswith(f"→ {term['value']}")
    assert term["policies"] == {"tie_rounding": "HALF_UP"}
    assert term["rule_set"] == "TT22-2021/1"
    entries = {each.position: each for each in school.desk.ledger.stream(report)}
    assert len(term["inputs"]) == 6
    for each in term["inputs"]:
        [position] = each["positions"]
        recorded = entries[position].data
        assert isinstance(recorded, ScoreRecorded)
        assert (str(recorded.cell), str(recorded.mark)) == (each["what"], each["value"])
    both = found["subjects.TOAN.term_2"]["positions"] + term["positions"]
    assert found["subjects.TOAN.year"]["positions"] == sorted(both)


def test_a_raised_level_and_a_promotion_rest_on_everything_that_counts(school: School, tmp_path: Path) -> None:
    report = raised(school)
    found = explained(school, tmp_path, report)
    level, promotion = found["academic.year"], found["promotion"]
    cause = derive(school.desk.report(report), school.desk.year()).adjusted_by.year
    assert level["article"].endswith("Điều 9.2, 9.3")
    assert "Điều 9.3: mức" in level["text"]
    assert level["policies"]["one_subject_reading"] == "IGNORE_SUBJECT"
    [of_cause] = [each for each in level["inputs"] if each["what"] == f"subjects.{cause}.year"]
    assert of_cause["positions"]
    entries = school.desk.ledger.stream(report)
    assert promotion["positions"] == [each.position for each in entries if counts(each.data)]
    assert (promotion["value"], promotion["article"]) == ("PROMOTED", "TT 22/2021/TT-BGDĐT, Điều 12-14")


def test_after_a_correction_a_value_rests_on_the_approval(tmp_path: Path) -> None:
    with at("recorded") as school:
        (tmp_path / "paper.pdf").write_bytes(PAPER)
        report = school.members[0].report_id
        before = explained(school, tmp_path, report, "--subject", "TOAN")["subjects.TOAN.term_1"]
        asked = school.cast.ask(school.found, report, "TOAN", "Nhập nhầm.", "12/BC", tmp_path / "paper.pdf")
        school.cast.approve(asked)
        after = explained(school, tmp_path, report, "--subject", "TOAN")["subjects.TOAN.term_1"]
        [approval] = [
            each.position for each in school.desk.ledger.stream(report) if isinstance(each.data, CorrectionApproved)
        ]
        assert approval in after["positions"]
        assert approval not in before["positions"]
        assert len(after["positions"]) == len(before["positions"]) == 6


def test_a_primary_report(tmp_path: Path) -> None:
    with at("recorded", classes=("4A",)) as school:
        report = school.members[0].report_id
        found = explained(school, tmp_path, report)
        names = ["subjects.TOAN.year", "result", "completed", "promoted", "title"]
        assert [each for each in found if each in names] == names
        result = found["result"]
        assert (result["article"], result["rule_set"]) == ("TT 27/2020/TT-BGDĐT, Điều 9.2a", "TT27-2020/1")
        entries = {each.position: each.data for each in school.desk.ledger.stream(report)}
        assert {each["what"] for each in result["inputs"]} == {str(entries[at].cell) for at in result["positions"]}
        level, test = found["subjects.TOAN.year"]["inputs"]
        assert (level["what"], test["what"]) == ("TOAN HK2 CK", "TOAN HK2 KT_CK")
        assert [*level["positions"], *test["positions"]] == found["subjects.TOAN.year"]["positions"]


def test_an_upper_secondary_report_has_the_pupils_own_subjects(tmp_path: Path) -> None:
    with at("recorded", classes=("10A1",)) as school:
        report = school.members[0].report_id
        programme = school.desk.report(report).programme
        found = explained(school, tmp_path, report)
        years = {name.split(".")[1] for name in found if name.startswith("subjects.") and name.endswith(".year")}
        assert {*programme.electives, "NGU_VAN", "GDQPAN"} <= years
        topics = found[f"subjects.{programme.topics[0]}.term_1"]
        assert topics["policies"]["special_topics"] == "EXTRA"
        assert any(each["what"].endswith("CHUYEN_DE") and each["positions"] for each in topics["inputs"])


def test_in_lines_for_people(school: School, tmp_path: Path) -> None:
    report = raised(school)
    told = cli_of(school, tmp_path).run("explain", "--report", report)
    assert told.exit == 0
    assert "kết quả học tập, cả năm: Khá" in told.out or "kết quả học tập, cả năm: Đạt" in told.out
    assert "lên lớp: được lên lớp" in told.out
    assert "Bản ghi: " in told.out


def test_what_is_not_there_is_refused(school: School, tmp_path: Path) -> None:
    cli = cli_of(school, tmp_path)
    report = school.members[0].report_id
    assert cli.refused("explain", "--report", uuid4(), exit=2)["error"]["code"] == "report.unknown_code"
    refused = cli.refused("explain", "--report", report, "--subject", "VAT_LI", exit=1)
    assert refused["error"]["code"] == "regulation.not_studied"
