"""A replay at every position of a ledger equals what the read models showed there; and what differs is found."""

from __future__ import annotations

import json

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.flows.auditing.moments import moment
from api.flows.auditing.replay import replay
from domain.errors import Misused
from projections.checking import compare_rows
from tests.integration.auditing.shown import compared_at_every_position
from tests.kit.read_models import live_rows
from tests.kit.small_school import SmallSchool, copy, ended_template

pytestmark = pytest.mark.filterwarnings("ignore::anchors.signing.software.SoftwareKeyWarning")


def test_at_every_position_a_replay_equals_what_the_read_models_showed() -> None:
    """Of reports that were cancelled, issued anew and recalled; the whole demo's are in ``tests/e2e/demo``."""
    with copy(ended_template()) as school:
        assert compared_at_every_position(school.app, school.desk.ledger) > 450


@given(data=st.data())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_replay_knows_nothing_of_what_came_later(school: SmallSchool, data: st.DataObject) -> None:
    """As of a position, of its time, and with the ledger cut off there: always the same report."""
    ledger = school.desk.ledger
    report_id = data.draw(st.sampled_from([member.report_id for member in school.members]))
    stream = ledger.stream(report_id)
    position = data.draw(st.integers(stream[0].position, ledger.size()))
    found = replay(ledger, report_id, moment(ledger, str(position)))
    then = [entry for entry in stream if entry.position <= position]
    assert found.version == len(then)
    assert {value.source.position for value in found.values if value.source} <= {entry.position for entry in then}
    at = moment(ledger, found.at.isoformat())
    assert at.position >= position, "several entries have one time: as of it is as of the last of them"
    if at.position == position:
        assert replay(ledger, report_id, at) == found
    json.dumps(found.model_dump(mode="json"))


def test_before_it_began_there_is_no_report(school: SmallSchool) -> None:
    ledger, report_id = school.desk.ledger, school.members[0].report_id
    first = ledger.stream(report_id)[0].position
    with pytest.raises(Misused) as caught:
        replay(ledger, report_id, moment(ledger, str(first - 1)))
    assert caught.value.code == "audit.not_begun"


@pytest.mark.parametrize("text", ["yesterday", "32/05/2026", "2026-13-01", "18/05/2026 25:00", "9" * 20, "", "-1"])
def test_a_moment_that_is_none_is_refused(school: SmallSchool, text: str) -> None:
    with pytest.raises(Misused) as caught:
        moment(school.desk.ledger, text)
    assert caught.value.code in ("audit.moment", "audit.moment_beyond")


def test_a_day_is_its_end_in_vietnam_and_a_time_without_a_zone_is_vietnams(school: SmallSchool) -> None:
    ledger = school.desk.ledger
    assert moment(ledger, "18/05/2026").at.isoformat() == "2026-05-18T16:59:59.999999+00:00"
    assert moment(ledger, "2026-05-18 23:59") == moment(ledger, "18/05/2026 23:59")
    assert moment(ledger, "2026-05-18T16:59Z").at == moment(ledger, "18/5/2026 23:59").at
    assert moment(ledger, "01/01/2020").position == 0
    assert moment(ledger, "01/01/2099").position == ledger.size()


ATTACKS = {
    "a mark": ("UPDATE read.gradebook SET mark = '10.0' WHERE position = 60", "gradebook", "mark"),
    "a status": ("UPDATE read.reports SET status = 'OPEN' WHERE number = 2", "reports", "status"),
    "deep in a record": (
        "UPDATE read.reports SET record = jsonb_set(record, '{conduct,1}', '\"TOT\"') WHERE number = 1",
        "reports",
        "record.conduct.1",
    ),
    "a row too few": ("DELETE FROM read.lookup WHERE edition = 2", "lookup", ""),
    "a row too many": (
        "INSERT INTO read.school_years SELECT school_id, generation, gen_random_uuid(), '2030-2031', 'X', 'X'"
        " FROM read.school_years",
        "school_years",
        "",
    ),
}


def test_every_row_of_a_read_model_is_compared_with_a_replay() -> None:
    with copy(ended_template()) as school:
        desk = school.desk
        before = compare_rows(desk.runner, desk.ledger)
        assert (before.differing, before.behind, before.stopped) == ([], {}, None)
        rows = live_rows(school.app.pool, school.school_id).values()
        assert before.compared == sum(len(found) for _, tables in rows for found in tables.values()) > 350
        for what, (attack, table, place) in ATTACKS.items():
            with psycopg.connect(school.app.addresses.owner) as owner:
                owner.execute("SELECT set_config('hocba.school_id', %s, true)", [str(school.school_id)])
                assert owner.execute(attack.encode()).rowcount == 1, what
            (found,) = compare_rows(desk.runner, desk.ledger).differing
            assert found.what.startswith(table), what
            assert found.what.partition(": ")[2] == place, what
            assert found.expected != found.found
            assert desk.runner.rebuild(desk.ledger) == desk.ledger.size()
            assert compare_rows(desk.runner, desk.ledger).differing == [], what
        with school.app.pool.connection() as connection:
            left = connection.execute("SELECT count(*) FROM read.lookup WHERE generation = 0").fetchone()
        assert left == (0,), "nothing is left of a replay"
