"""A disk that is really full: a small tmpfs, mounted where a test wants it (only root may mount)."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class SmallDisk:
    """A mounted disk and the file that fills it."""

    folder: Path

    @property
    def free(self) -> int:
        """Bytes that its owner can still write."""
        found = os.statvfs(self.folder)
        return found.f_bavail * found.f_frsize

    def fill(self, leave: int = 0) -> None:
        """Until ``leave`` bytes are free, whoever else is writing meanwhile."""
        with self._ballast.open("wb") as file:
            size = 0
            while (more := self.free - leave) > 0:
                with suppress(OSError):  # Somebody else was faster: look again.
                    os.posix_fallocate(file.fileno(), size, more)
                    size += more

    def free_some(self) -> None:
        """What a person does who finds the disk full: something that is not ours is deleted."""
        self._ballast.unlink()

    @property
    def _ballast(self) -> Path:
        return self.folder / "somebody-elses-large-file"


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[SmallDisk]:
    """A disk of ``size`` bytes over ``folder``, which must be there; whoever owns the folder owns the disk."""
    if os.geteuid() != 0:
        pytest.skip("NOT TESTED: only root can mount a small disk")
    status = folder.stat()
    options = f"size={size},uid={status.st_uid},gid={status.st_gid},mode={status.st_mode & 0o777:o}"
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        said = f"no small disk can be mounted here: {done.stderr.strip()}"
        if os.environ.get("HOCBA_REQUIRE_ALL") == "1":
            pytest.fail(f"{said}, and HOCBA_REQUIRE_ALL=1 asks for it")
        pytest.skip(f"NOT TESTED: {said}")
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
