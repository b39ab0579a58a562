"""Commands for evidence and read models: anchor publish, projections rebuild."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from anchors.publisher import publish as publish_checkpoint
from api.cli.common import Json, School, command, desk
from api.flows.desk import attempt

anchor = typer.Typer(no_args_is_help=True, help="Mốc niêm phong. · Checkpoints.")
projections = typer.Typer(no_args_is_help=True, help="Dữ liệu đọc dựng lại từ sổ cái. · Read models.")


@anchor.command("publish")
def publish(
    out: Annotated[
        Path | None, typer.Option("--out", help="Ghi mốc ra tệp để người ngoài giữ. · File for an outsider to keep.")
    ] = None,
    school: School = None,
    as_json: Json = False,
) -> None:
    """Công bố một mốc niêm phong cho mọi bản ghi đến nay. · Publish one checkpoint."""
    with command(as_json=as_json) as screen, desk(school) as (app, opened):
        school_id = opened.ledger.school_id
        key = app.keys(school_id).log_key(app.origin(school_id), opened.ledger)
        made = attempt(opened.ledger, lambda: publish_checkpoint(opened.ledger, key))
        if out is not None:
            # Another publisher may have gone on meanwhile: the newest note covers what was published here as well.
            last = opened.ledger.latest_checkpoint()
            assert last is not None, "a checkpoint was published just now"
            out.write_text(last.note, encoding="utf-8")
        if as_json:
            screen.answer({"origin": made.origin, "size": made.size, "root": made.root.hex()})
        else:
            screen.say(
                f"Mốc niêm phong: {made.size} bản ghi, gốc {made.root.hex()}",
                f"Checkpoint: {made.size} entries, root {made.root.hex()}",
            )


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
