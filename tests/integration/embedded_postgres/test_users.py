"""Who the server belongs to: root gives it away, an ordinary user keeps it, and nobody else gets in."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from api.embedded_postgres import Server, create_database, ensure_running, stop
from api.embedded_postgres.place import ROOT_HOME
from domain.errors import Misused
from tests.integration.embedded_postgres.helpers import (
    CHECKOUT,
    ask,
    data_folder,
    needs_root,
    ordinary_user,
    pid_of,
    private_home,
    run_as,
)

pytestmark = [needs_root, pytest.mark.one_server]


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    private = tmp_path_factory.mktemp("users") / "private"
    private.mkdir(mode=0o700)
    with data_folder(private / "var") as folder:
        yield folder


@pytest.fixture(scope="module")
def server(var: Path) -> Server:
    return ensure_running(var)


def test_root_gives_the_server_another_user(server: Server, var: Path) -> None:
    process = Path(f"/proc/{pid_of(server)}")
    identities = [
        line.split()[1:] for line in (process / "status").read_text().splitlines() if line[:4] in {"Uid:", "Gid:"}
    ]
    uid = server.data.stat().st_uid
    assert uid != 0
    assert identities[0] == [str(uid)] * 4
    assert "0" not in identities[1]
    assert (var / "postgres.pointer").read_text().strip() == str(server.data.parent)
    assert server.data.parent.parent == ROOT_HOME


def test_the_server_cannot_alter_its_programs_nor_its_access_rules(server: Server) -> None:
    uid = server.data.stat().st_uid
    (program,) = {Path(f"/proc/{pid_of(server)}/exe").readlink()}
    for path in (program, *program.parents, server.data.parent, *(server.data.parent / "settings").iterdir()):
        status = path.stat()
        assert status.st_uid != uid, path
        assert not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH), path


def test_no_parent_folder_was_opened(server: Server, var: Path) -> None:
    assert [stat.S_IMODE(path.stat().st_mode) for path in (var, var.parent)] == [0o700, 0o700]


def test_another_user_of_the_machine_does_not_get_in(server: Server) -> None:
    url = server.owner_url("postgres")

    def connect() -> None:
        psycopg.connect(url).close()

    assert "Permission denied" in run_as(ordinary_user(), connect)
    folder, socket = server.socket_directory, server.socket_directory / ".s.PGSQL.5432"
    # Even where both doors stand open, the kernel tells the server who is calling.
    folder.chmod(0o755)
    socket.chmod(0o777)
    try:
        assert "Peer authentication failed" in run_as(ordinary_user(), connect)
    finally:
        folder.chmod(0o700)
        socket.chmod(0o700)


def test_a_copied_folder_and_one_made_anew_get_data_of_their_own(server: Server, var: Path, tmp_path: Path) -> None:
    shutil.copytree(var, tmp_path / "copy")
    with pytest.raises(Misused) as refused:
        ensure_running(tmp_path / "copy")
    assert refused.value.code == "postgres.pointer"
    (tmp_path / "copy" / "postgres.pointer").unlink()
    with data_folder(tmp_path / "copy") as copy:
        first = ensure_running(copy)
        assert first.data != server.data
        create_database(first, "old")
        pid = pid_of(first)

        shutil.rmtree(copy)
        second = ensure_running(copy)
        assert first.data.exists()
        assert second.data != first.data
        assert not first.socket_directory.exists()
        assert ask(second.owner_url("postgres"), "SELECT count(*) FROM pg_database WHERE datname = 'old'") == 0
        assert pid_of(second) != pid
        shutil.rmtree(first.data.parent)


@pytest.mark.parametrize("target", ["/etc", "/var/lib/hocba/../../etc", "", "/var/lib/hocba/binaries-0123456789abcdef"])
def test_a_pointer_leads_nowhere_else(tmp_path: Path, target: str) -> None:
    (tmp_path / "postgres.pointer").write_text(target + "\n")
    with pytest.raises(Misused) as refused:
        ensure_running(tmp_path)
    assert refused.value.code == "postgres.pointer"


def test_files_of_root_do_not_follow_links_of_others(server: Server, var: Path, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("mine")
    moved = var.rename(var.with_name("moved"))
    home = (moved / "postgres.pointer").read_text().strip()
    (Path(home) / "var.unfinished").symlink_to(precious)
    ensure_running(moved)
    assert moved.rename(var) == var
    ensure_running(var)
    assert precious.read_text() == "mine"

    (tmp_path / "linked").mkdir()
    (tmp_path / "linked" / "postgres.lock").symlink_to(precious)
    with pytest.raises(Misused):
        ensure_running(tmp_path / "linked")


def test_an_ordinary_user_keeps_everything_in_a_private_home() -> None:
    user = ordinary_user()
    _needs_programs_within_reach(user.pw_uid)
    with private_home(user) as home:
        var = home / "học bạ" / "var"

        def live() -> None:
            server = ensure_running(var)
            assert server.data == var / "postgres" / "data"
            assert server.socket_directory.parent == Path("/tmp")
            assert stat.S_IMODE(server.socket_directory.stat().st_mode) == 0o700
            assert server.socket_directory.stat().st_uid == user.pw_uid == os.geteuid()
            create_database(server, "mine")
            os.kill(pid_of(server), 9)
            again = ensure_running(var)
            assert again == server
            assert ask(again.application_url("mine"), "SELECT current_user::text") == "hocba_app"
            moved = var.rename(var.with_name("moved"))
            assert ask(ensure_running(moved).owner_url("mine"), "SELECT 1") == 1
            stop(moved)
            assert not server.socket_directory.exists()
            moved.rename(var)

        assert run_as(user, live) == ""
        with pytest.raises(Misused) as refused:
            ensure_running(var)
        assert refused.value.code == "postgres.other_user"
        assert user.pw_name in str(refused.value)


def test_what_root_made_is_not_taken_over_by_another(server: Server, var: Path) -> None:
    user = ordinary_user()
    _needs_programs_within_reach(user.pw_uid)
    with private_home(user) as home:
        shutil.copytree(var, home / "var")
        (home / "var").chmod(0o755)
        home.chmod(0o755)

        def take() -> None:
            ensure_running(home / "var")

        assert "postgres.other_user" in run_as(user, lambda: _code_of(take))


def _code_of(act: object) -> None:
    try:
        act()
    except Misused as e:
        raise AssertionError(e.code) from e


def _needs_programs_within_reach(uid: int) -> None:
    def look() -> None:
        next(Path(CHECKOUT / ".venv").rglob("pginstall/bin/postgres")).open("rb").close()

    if run_as(ordinary_user(), look):
        pytest.skip(f"NOT TESTED: user {uid} cannot enter the folder of this checkout")
