"""What came of a step over several reports, pupil by pupil."""

from __future__ import annotations

from typing import Any

import typer

from api.cli.common import would_record
from api.cli.console import Exit, Screen
from api.flows.desk import Desk, Member
from api.flows.signing import Outcome


def finish(screen: Screen, opened: Desk, outcome: Outcome, *, as_json: bool) -> None:
    """Per-pupil results, in a dry run behind what would be recorded; exit 1 where a report was refused."""
    if as_json:
        dry = opened.dry_run.as_json() if opened.dry_run else {}
        screen.answer({**dry, **_as_json(screen, outcome)})
    else:
        if not would_record(screen, opened, as_json=False):
            screen.say(
                f"Xong {len(outcome.done)} học bạ; {outcome.passed} học bạ đã xong từ trước.",
                f"{len(outcome.done)} reports done; {outcome.passed} had been done before.",
            )
        _refused(screen, outcome)
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


def _refused(screen: Screen, outcome: Outcome) -> None:
    """What stands against the whole class, such as a missing right, is said once."""
    alike: dict[tuple[str, str], list[Member]] = {}
    for member, error in outcome.refused:
        alike.setdefault((error.text("vi"), error.text("en")), []).append(member)
    for (vi, en), members in alike.items():
        who = members[0].full_name
        many = len(members) > 1
        screen.warn(f"{len(members)} học bạ: {vi}" if many else f"{who}: {vi}",
                    f"{len(members)} reports: {en}" if many else f"{who}: {en}")  # fmt: skip
