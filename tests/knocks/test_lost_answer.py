"""
The connection is lost between a commit and its answer, or just before the commit: the program cannot know which.

It says so, and the same command again is answered as it would have been: nothing is lost, nothing stands twice.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from anchors.publisher import publish
from api.app import Addresses, App
from api.flows import issuing
from api.flows.demo.acting import Cast
from api.flows.gradebooks import import_gradebook
from api.flows.issuing import issue_reports
from domain.errors import Unavailable
from domain.ledger import Ledger, open_pool
from domain.report import events as e
from tests.kit import database as kit
from tests.kit.check_ledger import check_ledger
from tests.kit.stages import School, at
from tests.knocks.proxy import Moment, Proxy

PUPILS = 3
moments = pytest.mark.parametrize("moment", Moment, ids=lambda moment: moment.value)


@dataclass(frozen=True)
class Line:
    """A school whose program reaches its database through a proxy."""

    school: School
    proxy: Proxy

    @property
    def ledger(self) -> Ledger:
        return self.school.desk.ledger

    def lost(self, moment: Moment, function: str, nth: int = 1) -> None:
        self.proxy.cut(moment, function, nth)


@contextmanager
def proxied(url: str) -> Iterator[Proxy]:
    # Not pytest's folder: a socket's path has at most 107 bytes.
    with tempfile.TemporaryDirectory(prefix="hocba-proxy-") as folder, Proxy(url, Path(folder)) as proxy:
        yield proxy


@contextmanager
def line(stage: str) -> Iterator[Line]:
    with at(stage, PUPILS) as school, proxied(school.app.addresses.application) as proxy:
        with App(school.app.settings, Addresses(school.app.addresses.owner, proxy.url)) as app:
            desk = app.desk(school.desk.ledger.school_id)
            cast = Cast(desk, app.keys(desk.ledger.school_id))
            yield Line(replace(school, app=app, desk=desk, cast=cast), proxy)
        assert proxy.cuts == 1, "the connection was not lost where it should have been"


@moments
def test_the_same_command_again_gets_the_first_answer(moment: Moment) -> None:
    with kit.migrated() as database, proxied(database.application_url) as proxy, open_pool(proxy.url) as pool:
        ledger = kit.new_school(pool)
        first = ledger.append([kit.stream(2)], command=kit.command())
        new, command = [kit.stream(3), kit.stream(1)], kit.command("lost")
        proxy.cut(moment, "ledger.append")
        with pytest.raises(Unavailable) as lost:
            ledger.append(new, command=command)
        assert lost.value.code == "ledger.unreachable"
        committed = moment is Moment.AFTER_THE_COMMIT
        assert ledger.size() == first.last_position + 4 * committed
        again = ledger.append(new, command=command)
        assert again.repeated is committed
        assert (again.first_position, again.last_position) == (first.last_position + 1, first.last_position + 4)
        assert ledger.append(new, command=command).repeated
        assert [entry.command_id for entry in ledger.entries()].count(command.command_id) == 4
        assert proxy.cuts == 1
        check_ledger(ledger)


@moments
def test_a_checkpoint_is_published_once(moment: Moment) -> None:
    with line("sealed") as it:
        key = it.school.issue_keys.log
        it.lost(moment, "ledger.publish")
        with pytest.raises(Unavailable):
            publish(it.ledger, key)
        assert (it.ledger.latest_checkpoint() is not None) is (moment is Moment.AFTER_THE_COMMIT)
        assert publish(it.ledger, key).size == it.ledger.size()
        assert [each.size for each in it.ledger.checkpoints()] == [it.ledger.size()]
        check_ledger(it.ledger, key.verifier_key)


@moments
def test_a_file_is_imported_once(moment: Moment) -> None:
    with line("loaded") as it:
        filled = it.school.files["TOAN"]
        actor = str(filled.teacher.staff_id)
        it.lost(moment, "ledger.append")
        with pytest.raises(Unavailable):
            import_gradebook(it.school.desk, filled.path, actor)
        size = it.ledger.size()
        again = import_gradebook(it.school.desk, filled.path, actor)
        if moment is Moment.AFTER_THE_COMMIT:
            assert (again.repeated, again.recorded, it.ledger.size()) == (True, 0, size)
        else:
            assert (again.repeated, again.recorded) == (False, it.ledger.size() - size)
        assert import_gradebook(it.school.desk, filled.path, actor).repeated
        scores = [entry.data.cell for entry in it.ledger.entries() if isinstance(entry.data, e.ScoreRecorded)]
        assert set(Counter(scores).values()) == {PUPILS}
        check_ledger(it.ledger)


@moments
@pytest.mark.parametrize(
    ("function", "nth"),
    [("ledger.append", 1), ("ledger.publish", 1), ("ledger.append", 2), ("ledger.append", 1 + PUPILS)],
    ids=["issued", "checkpoint", "first document", "last document"],
)
def test_a_report_is_issued_once_and_has_one_document(
    moment: Moment, function: str, nth: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issuing, "SEALED_AT_ONCE", 1)
    with line("sealed") as it:
        school, keys = it.school, it.school.issue_keys
        clerk, url = str(school.cast.clerk.staff_id), school.app.settings.public_url
        it.lost(moment, function, nth)
        with pytest.raises(Unavailable):
            issue_reports(school.desk, school.members, clerk, keys, url)
        check_ledger(it.ledger, keys.log.verifier_key)
        for _ in range(2):
            issue_reports(school.desk, school.members, clerk, keys, url)
            found = Counter(type(entry.data) for entry in it.ledger.entries())
            assert (found[e.ReportIssued], found[e.DocumentSealed]) == (PUPILS, PUPILS)
        check_ledger(it.ledger, keys.log.verifier_key)
