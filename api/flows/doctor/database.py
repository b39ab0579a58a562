"""The database: does it keep what it was given, is it up to date, and does it refuse change as it was made to."""

from __future__ import annotations

from collections.abc import Iterator

from api.app import App
from api.flows.doctor.findings import Finding, State
from domain.errors import Misused
from domain.ledger.database import rows
from domain.ledger.failures import wrapped
from domain.messages import MESSAGES
from migrations.protection import check_protection, refuse_owner
from migrations.runner import pending

MESSAGES.update(
    {
        "doctor.unreachable": (
            "{error}",
            "{error}",
        ),
        "doctor.unreachable_do": (
            "Làm theo lời nhắc trên, rồi chạy lại hocba doctor để xem các mục còn lại.",
            "Do what it says, then run hocba doctor again for everything else.",
        ),
        "doctor.version": (
            "phiên bản {found}, cơ sở dữ liệu {database}, {megabytes} MB.",
            "version {found}, database {database}, {megabytes} MB.",
        ),
        "doctor.version_do": (
            "Cần PostgreSQL {least} trở lên: nâng cấp bằng pg_upgrade hoặc pg_dump.",
            "It takes PostgreSQL {least} or later: upgrade by pg_upgrade or pg_dump.",
        ),
        "doctor.settings": (
            "{found}: mất điện thì bản ghi đã xác nhận có thể mất.",
            "{found}: a power cut may lose entries that were confirmed.",
        ),
        "doctor.settings_do": (
            "Đặt lại thành on trong postgresql.conf rồi khởi động lại PostgreSQL.",
            "Set it to on in postgresql.conf and restart PostgreSQL.",
        ),
        "doctor.settings_kept": (
            "fsync, full_page_writes, synchronous_commit đều bật: bản ghi đã xác nhận không mất khi mất điện.",
            "fsync, full_page_writes and synchronous_commit are on: what was confirmed outlives a power cut.",
        ),
        "doctor.migrations": (
            "đủ mọi bước nâng cấp.",
            "every migration is applied.",
        ),
        "doctor.migrations_pending": (
            "còn {count} bước nâng cấp chưa chạy.",
            "{count} migrations are not applied.",
        ),
        "doctor.migrations_pending_do": (
            "Sao lưu, rồi chạy: hocba migrate.",
            "Make a copy, then run: hocba migrate.",
        ),
        "doctor.protection": (
            "trình kích hoạt, quyền và ràng buộc còn nguyên như khi tạo.",
            "triggers, rights and constraints are as they were made.",
        ),
        "doctor.protection_broken": (
            "{count} chỗ không còn như khi tạo, trước hết: {first}.",
            "{count} things are not as they were made, first: {first}.",
        ),
        "doctor.protection_broken_do": (
            "Dừng ghi sổ, chạy hocba audit verify, tìm ai đã đổi cơ sở dữ liệu, rồi phục hồi từ bản sao lưu.",
            "Stop recording, run hocba audit verify, find out who changed the database, and restore a copy.",
        ),
        "doctor.test_clock": (
            "cơ sở dữ liệu có đồng hồ thử nghiệm; chỉ dùng để trình diễn.",
            "the database has a test clock; it is for demonstration only.",
        ),
        "doctor.test_clock_do": (
            "Để dùng thật, tạo cơ sở dữ liệu mới: hocba migrate không có --test-clock.",
            "For real use make a new one: hocba migrate without --test-clock.",
        ),
    }
)

VERSION_MIN = 15
_MEGABYTE = 1e6

#: A database that does not have these on loses what it has confirmed. ``synchronous_commit`` may also wait for others.
_KEPT = ("fsync", "full_page_writes", "synchronous_commit")


def database(app: App) -> Iterator[Finding]:
    """Version and settings, migrations, protection, test clock."""
    [(number, version, size)] = rows(
        app.pool,
        "SELECT current_setting('server_version_num')::integer, current_setting('server_version'),"
        " pg_database_size(current_database())",
        [],
    )
    facts = {"database": app.addresses.name, "megabytes": f"{size / _MEGABYTE:.0f}", "least": VERSION_MIN}
    state = State.FINE if number >= VERSION_MIN * 10_000 else State.MEND
    yield Finding(state, "postgresql", "version", {**facts, "found": version})
    off = [f"{name} = off" for name in _KEPT if rows(app.pool, f"SHOW {name}", []) == [("off",)]]
    if off:
        yield Finding(State.MEND, "postgresql", "settings", {"found": ", ".join(off)})
    else:
        yield Finding(State.FINE, "postgresql", "settings_kept")
    yield from _made(app)
    if rows(app.pool, "SELECT FROM ledger.marks WHERE name = 'test-clock'", []):
        yield Finding(State.NOTICE, "database", "test_clock")


def _made(app: App) -> Iterator[Finding]:
    """As the migrations made it. Raises Misused where an applied one was changed."""
    with wrapped(), app.pool.connection() as connection:
        missing, broken = pending(connection), [str(each) for each in check_protection(connection)]
        try:
            refuse_owner(connection)
        except Misused as error:
            broken.append(error.text("en"))
    if missing:
        yield Finding(State.MEND, "database", "migrations_pending", {"count": len(missing)})
    else:
        yield Finding(State.FINE, "database", "migrations")
    if broken:
        yield Finding(State.MEND, "protection", "protection_broken", {"count": len(broken), "first": broken[0]})
    else:
        yield Finding(State.FINE, "protection", "protection")
