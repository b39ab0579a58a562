"""The machine that the program runs on: room on its disks, and the newest copy of the database."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from api.flows.doctor.findings import Finding, State, graded
from api.settings import Settings
from domain.messages import MESSAGES

MESSAGES.update(
    {
        "doctor.disk": (
            "{folder}: đã dùng {percent} %, còn {free} GB.",
            "{folder}: {percent} % used, {free} GB free.",
        ),
        "doctor.disk_do": (
            "Xóa hoặc chuyển bớt tệp khác khỏi ổ đĩa này, hoặc thêm ổ đĩa; đĩa đầy thì không ghi sổ được nữa.",
            "Move other files away or add a disk; a full disk records nothing more.",
        ),
        "doctor.backup_unset": (
            "chưa đặt HOCBA_BACKUP_DIR nên không biết bản sao lưu nằm đâu.",
            "HOCBA_BACKUP_DIR is not set, so nobody knows where the copies lie.",
        ),
        "doctor.backup_unset_do": (
            "Đặt HOCBA_BACKUP_DIR là thư mục chứa các bản sao lưu (pg_dump hằng đêm).",
            "Set HOCBA_BACKUP_DIR to the folder of the copies (pg_dump, nightly).",
        ),
        "doctor.backup_none": (
            "thư mục {folder} không có tệp nào đọc được.",
            "there is no file that can be read in {folder}.",
        ),
        "doctor.backup_none_do": (
            "Sao lưu ngay (pg_dump -Fc), rồi đặt lịch hằng đêm.",
            "Make a copy now (pg_dump -Fc), then every night.",
        ),
        "doctor.backup": (
            "{file}: {hours} giờ trước, {megabytes} MB; bản trước đó {before} MB.",
            "{file}: {hours} hours ago, {megabytes} MB; the one before it {before} MB.",
        ),
        "doctor.backup_do": (
            "Xem lại lịch sao lưu đêm qua, sao lưu lại, và thử phục hồi ra chỗ khác.",
            "Look at last night's job, make the copy again, and restore it aside.",
        ),
    }
)

DISK_NOTICE, DISK_MEND = 0.80, 0.90
#: A nightly copy is 24 hours old at most; two nights missed must be mended.
BACKUP_NOTICE_H, BACKUP_MEND_H = 26.0, 50.0
#: A ledger only grows: a copy of less than half the one before it was cut off.
_SHRUNK = 0.5
_GIGABYTE, _MEGABYTE = 1e9, 1e6


def disks(settings: Settings) -> Iterator[Finding]:
    """Every disk that the program writes to, once."""
    seen: set[int] = set()
    for folder in filter(None, (settings.data, settings.keys_folder, settings.backup_dir)):
        place = _there(folder)
        device = place.stat().st_dev
        if device not in seen:
            seen.add(device)
            usage = shutil.disk_usage(place)
            yield disk(str(folder), usage.total, usage.free)


def disk(folder: str, total: int, free: int) -> Finding:
    """What the room on a disk means; ``free`` is what ordinary users may still write."""
    used = 1 - free / total if total else 1.0
    facts = {"folder": folder, "percent": int(used * 100), "free": f"{free / _GIGABYTE:.0f}"}
    return Finding(graded(used, DISK_NOTICE, DISK_MEND), "disk", "disk", facts)


def _there(folder: Path) -> Path:
    """The folder, or what it would be made in."""
    return next(place for place in (folder.absolute(), *folder.absolute().parents) if place.is_dir())


def backups(settings: Settings) -> Iterator[Finding]:
    """The newest file in the folder of the copies: how old it is, and whether it is whole as far as its size tells."""
    folder = settings.backup_dir
    if folder is None:
        yield Finding(State.NOTICE, "backup", "backup_unset")
        return
    try:
        files = [(found.stat().st_mtime, found.stat().st_size, found) for found in folder.iterdir() if found.is_file()]
    except OSError:
        files = []
    if not files:
        yield Finding(State.MEND, "backup", "backup_none", {"folder": folder})
        return
    files.sort(key=lambda each: each[:2])
    (written, size, newest), before = files[-1], files[-2][1] if len(files) > 1 else 0
    hours = (time.time() - written) / 3600
    shrunk = size == 0 or size < before * _SHRUNK
    facts = {
        "file": newest.name,
        "hours": f"{hours:.0f}",
        "megabytes": f"{size / _MEGABYTE:.0f}",
        "before": f"{before / _MEGABYTE:.0f}",
    }
    yield Finding(State.MEND if shrunk else graded(hours, BACKUP_NOTICE_H, BACKUP_MEND_H), "backup", "backup", facts)
