"""
A disk that is really full, under the server's data and under the folders that commands write to.

Nothing is half done, what is said is clear, and when there is room again everything goes on.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from api.embedded_postgres import Server, ensure_running, stop
from api.flows.demo.run import KEY_FILE, ROOTS_FILE
from domain.errors import Misused, Unavailable
from domain.ledger import Ledger
from domain.school_year.events import Role
from tests.integration.embedded_postgres.helpers import data_folder
from tests.kit.check_ledger import check_ledger
from tests.kit.cli import Cli
from tests.kit.database import Database
from tests.kit.held import head_held
from tests.kit.small_school import SmallSchool, copy, issued_template
from tests.kit.told import Told
from tests.knocks.own_server import school_on
from tests.knocks.small_disk import MEGABYTE, SmallDisk, small_disk
from tests.knocks.writers import Writers

BLOB = 256 * 1024
#: Of the server's log (wal_segment_size), given in whole.
LOG_FILE = 16 * MEGABYTE


@contextmanager
def server_on_small_disk(var: Path, room: int) -> Iterator[SmallDisk]:
    """The server of ``var``, stopped, its data moved to a disk with so much room beside them."""
    data = ensure_running(var).data
    stop(var)
    before = data.rename(data.with_name("data.before"))
    data.mkdir(mode=0o700)
    shutil.copystat(before, data)
    shutil.chown(data, before.stat().st_uid, before.stat().st_gid)
    used = sum(path.stat().st_blocks * 512 for path in before.rglob("*"))
    with small_disk(data, used + room) as disk:
        _copy(before, data)
        try:
            yield disk
        finally:
            stop(var)


def _copy(source: Path, target: Path) -> None:
    for path in source.iterdir():
        if path.is_dir():
            (target / path.name).mkdir(mode=0o700)
            _copy(path, target / path.name)
        else:
            shutil.copy2(path, target / path.name)
        status = path.stat()
        shutil.chown(target / path.name, status.st_uid, status.st_gid)


def fill_beside_the_log(disk: SmallDisk, left: int, server: Server, ledger: Ledger, writers: Writers) -> None:
    """While half of the log's file is still to be written: then it is the tables that find no room first."""
    name = urlsplit(ledger.pool.url).path.removeprefix("/")
    database = Database(server.owner_url(name), ledger.pool.url)
    place = "SELECT (pg_current_wal_lsn() - '0/0'::pg_lsn) %% %s < %s"
    while True:  # held a while, so that nobody writes between the look and the filling; else let go for one round
        with head_held(database, ledger.school_id) as held:
            held.wait_for(writers.count)
            if held.watch.execute(place, [LOG_FILE, LOG_FILE // 2]).fetchone() == (True,):
                disk.fill(left)
                return
        writers.wait_for_answers(1)


@pytest.mark.parametrize("left", [2 * MEGABYTE, 12 * MEGABYTE], ids=["no room for a table", "no room for the log"])
def test_writers_are_told_and_go_on_when_there_is_room(tmp_path: Path, left: int, told: Told) -> None:
    with data_folder(tmp_path / "var") as var, server_on_small_disk(var, 160 * MEGABYTE) as disk:
        server = ensure_running(var)
        with school_on(server) as ledger:
            with Writers(ledger, blob_bytes=BLOB) as writers:
                writers.wait_for_answers(5)
                fill_beside_the_log(disk, left, server, ledger, writers)
                writers.wait_for_errors(len(writers.errors) + 8)
                full = [*writers.errors]
                disk.free_some()
                ensure_running(var)
                writers.wait_for_answers(10)
            writers.then_nothing_was_lost_and_nothing_stands_twice()
            check_ledger(ledger)
        codes = {error.code for error in full}
        assert codes <= {"ledger.disk_full", "ledger.unreachable", "ledger.unavailable"}
        if left < BLOB * 16:
            assert "ledger.disk_full" in codes
            assert any("No space left on device" in error.text("en") for error in full)
        told(f"disk full, {left // MEGABYTE} MB left: {len(full)} appends refused with {sorted(codes)}, none half done")


def test_a_server_that_cannot_start_for_want_of_room_says_so(tmp_path: Path) -> None:
    with data_folder(tmp_path / "var") as var, server_on_small_disk(var, 32 * MEGABYTE) as disk:
        server = ensure_running(var)
        with school_on(server) as ledger:
            with Writers(ledger) as writers:
                writers.wait_for_answers(5)
            stop(var)
            disk.fill()
            with pytest.raises(Unavailable, match="No space left on device"):
                ensure_running(var)
            disk.free_some()
            assert ensure_running(var) == server
            ledger.pool.check()
            writers.then_nothing_was_lost_and_nothing_stands_twice()
            check_ledger(ledger)


@pytest.fixture
def school() -> Iterator[SmallSchool]:
    with copy(issued_template()) as made:
        yield made


def cli_of(school: SmallSchool, folder: Path) -> Cli:
    addresses = school.app.addresses
    return Cli(
        Database(addresses.owner, addresses.application),
        folder,
        {"HOCBA_KEYS_DIR": str(school.app.settings.keys_folder), "HOCBA_LANG": "en"},
    )


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("left", [0, 30_000, 200_000])
def test_an_export_leaves_no_half_of_a_file(school: SmallSchool, tmp_path: Path, left: int) -> None:
    cli, codes = cli_of(school, tmp_path), list(map(str, school.lookup_ids))
    cli.fine("report", "export", *codes, "--out", tmp_path / "whole")
    whole = files(tmp_path / "whole")
    assert len(whole) == 3 * len(codes)
    out = tmp_path / "out"
    out.mkdir()
    with small_disk(out, 4 * MEGABYTE) as disk:
        disk.fill(left)
        error = cli.refused("report", "export", *codes, "--out", out, exit=2)["error"]
        assert error["code"] == "system.refused"
        assert "No space left on device" in error["message"]
        disk_files = {name: content for name, content in files(out).items() if name in whole}
        assert disk_files.items() <= whole.items()
        assert len(disk_files) < len(whole)
        assert set(files(out)) - set(whole) == {"somebody-elses-large-file"}
        disk.free_some()
        cli.fine("report", "export", *codes, "--out", out)
        assert files(out) == whole


def test_a_checkpoint_for_an_outsider_is_whole_or_not_there(school: SmallSchool, tmp_path: Path) -> None:
    cli, out = cli_of(school, tmp_path), tmp_path / "out"
    out.mkdir()
    with small_disk(out, MEGABYTE) as disk:
        disk.fill()
        error = cli.refused("anchor", "publish", "--out", out / "kept.note", exit=2)["error"]
        assert "No space left on device" in error["message"]
        assert not (out / "kept.note").exists()
        disk.free_some()
        cli.fine("anchor", "publish", "--out", out / "kept.note")
        check_ledger(school.desk.ledger, kept=[("kept.note", (out / "kept.note").read_bytes())])


def test_a_template_is_whole_or_not_there(school: SmallSchool, tmp_path: Path) -> None:
    cli, out = cli_of(school, tmp_path), tmp_path / "out"
    command = ("template", "gradebook", "--class", "8A", "--subject", "TOAN", "--out", out / "8A-TOAN.xlsx")
    out.mkdir()
    with small_disk(out, MEGABYTE) as disk:
        disk.fill(4096)
        error = cli.refused(*command, exit=2)["error"]
        assert "No space left on device" in error["message"]
        assert set(files(out)) == {"somebody-elses-large-file"}
        disk.free_some()
        cli.fine(*command)


def test_a_key_is_made_whole_or_not_at_all(school: SmallSchool, tmp_path: Path) -> None:
    keys, clerk = tmp_path / "keys", school.staff(Role.CLERK)
    shutil.copytree(school.app.settings.keys_folder, keys)
    folder = school.app.keys(school.school_id).folder.name
    with small_disk(keys / folder, MEGABYTE) as disk:
        disk.fill()
        cli = cli_of(school, tmp_path).with_(KEYS_DIR=str(keys))
        error = cli.refused("key", "create", "--staff", clerk.code, exit=2)["error"]
        assert error["code"] == "key.unwritable"
        assert "No space left on device" in error["message"]
        assert set(files(disk.folder)) == {"somebody-elses-large-file"}
        disk.free_some()
        cli.fine("key", "create", "--staff", clerk.code)
        assert set(files(disk.folder)) == {f"{clerk.code}.p12"}
    with pytest.raises(Misused, match="VT01"):
        school.app.keys(school.school_id).load(clerk)


def test_a_demo_without_room_says_so_and_leaves_no_half_of_a_report(tmp_path: Path) -> None:
    """The folder of the issued files is full from the beginning."""
    out = tmp_path / "out"
    out.mkdir()
    # On a server of its own: a demo drops the database of any other that runs beside it.
    with data_folder(tmp_path / "var") as var, small_disk(out, MEGABYTE) as disk:
        disk.fill(20_000)
        answer = Cli(Database("", ""), var, {"HOCBA_LANG": "en"}).run("demo", "--no-serve", "--out", out)
        assert answer.exit == 2, answer
        assert "No space left on device" in answer.err
        assert set(files(out)) <= {"somebody-elses-large-file", KEY_FILE, ROOTS_FILE}
