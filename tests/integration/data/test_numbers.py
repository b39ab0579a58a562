"""The four numbers, counted by hand beside what was planted: a blank, a difference, two whom paper takes for one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from typer.testing import CliRunner

from api.cli.data import data as commands
from api.flows.data import recording
from api.flows.data.numbers import Lacking, Quality, What, numbers
from api.flows.tokens import issue_token
from domain.report import events as e
from domain.school_year.events import Role
from domain.school_year.state import Staff
from tests.integration.data.test_data import EXPORT, PLANTED, homeroom
from tests.kit.served import served
from tests.kit.stages import School, at, let_clock_be_set
from tests.kit.story import moment


@pytest.fixture(scope="module")
def school() -> Iterator[School]:
    with at("recorded", planted=PLANTED) as found:
        let_clock_be_set(found)
        found.desk.ledger.clock.set(moment("2026-06-16 08:00"))
        seen = recording.Seen(matches=("sex",), differs={"ethnicity": "Tày"})
        recording.reconcile(found.desk, found.members[1].report_id, homeroom(found), e.Source.SECTOR, seen, EXPORT)
        yield found


def parts(school: School) -> dict[What, tuple[int, int]]:
    return {part.what: (part.good, part.total) for number in numbers(school.desk) for part in number.parts}


def test_each_number_is_the_sum_of_what_can_be_looked_up(school: School) -> None:
    assert parts(school) == {
        What.RECONCILED: (0, 3),
        What.CROSS_CHECKED: (0, 0),
        What.MARKS: (72, 72),
        What.COMMENTS: (36, 36),
        What.HOMEROOM_RECORDS: (6, 6),
        What.IDENTITY_FIELDS: (2, 3),
        What.NO_DIFFERENCE: (2, 3),
        What.NO_TWIN: (1, 3),
        What.NO_REQUEST: (3, 3),
        What.IN_TIME: (0, 36),
    }
    found = {number.quality: number for number in numbers(school.desk)}
    assert list(found) == list(Quality)
    assert {each: (one.good, one.total, one.percent) for each, one in found.items()} == {
        Quality.CORRECT: (0, 3, 0.0),
        Quality.COMPLETE: (116, 117, 99.1),
        Quality.CLEAN: (6, 9, 66.6),
        Quality.LIVE: (0, 36, 0.0),
    }
    late = next(part for part in found[Quality.LIVE].parts if part.what is What.IN_TIME).lacking
    assert len(late) == 12
    assert late[0] == Lacking(class_code="8A", subject="CONG_NGHE", count=3)


def test_what_was_looked_at_and_agrees_counts_as_correct(school: School) -> None:
    seen = recording.Seen(matches=("full_name", "birth_date"))
    recording.reconcile(school.desk, school.members[2].report_id, homeroom(school), e.Source.PAPER, seen, EXPORT)
    assert parts(school)[What.RECONCILED] == (1, 3)


def test_the_same_by_command_and_over_the_api(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "HOCBA_DATABASE_URL": school.database.application_url,
        "HOCBA_OWNER_DATABASE_URL": school.database.owner_url,
        "HOCBA_KEYS_DIR": str(school.app.settings.keys_folder),
    }.items():
        monkeypatch.setenv(name, value)
    done = CliRunner().invoke(commands, ["numbers", "--lists"])
    assert done.exit_code == 0, done.output
    assert "Đủ: 99,1 % (116/117)" in done.stdout
    assert "    lớp 8A Toán: còn 3" in done.stdout
    with served(school.app) as client:
        school_id = school.desk.ledger.school_id

        def asked(staff: Staff) -> Any:
            token = issue_token(school.app.pool, school_id, staff)
            return client.get("/api/v1/data/numbers", headers={"Authorization": f"Bearer {token}"})

        assert [one["quality"] for one in asked(school.staff(Role.CLERK)).json()] == list(Quality)
        assert asked(school.cast.teacher(school.found, "TOAN")).status_code == 403
