"""Imports killed at random moments: a file is in the ledger whole or not at all, and never twice."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

from domain.report import events as e
from tests.kit.stages import School, at
from tests.kit.told import Told
from tests.knocks.kills import acts
from tests.knocks.kills.series import Kind, Knocks

PUPILS = 4


def recorded(school: School) -> Counter[str]:
    """Values that stand, by the file that they came from."""
    return Counter(place for entry in school.desk.ledger.entries() if (place := file_of(entry.data)) is not None)


def file_of(event: Any) -> str | None:
    """The file that a recorded value came from: its subject, or the homeroom's."""
    match event:
        case e.ScoreRecorded():
            return str(event.cell.subject)
        case e.CommentRecorded():
            return str(event.subject)
        case e.ConductRecorded() | e.AbsencesRecorded() | e.HomeroomCommentRecorded():
            return "homeroom"
    return None


@cache
def expected() -> Counter[str]:
    """What the files hold: recorded once, undisturbed, in this process."""
    with at("recorded", PUPILS) as school:
        return recorded(school)


def whole_files(school: School) -> frozenset[str]:
    """The files that are in the ledger."""
    found = recorded(school)
    assert {name: expected()[name] for name in found} == found, "half of a file"
    return frozenset(found)


def values(school: School) -> list[str]:
    """Every recorded value with its report."""
    return sorted(
        f"{entry.stream_id} {entry.data.model_dump_json()}"
        for entry in school.desk.ledger.entries()
        if file_of(entry.data) is not None
    )


def test_a_killed_import_leaves_whole_files_and_goes_on(told: Told) -> None:
    knocks = Knocks(
        Kind(
            name="import",
            school=lambda: at("loaded", PUPILS),
            act=acts.record,
            arguments=lambda school: (school.desk.ledger.school_id, school.every_file),
            state=whole_files,
            whole=values,
            states_min=5,
        )
    )
    told(knocks.run())
