"""Publishing killed at random moments: a checkpoint with all its tiles, or neither, and none is ever lost."""

from __future__ import annotations

from tests.kit.stages import School, at
from tests.kit.told import Told
from tests.knocks.kills import acts
from tests.knocks.kills.series import Kind, Knocks


def published(school: School) -> tuple[int, int]:
    """How many checkpoints stand, and how many entries lie behind the last one."""
    sizes = checkpoints(school)
    return len(sizes), school.desk.ledger.size() - (sizes or [0])[-1]


def checkpoints(school: School) -> list[int]:
    """Their sizes; the audit has recomputed the root of each from the entries."""
    return [each.size for each in school.desk.ledger.checkpoints()]


def test_killed_publishing_leaves_whole_checkpoints_and_goes_on(told: Told) -> None:
    knocks = Knocks(
        Kind(
            name="publishing",
            school=lambda: at("loaded"),
            act=acts.publish_rounds,
            arguments=lambda school: (school.desk.ledger.school_id,),
            state=published,
            whole=checkpoints,
            states_min=6,
            checkpoints=True,
        )
    )
    told(knocks.run())
