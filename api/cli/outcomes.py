"""What came of a step over several reports, pupil by pupil."""

from __future__ import annotations

from typing import Any

import typer

from api.cli.console import Exit, Screen
from api.cli.writing import Writer
from api.flows.desk import Member
from api.flows.signing import Outcome


def finish(by: Writer, outcome: Outcome) -> None:
    """Per-pupil results, in a dry run behind what would be recorded; exit 1 where a report was refused."""
    if by.as_json:
        dry = by.desk.dry_run.as_json() if by.desk.dry_run else {}
        by.screen.answer({**dry, **_as_json(by.screen, outcome)})
    else:
        if not by.would_record():
            by.screen.say(
                f"Xong {len(outcome.done)} học bạ; {outcome.passed} học bạ đã xong từ trước.",
                f"{len(outcome.done)} reports done; {outcome.passed} had been done before.",
            )
        tell_refused(by.screen, outcome)
    if outcome.refused:
        raise typer.Exit(Exit.CONTENT)


def _as_json(screen: Screen, outcome: Outcome) -> dict[str, Any]:
    return {
        "done": [str(report_id) for report_id in outcome.done],
        "passed": outcome.passed,
        "refused": [
            {
                "number": member.number,
                "report_id": str(member.report_id),
                "code": error.code,
                "message": error.text(screen.language),
            }
            for member, error in outcome.refused
        ],
    }


def tell_refused(screen: Screen, outcome: Outcome) -> None:
    """What stands against the whole class, such as a missing right, is said once."""
    alike: dict[tuple[str, str], list[Member]] = {}
    for member, error in outcome.refused:
        alike.setdefault((error.text("vi"), error.text("en")), []).append(member)
    for (vi, en), members in alike.items():
        who = members[0].full_name
        many = len(members) > 1
        screen.warn(f"{len(members)} học bạ: {vi}" if many else f"{who}: {vi}",
                    f"{len(members)} reports: {en}" if many else f"{who}: {en}")  # fmt: skip
