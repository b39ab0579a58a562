"""The assignment sheet of a running year: ``template assignments`` and ``year assign --workbook``."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from api.cli.reading import Reader, reads
from api.cli.writing import Writer
from api.flows.assignment_sheets import Change, assign_from_sheet, write_current
from domain.messages import MESSAGES
from domain.words import said

MESSAGES.update(
    {
        "assign.either": (
            "Cần --class, --subject và --teacher; hoặc chỉ --workbook với tệp phân công (hocba template assignments).",
            "It takes --class, --subject and --teacher; or --workbook alone, with an assignment sheet (hocba template "
            "assignments).",
        ),
    }
)

Workbook = Annotated[
    Path | None, typer.Option("--workbook", help="Bảng phân công .xlsx đã sửa. · Changed assignment sheet.")
]


@reads
def template_assignments(
    here: Reader,
    out: Annotated[Path, typer.Option("--out", help="Tệp .xlsx sẽ tạo. · File to write.")],
) -> None:
    """Bảng phân công chuyên môn đang có hiệu lực, để sửa. · The assignment sheet as it stands, to change."""
    write_current(here.desk, out)
    if here.as_json:
        here.screen.answer({"file": str(out)})
    else:
        here.screen.say(f"Đã tạo {out}", f"Wrote {out}")


def assign(by: Writer, path: Path, since: date) -> None:
    """Record what a sheet changes, and list it."""
    changes = assign_from_sheet(by.desk, by.person, path, since)
    if by.desk.dry_run is None and by.as_json:
        by.screen.answer({"changes": [_json(each) for each in changes]})
        return
    if by.would_record():
        return
    for each in changes:
        vi, en = (f"{each.class_code} · {_subject(each, turn)}" for turn in ("vi", "en"))
        before, after = each.before or "–", each.after or "–"
        by.screen.say(f"{vi}: {before} → {after}", f"{en}: {before} → {after}")
    by.screen.say(f"{len(changes)} thay đổi đã ghi sổ.", f"{len(changes)} changes recorded.")


def _subject(each: Change, language: str) -> str:
    code = f"{each.subject}/{each.part}" if each.part else each.subject
    return said(code, "vi" if language == "vi" else "en", "subject")


def _json(each: Change) -> dict[str, object]:
    return {
        "place": str(each.place),
        "class": each.class_code,
        "subject": each.subject,
        "part": each.part,
        "before": each.before or None,
        "after": each.after or None,
        "since": each.since.isoformat(),
    }
