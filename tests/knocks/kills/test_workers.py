"""
An import by two worker processes killed at random moments: the parent alone, a worker alone, all at once.

Nothing of it lives on, a file is in the ledger whole or not at all, and the same command again completes.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from uuid import UUID

from tests.kit.stages import School, at
from tests.kit.told import Told
from tests.knocks.kills import acts
from tests.knocks.kills.series import KILLS, Kind, Knocks
from tests.knocks.kills.test_import import file_of, values

PUPILS = 2
CLASSES = ("8A", "8B", "8C")
#: Two processes start for each kill.
WANTED = KILLS // 4


def classes(school: School) -> dict[UUID, str]:
    """Report → class."""
    found = school.desk.year().classes.values()
    return {member.report_id: each.code for each in found for member in school.desk.members(each)}


def recorded(school: School) -> Counter[tuple[str, str]]:
    """Values that stand, by the file that they came from."""
    of = classes(school)
    return Counter(
        (of[entry.stream_id], name) for entry in school.desk.ledger.entries() if (name := file_of(entry.data))
    )


@cache
def expected() -> Counter[tuple[str, str]]:
    """What the files hold: recorded once, undisturbed, in this process."""
    with at("recorded", PUPILS, CLASSES) as school:
        return recorded(school)


def whole_files(school: School) -> tuple[int, ...]:
    """How many files of each class are in the ledger."""
    found = recorded(school)
    assert {name: expected()[name] for name in found} == found, "half of a file"
    return tuple(sum(code == each for each, _ in found) for code in CLASSES)


def test_killed_workers_leave_whole_files_and_no_orphans(told: Told) -> None:
    knocks = Knocks(
        Kind(
            name="import by workers",
            school=lambda: at("loaded", PUPILS, CLASSES),
            act=acts.record_in_workers,
            arguments=lambda school: (school.desk.ledger.school_id, school.every_file),
            state=whole_files,
            whole=values,
            states_min=3,
            workers=True,
        ),
        wanted=WANTED,
    )
    told(knocks.run())
    assert set(knocks.whom) == {"process", "worker", "all"}, knocks.whom
