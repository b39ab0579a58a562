"""Each benchmark runs, at a tiny size, and its figures have the names and the shape of ``docs/benchmarks.md``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tests.benchmarks.families import FAMILIES
from tests.benchmarks.harness import TINY, Bar, Figure, Scale, machine, write
from tests.benchmarks.tables import readme, table

#: As issue and README name them, in the order of the table.
NAMES = [
    "append_16_vs_library", "append_16_vs_unordered", "append_16_sql_vs_library", "column_45_vs_library",
    "draft_column_ms", "import_events_per_s", "opening_s", "rebuild_events_per_s", "audit_events_per_s",
    "issue_reports_per_s",
    "verify_reports_per_s", "visible_ms_p50", "board_ms", "lookup_p99_ms", "checkpoint_growth",
    "evaluate_records_per_s",
]  # fmt: skip


def figure(*, ours: list[float], others: list[float], bars: list[Bar]) -> Figure:
    return Figure("speed", "things/s", ours, others, "other things", bars, {"detail": 1.23456})


@pytest.mark.parametrize("names", FAMILIES, ids=lambda names: names[0])
def test_it_runs_and_measures_what_it_is_named_for(names: tuple[str, ...]) -> None:
    run: Callable[[Scale], Iterable[Figure]] = FAMILIES[names]
    figures = list(run(TINY))
    assert tuple(each.name for each in figures) == names
    for each in figures:
        assert len(each.ours) == len(each.others) == TINY.rounds
        assert min(*each.ours, *each.others) > 0


def test_the_names_are_those_of_the_issue() -> None:
    assert [name for names in FAMILIES for name in names] == NAMES


def test_the_file_has_the_documented_shape(tmp_path: Path) -> None:
    path = tmp_path / "var" / "benchmarks.json"
    bars = [Bar("ratio", "least", 2), Bar("value", "most", 5)]
    write(path, [figure(ours=[10, 30, 20], others=[5, 10, 10], bars=bars)], machine())
    found = json.loads(path.read_bytes())
    assert found["speed"] == {
        "value": 20, "unit": "things/s", "against": {"what": "other things", "value": 10}, "ratio": 2,
        "spread": {"value": [10, 30], "ratio": [2, 3]}, "rounds": 3,
        "must": ["ratio ≥ 2", "value ≤ 5"], "missed": ["value ≤ 5"], "details": {"detail": 1.235},
    }  # fmt: skip
    assert {"cores", "cpu", "python", "postgresql", "fsync"} <= found["machine"].keys()
    row = "| `speed` | 20 things/s | 10: other things | 2 | ratio ≥ 2, **value ≤ 5, missed** |"
    assert row in readme(found, ["speed", "not measured"]).splitlines()


def test_a_run_of_some_leaves_the_other_figures_unless_the_machine_is_another(tmp_path: Path) -> None:
    path, here = tmp_path / "benchmarks.json", {"cores": 2}
    first = Figure("first", "s", [1], [1], "x")
    write(path, [first], here)
    write(path, [Figure("second", "s", [1], [1], "x")], here)
    assert set(json.loads(path.read_bytes())) == {"machine", "first", "second"}
    write(path, [first], {"cores": 4})
    assert set(json.loads(path.read_bytes())) == {"machine", "first"}


@pytest.mark.parametrize(
    ("bar", "met"),
    [
        (Bar("value", "least", 20), True),
        (Bar("value", "least", 21), False),
        (Bar("ratio", "most", 2), True),
        (Bar("ratio", "most", 1.9), False),
    ],
    ids=str,
)
def test_what_is_missed_is_said(bar: Bar, met: bool) -> None:
    measured = figure(ours=[20], others=[10], bars=[bar])
    assert (measured.missed == []) is met
    assert [str(cell).startswith("MISSED") for cell in table([measured]).columns[-1].cells] == [not met]
