"""Evidence: the log key, the newest checkpoint, and the timestamp service."""

from __future__ import annotations

import secrets
import stat
from collections.abc import Iterator

from anchors.errors import AnchorError
from anchors.timestamp import verify_timestamp
from api.app import App
from api.flows.desk import Desk
from api.flows.doctor.clock import stamped
from api.flows.doctor.findings import Finding, State, Told
from domain.messages import MESSAGES

MESSAGES.update(
    {
        "doctor.key": (
            "có khóa và mật khẩu của khóa, chỉ chủ máy đọc được.",
            "the key and its passphrase are there, for their owner alone.",
        ),
        "doctor.key_lost": (
            "trường đã có mốc niêm phong nhưng {folder} không có khóa.",
            "the school has checkpoints, but there is no key in {folder}.",
        ),
        "doctor.key_lost_do": (
            "Đặt lại khóa từ bản sao lưu; không tạo khóa mới, vì mốc cũ sẽ không nối tiếp được.",
            "Put the key back from a copy; a new one could not continue the old checkpoints.",
        ),
        "doctor.key_new": (
            "chưa có khóa; hocba sẽ tạo ở lần công bố mốc đầu tiên.",
            "there is none yet; it is made with the first checkpoint.",
        ),
        "doctor.key_new_do": (
            "Sau lần công bố đầu tiên, sao lưu {folder} ra ngoài máy này.",
            "After the first checkpoint keep a copy of {folder} outside this machine.",
        ),
        "doctor.key_open": (
            "người khác đọc được {folder} (quyền {found}).",
            "others can read {folder} (mode {found}).",
        ),
        "doctor.key_open_do": (
            "Chạy: chmod 700 {folder}",
            "Run: chmod 700 {folder}",
        ),
        "doctor.key_passphrase": (
            "chưa đặt HOCBA_KEY_PASSPHRASE nên không công bố mốc niêm phong.",
            "HOCBA_KEY_PASSPHRASE is not set, so no checkpoint is published.",
        ),
        "doctor.key_passphrase_do": (
            "Đặt HOCBA_KEY_PASSPHRASE cho hocba serve.",
            "Set HOCBA_KEY_PASSPHRASE for hocba serve.",
        ),
        "doctor.checkpoint": (
            "mốc mới nhất lúc {at}; {count} bản ghi chưa được niêm phong.",
            "the newest is of {at}; {count} entries are not covered yet.",
        ),
        "doctor.checkpoint_do": (
            "Chạy hocba serve (tự công bố vài giây một lần) hoặc hocba anchor publish.",
            "Run hocba serve, which publishes every few seconds, or hocba anchor publish.",
        ),
        "doctor.checkpoint_none": (
            "{count} bản ghi, chưa có mốc niêm phong nào.",
            "{count} entries and no checkpoint yet.",
        ),
        "doctor.checkpoint_none_do": (
            "Chạy hocba serve hoặc hocba anchor publish; gửi một bản mốc cho Sở giữ.",
            "Run hocba serve or hocba anchor publish, and have the Department keep a checkpoint.",
        ),
        "doctor.timestamp_unset": (
            "chưa đặt HOCBA_TSA_URL: thời điểm ký chỉ dựa vào lời của người ký.",
            "HOCBA_TSA_URL is not set: times rest on the signers' word.",
        ),
        "doctor.timestamp_unset_do": (
            "Hỏi Sở địa chỉ dịch vụ cấp dấu thời gian rồi đặt HOCBA_TSA_URL.",
            "Ask the Department for a timestamp service and set HOCBA_TSA_URL.",
        ),
        "doctor.timestamp": (
            "{service} trả lời.",
            "{service} answers.",
        ),
        "doctor.timestamp_failed": (
            "{error}",
            "{error}",
        ),
        "doctor.timestamp_failed_do": (
            "Mốc niêm phong vẫn được công bố; hocba serve tự hỏi lại. Nếu kéo dài, báo nhà cung cấp.",
            "Checkpoints are published all the same, and hocba serve asks again. If it lasts, tell the provider.",
        ),
    }
)

#: ``serve`` publishes every few seconds; a day without is a day in which a rewritten past would not be noticed.
UNCOVERED_S_MEND = 24 * 3600.0


def log_key(app: App, desk: Desk) -> Iterator[Finding]:
    """Whether checkpoints can go on: the key is there, for its owner alone, with a passphrase."""
    folder = app.settings.keys_folder / str(desk.ledger.school_id)
    there = folder.is_dir() and (folder / "log.pem").exists()
    if there and (mode := stat.S_IMODE(folder.stat().st_mode)) & 0o077:
        yield Finding(State.MEND, "keys", "key_open", {"folder": folder, "found": f"{mode:04o}"})
    elif there and not app.settings.key_passphrase:
        yield Finding(State.NOTICE, "keys", "key_passphrase")
    elif there:
        yield Finding(State.FINE, "keys", "key")
    elif desk.ledger.latest_checkpoint():
        yield Finding(State.MEND, "keys", "key_lost", {"folder": folder})
    else:
        yield Finding(State.NOTICE, "keys", "key_new", {"folder": folder})


def checkpoints(desk: Desk) -> Iterator[Finding]:
    """How much of the ledger lies behind the newest checkpoint."""
    last, size = desk.ledger.latest_checkpoint(), desk.ledger.size()
    if last is None:
        yield Finding(State.NOTICE, "checkpoint", "checkpoint_none", {"count": size})
        return
    uncovered, age = size - last.size, (desk.ledger.now() - last.at).total_seconds()
    state = State.FINE if not uncovered else State.MEND if age >= UNCOVERED_S_MEND else State.NOTICE
    yield Finding(state, "checkpoint", "checkpoint", {"at": f"{last.at:%d/%m/%Y %H:%M} UTC", "count": uncovered})


def timestamps(app: App) -> Iterator[Finding]:
    """Whether the service of the settings answers, and how its clock stands beside ours."""
    service = app.timestamps
    if service is None:
        yield Finding(State.NOTICE, "timestamp", "timestamp_unset")
        return
    digest = secrets.token_bytes(32)
    try:
        answered = verify_timestamp(service.stamp(digest), digest)
    except AnchorError as error:
        yield Finding(State.NOTICE, "timestamp", "timestamp_failed", {"error": Told(error)})
        return
    yield Finding(State.FINE, "timestamp", "timestamp", {"service": service.name})
    yield stamped(answered.at, service.name)
