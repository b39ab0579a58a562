"""The table of contents of the command line."""

from __future__ import annotations

import typer

from api.cli import anchoring, corrections, demo, operating, reports, serving, workbooks
from api.cli.audit import audit
from api.cli.verify import verify

app = typer.Typer(
    name="hocba",
    help="Sổ cái học bạ số có thể chứng minh. · A provable ledger for Vietnam's digital school reports.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("migrate")(operating.migrate)
app.add_typer(operating.school, name="school")
app.add_typer(operating.key, name="key")
app.add_typer(operating.token, name="token")
app.add_typer(workbooks.template, name="template")
app.add_typer(workbooks.imports, name="import")
app.add_typer(corrections.correction, name="correction")
app.add_typer(reports.report, name="report")
app.add_typer(anchoring.anchor, name="anchor")
app.add_typer(anchoring.projections, name="projections")
app.add_typer(audit, name="audit")
app.command("verify")(verify)
app.command("serve")(serving.serve)
app.command("demo")(demo.demo)


def main() -> None:
    """Entry point of ``hocba``."""
    app()
