"""What a teacher types is what is read; what nobody typed is never read; no bytes crash the reader."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.flows.workbooks import Absences, read_gradebook, read_homeroom, write_gradebook, write_homeroom
from domain.errors import Faults, HocbaError
from domain.values import Cell, CommentResult, Kind, Level, Score, Term
from tests.kit.workbooks import fill_gradebook, fill_homeroom, gradebook, homeroom

SCORED, COMMENTED, HOMEROOM = gradebook(), gradebook(Kind.COMMENT), homeroom()
IDS = [pupil.pupil_id for pupil in SCORED.pupils]
SLOW = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])


def places(kind: Kind) -> st.SearchStrategy[tuple[object, Cell]]:
    spec = SCORED if kind is Kind.SCORED else COMMENTED
    return st.tuples(st.sampled_from(IDS), st.sampled_from([cell for term in Term for cell in spec.cells(term)]))


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("templates")
    write_gradebook(SCORED, folder / "scored.xlsx")
    write_gradebook(COMMENTED, folder / "commented.xlsx")
    write_homeroom(HOMEROOM, folder / "homeroom.xlsx")
    return folder


def copy_of(template: Path) -> Path:
    target = template.with_name("filled.xlsx")
    target.write_bytes(template.read_bytes())
    return target


tenths = st.integers(0, 100).map(lambda tenth: Decimal(tenth) / 10)
letters = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=80)


@SLOW
@given(st.dictionaries(places(Kind.SCORED), st.tuples(tenths, st.sampled_from("f.,")), max_size=40), st.data())
def test_marks_typed_as_number_or_with_comma_or_point(templates: Path, typed, data) -> None:
    path = copy_of(templates / "scored.xlsx")
    comments = data.draw(st.dictionaries(st.sampled_from(IDS), letters.filter(lambda text: text[0] not in "=#")))
    forms = {"f": float, ".": str, ",": lambda mark: str(mark).replace(".", ",")}
    fill_gradebook(path, {place: forms[form](mark) for place, (mark, form) in typed.items()}, comments)
    content = read_gradebook(path, SCORED, round_half_up=False)
    assert content.marks == {place: Score(mark) for place, (mark, _) in typed.items()}
    assert content.comments.keys() == comments.keys()


@SLOW
@given(st.dictionaries(places(Kind.COMMENT), st.sampled_from(["Đ", "CĐ", "D", "cd"]), max_size=40))
def test_results_of_both_parts(templates: Path, typed) -> None:
    path = copy_of(templates / "commented.xlsx")
    fill_gradebook(path, typed)
    content = read_gradebook(path, COMMENTED, round_half_up=False)
    expected = {place: CommentResult.CD if text[0] in "Cc" else CommentResult.D for place, text in typed.items()}
    assert content.marks == expected


@SLOW
@given(st.dictionaries(places(Kind.SCORED), st.integers(0, 1000).filter(lambda n: n % 10), min_size=1, max_size=20))
def test_two_decimals_are_all_named_or_all_rounded_half_up(templates: Path, typed) -> None:
    path = copy_of(templates / "scored.xlsx")
    fill_gradebook(path, {place: hundredths / 100 for place, hundredths in typed.items()})
    with pytest.raises(Faults) as refused:
        read_gradebook(path, SCORED, round_half_up=False)
    assert [fault.code for fault in refused.value.faults] == ["score.decimals"] * len(typed)
    rounded = {place: Score((Decimal(hundredths + 5) // 10) / 10) for place, hundredths in typed.items()}
    assert read_gradebook(path, SCORED, round_half_up=True).marks == rounded


@SLOW
@given(
    st.dictionaries(st.tuples(st.sampled_from(IDS), st.sampled_from(Term)), st.sampled_from(Level)),
    st.dictionaries(st.sampled_from(IDS), st.tuples(st.integers(0, 366), st.integers(0, 366))),
)
def test_homeroom(templates: Path, conduct, absences) -> None:
    path = copy_of(templates / "homeroom.xlsx")
    fill_homeroom(path, {place: level.name for place, level in conduct.items()}, absences)
    content = read_homeroom(path, HOMEROOM)
    assert content.conduct == conduct
    assert content.absences == {one: Absences(*counts) for one, counts in absences.items()}


@settings(max_examples=300)
@given(st.data())
def test_no_damaged_bytes_get_past_the_errors_of_the_program(templates: Path, data) -> None:
    content = bytearray((templates / "scored.xlsx").read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        read = read_gradebook(bytes(content), SCORED, round_half_up=False)
    except HocbaError:
        return
    assert read.marks == {}


@settings(max_examples=150)
@given(st.data())
def test_no_damaged_xml_gets_past_the_errors_of_the_program(templates: Path, data) -> None:
    with zipfile.ZipFile(templates / "scored.xlsx") as archive:
        parts = {name: bytearray(archive.read(name)) for name in archive.namelist()}
    damaged = parts[data.draw(st.sampled_from(sorted(parts)))]
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, bytes(part))
    try:
        read_gradebook(stream.getvalue(), SCORED, round_half_up=False)
    except HocbaError:
        return
