"""Commands for evidence and read models: anchor publish, projections rebuild, projections follow."""

from __future__ import annotations

import logging
import signal
from pathlib import Path
from typing import Annotated

import typer

from anchors.consistency import verify_proof
from anchors.errors import AnchorError
from anchors.publisher import consistency_proof, stamp
from anchors.publisher import publish as publish_checkpoint
from api.app import App
from api.cli.common import Json, School, command, desk, program
from api.flows.desk import attempt
from api.whole_file import write_whole
from domain.errors import Misused
from domain.ledger import Ledger, Watch
from domain.messages import MESSAGES
from projections.follower import Follower

MESSAGES.update(
    {
        "anchor.proof_options": (
            "--proof-from SỐ và --proof TỆP đi cùng nhau: số bản ghi của mốc cũ, và tệp để ghi chứng minh nối tiếp.",
            "--proof-from SIZE and --proof FILE go together: the size of the older checkpoint, and where to write the "
            "proof.",
        ),
    }
)

projections = typer.Typer(no_args_is_help=True, help="Dữ liệu đọc dựng lại từ sổ cái. · Read models.")


def publish(
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="Ghi mốc ra tệp để người ngoài giữ, kèm TỆP.tsr nếu có dấu thời gian. · File for an outsider to keep.",
        ),
    ] = None,
    proof_from: Annotated[
        int | None, typer.Option("--proof-from", help="Số bản ghi của mốc cũ; cần --proof. · Size of an older one.")
    ] = None,
    proof: Annotated[
        Path | None, typer.Option("--proof", help="Ghi chứng minh nối tiếp từ mốc cũ ra tệp. · File for the proof.")
    ] = None,
    school: School = None,
    as_json: Json = False,
) -> None:
    """Công bố một mốc niêm phong cho mọi bản ghi đến nay. · Publish one checkpoint."""
    with command(as_json=as_json) as screen, desk(school) as (app, opened):
        if (proof_from is None) != (proof is None):
            raise Misused("anchor.proof_options")
        ledger, school_id = opened.ledger, opened.ledger.school_id
        key = app.keys(school_id).log_key(app.origin(school_id), ledger)
        made = attempt(ledger, lambda: publish_checkpoint(ledger, key))
        fault = _stamped(app, ledger)
        # Another publisher may have gone on meanwhile: the newest note covers what was published here as well.
        last = ledger.latest_checkpoint()
        assert last is not None, "a checkpoint was published just now"
        timestamp = ledger.timestamp(last.size)
        if proof is not None and proof_from is not None:
            shown = consistency_proof(ledger, proof_from, last)
            verify_proof(shown, key.verifier_key)  # A damaged tree writes no file.
            write_whole(proof, shown.to_text().encode())
        if out is not None:
            write_whole(out, last.note.encode())
            _beside(out, timestamp)
        if as_json:
            said = {"code": fault.code, "message": fault.text(screen.language)} if fault else None
            screen.answer(
                {
                    "origin": made.origin,
                    "size": made.size,
                    "root": made.root.hex(),
                    "timestamp": bool(timestamp),
                    "timestamp_fault": said,
                }
            )
            return
        screen.say(
            f"Mốc niêm phong: {made.size} bản ghi, gốc {made.root.hex()}",
            f"Checkpoint: {made.size} entries, root {made.root.hex()}",
        )
        if timestamp:
            screen.say("Đã có dấu thời gian.", "It is timestamped.")
        elif fault:
            screen.warn(f"⚠ Chưa có dấu thời gian: {fault.text('vi')}", f"⚠ No timestamp yet: {fault.text('en')}")


def _stamped(app: App, ledger: Ledger) -> AnchorError | None:
    """What went wrong with the service. Nothing of it undoes the checkpoint, which the next round stamps."""
    try:
        if app.timestamps:
            stamp(ledger, app.timestamps)
    except AnchorError as error:
        return error
    return None


def _beside(out: Path, timestamp: bytes | None) -> None:
    """FILE.tsr; an older one would be over another note."""
    path = out.with_name(f"{out.name}.tsr")
    if timestamp:
        write_whole(path, timestamp)
    else:
        path.unlink(missing_ok=True)


@projections.command("rebuild")
def rebuild(school: School = None, as_json: Json = False) -> None:
    """Dựng lại dữ liệu đọc bên cạnh bản đang dùng rồi thay thế. · Rebuild beside the live ones, then swap."""
    with command(as_json=as_json) as screen, desk(school) as (app, opened):
        with screen.progress("Dựng lại", "Rebuilding", opened.ledger.size()) as done:
            size = app.runner.rebuild(opened.ledger, done)
        if as_json:
            screen.answer({"entries": size, "projections": [each.name for each in app.runner.projections]})
        else:
            screen.say(f"Đã dựng lại từ {size} bản ghi.", f"Rebuilt from {size} entries.")


@projections.command("follow")
def follow() -> None:
    """Cập nhật dữ liệu đọc ngay khi có bản ghi mới, đến khi dừng. · Keep read models up to date until stopped."""
    with command() as screen, program() as app, Watch(app.pool.url) as watch:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: watch.stop())
        logging.basicConfig(format="%(asctime)s %(name)s %(levelname)s %(message)s")
        screen.say("Đang theo dõi sổ cái (Ctrl+C để dừng)", "Following the ledgers (Ctrl+C)")
        Follower(app.ledgers, app.runner).follow(watch)
