"""Commands for evidence and read models: anchor publish, projections rebuild."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from anchors.errors import AnchorError
from anchors.publisher import publish as publish_checkpoint
from anchors.publisher import stamp
from api.app import App
from api.cli.common import Json, School, command, desk
from api.flows.desk import attempt
from domain.ledger import Ledger

anchor = typer.Typer(no_args_is_help=True, help="Mốc niêm phong. · Checkpoints.")
projections = typer.Typer(no_args_is_help=True, help="Dữ liệu đọc dựng lại từ sổ cái. · Read models.")


@anchor.command("publish")
def publish(
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="Ghi mốc ra tệp để người ngoài giữ, kèm TỆP.tsr nếu có dấu thời gian. · File for an outsider to keep.",
        ),
    ] = None,
    school: School = None,
    as_json: Json = False,
) -> None:
    """Công bố một mốc niêm phong cho mọi bản ghi đến nay. · Publish one checkpoint."""
    with command(as_json=as_json) as screen, desk(school) as (app, opened):
        ledger, school_id = opened.ledger, opened.ledger.school_id
        key = app.keys(school_id).log_key(app.origin(school_id), ledger)
        made = attempt(ledger, lambda: publish_checkpoint(ledger, key))
        fault = _stamped(app, ledger)
        # Another publisher may have gone on meanwhile: the newest note covers what was published here as well.
        last = ledger.latest_checkpoint()
        assert last is not None, "a checkpoint was published just now"
        timestamp = ledger.timestamp(last.size)
        if out is not None:
            out.write_text(last.note, encoding="utf-8")
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
        path.write_bytes(timestamp)
    else:
        path.unlink(missing_ok=True)


@projections.command("rebuild")
def rebuild(school: School = None, as_json: Json = False) -> None:
    """Dựng lại dữ liệu đọc bên cạnh bản đang dùng rồi thay thế. · Rebuild beside the live ones, then swap."""
    with command(as_json=as_json) as screen, desk(school) as (app, opened):
        size = opened.ledger.size()
        with screen.progress("Dựng lại", "Rebuilding", size) as done:
            app.runner.rebuild(opened.ledger, lambda _name, position, _target: done(position))
        if as_json:
            screen.answer({"entries": size, "projections": [each.name for each in app.runner.projections]})
        else:
            screen.say(f"Đã dựng lại từ {size} bản ghi.", f"Rebuilt from {size} entries.")
