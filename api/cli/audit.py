"""Commands for auditing: audit verify|replay|diff|timeline."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from anchors.audit import Finding, Report
from anchors.audit.findings import Severity
from anchors.audit.run import Progress
from anchors.checkpoint import VerifierKey
from anchors.comparison import FILE_BYTES_MAX, PDF_START, note_in
from anchors.timestamp import TIMESTAMP_BYTES_MAX
from api.app import App
from api.cli import auditing
from api.cli.common import Json, School, command, program
from api.cli.console import Exit, Screen
from api.files import read_file, verifier_key
from api.flows.auditing.whole_ledger import audit_ledger
from domain.errors import Misused
from domain.ledger import school_ids
from domain.messages import MESSAGES

if TYPE_CHECKING:
    from anchors.signing.trust import TrustRoots

MESSAGES.update(
    {
        "audit.no_school": (
            "Cơ sở dữ liệu này chưa có sổ cái nào.",
            "There is no ledger in this database.",
        ),
        "audit.one_school": (
            "--checkpoint và --key là của một trường; hãy nêu trường bằng --school (cơ sở dữ liệu có {count} trường).",
            "--checkpoint and --key belong to one school; name it with --school (the database has {count}).",
        ),
    }
)

audit = typer.Typer(no_args_is_help=True, help="Kiểm tra sổ cái. · Audit of ledgers.")


audit.command("replay")(auditing.replay_report)
audit.command("diff")(auditing.diff_moments)
audit.command("timeline")(auditing.show_timeline)


@audit.command("verify")
def verify(
    school: School = None,
    key: Annotated[
        str | None, typer.Option("--key", help="Khóa xác minh: tệp verifier.key hoặc chuỗi. · Verifier key.")
    ] = None,
    checkpoint: Annotated[
        list[Path] | None,
        typer.Option(
            "--checkpoint", help="Mốc, biên nhận hoặc học bạ PDF đã giữ ở ngoài; lặp lại được. · Kept evidence."
        ),
    ] = None,
    trust: Annotated[
        Path | None,
        typer.Option("--trust", help="Chứng thư số gốc của dịch vụ cấp dấu thời gian (PEM). · Roots of services."),
    ] = None,
    as_json: Json = False,
) -> None:
    """
    Tính lại toàn bộ sổ cái từ từng byte đã lưu, nêu vị trí đầu tiên bị khác. · Recompute whole ledgers.

    Mã thoát: 0 đúng, 1 có sai khác, 2 không kiểm tra được. · Exit: 0 whole, 1 differs, 2 cannot tell.
    """
    with command(as_json=as_json) as screen:
        files = [(path, read_file(path, FILE_BYTES_MAX)) for path in checkpoint or ()]
        kept = [(str(path), note_in(str(path), content)) for path, content in files]
        stamps = {str(path): stamp for path, content in files if (stamp := _timestamp_of(path, content))}
        given, roots = None if key is None else verifier_key(key), None if trust is None else _roots(trust)
        with program() as app:
            schools = _schools(app, school)
            if len(schools) > 1 and (kept or given):
                raise Misused("audit.one_school", count=len(schools))
            evidence = {"kept": kept, "kept_timestamps": stamps, "roots": roots}
            reports = [_audit(app, school_id, given, evidence, screen) for school_id in schools]
        if as_json:
            screen.answer(
                {"ok": all(each.ok for each in reports), "schools": [each.to_json(screen.language) for each in reports]}
            )
        else:
            for each in reports:
                show(screen, each)
        if not all(each.ok for each in reports):
            raise typer.Exit(Exit.CONTENT)


def show(screen: Screen, report: Report) -> None:
    """A report for a person: the verdict, the first place, every finding, and what it rests on."""
    screen.say(
        f"Trường {report.school_id}: {report.entries} bản ghi, {report.checkpoints} mốc niêm phong, "
        f"{report.timestamps} dấu thời gian, {report.documents} tệp, {report.values} giá trị cá nhân đã được tính lại, "
        f"{report.rows} dòng dữ liệu đọc đã được so.",
        f"School {report.school_id}: {report.entries} entries, {report.checkpoints} checkpoints, "
        f"{report.timestamps} timestamps, {report.documents} documents, {report.values} identity values recomputed, "
        f"{report.rows} rows of read models compared.",
    )
    if report.ok:
        screen.say(
            f"Không thấy sai khác. Được niêm phong đến bản ghi {report.covered}.",
            f"Nothing differs. Covered up to entry {report.covered}.",
        )
    else:
        screen.say(f"THẤY {report.faults} SAI KHÁC.", f"{report.faults} FAULTS FOUND.")
        if report.first:
            screen.say(
                f"Vị trí đầu tiên: {report.first.place}. {report.first.text('vi')}",
                f"First position: {report.first.place}. {report.first.text('en')}",
            )
    for finding in report.findings:
        if finding is not report.first:
            _line(screen, finding)
    left_out = sum(report.counts.values()) - len(report.findings)
    if left_out:
        screen.note(f"… và {left_out} dòng nữa cùng loại.", f"… and {left_out} more of the same kinds.")


def _line(screen: Screen, finding: Finding) -> None:
    mark = {Severity.FAULT: "✗", Severity.WARNING: "!", Severity.NOTE: "·"}[finding.severity]
    screen.say(f"{mark} {finding.text('vi')}", f"{mark} {finding.text('en')}")


def _audit(app: App, school_id: UUID, key: VerifierKey | None, evidence: dict[str, Any], screen: Screen) -> Report:
    with _bars(screen) as progress:
        return audit_ledger(app, school_id, progress, key, **evidence)


@contextmanager
def _bars(screen: Screen) -> Iterator[Progress]:
    """A bar for the replay of the read models, one for the entries, one for the documents."""
    names = {
        "rows": ("Dữ liệu đọc", "Read models"),
        "entries": ("Bản ghi", "Entries"),
        "documents": ("Tệp", "Documents"),
    }
    with ExitStack() as stack:
        shown = {}

        def progress(what: str, done: int, total: int) -> None:
            if what not in shown:
                shown[what] = stack.enter_context(screen.progress(*names[what], total))
            shown[what](done)

        yield progress


def _schools(app: App, named: str | None) -> list[UUID]:
    """The named school, whether it has a head or not (an attacker may have deleted it), or all that have one."""
    if named is None:
        found = school_ids(app.pool)
        if not found:
            raise Misused("audit.no_school")
        return found
    try:
        return [UUID(named)]
    except ValueError:
        return [app.school_id(named)]


def _timestamp_of(path: Path, content: bytes) -> bytes | None:
    """FILE.tsr beside a kept file, or the one that a kept PDF carries. Raises Misused or anchors' Malformed."""
    beside = path.with_name(f"{path.name}.tsr")
    if beside.exists():
        return read_file(beside, TIMESTAMP_BYTES_MAX)
    if content.startswith(PDF_START):
        from anchors.signing.pdf import attachments  # loads pyHanko, half a second

        return attachments(content).get("checkpoint.tsr")
    return None


def _roots(path: Path) -> TrustRoots:
    """Certificate roots from a PEM file. Raises Misused or anchors' Malformed."""
    from anchors.signing.trust import ROOTS_BYTES_MAX, TrustRoots  # loads pyHanko, half a second

    return TrustRoots.from_pem(read_file(path, ROOTS_BYTES_MAX))
