"""``hocba doctor``: is this school ready, and what must be mended first."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

import typer

from api.cli.common import Json, School, Year, command, settings
from api.cli.console import Exit
from api.flows.doctor.findings import State
from api.flows.doctor.run import examine


def doctor(
    time_server: Annotated[
        str | None,
        typer.Option("--time-server", help="So giờ với máy chủ giờ này. · Compare the clock."),
    ] = None,
    school: School = None,
    year: Year = None,
    as_json: Json = False,
) -> None:
    """Trường đã sẵn sàng chưa: người, chứng thư, dữ liệu, đĩa, giờ, sao lưu. · Is this school ready."""
    with command(as_json=as_json) as screen:
        states: Counter[State] = Counter()
        answers = []
        for finding in examine(settings(), school, year, time_server):
            states[finding.state] += 1
            if as_json:
                answers.append(finding.as_json(screen.language))
            else:
                screen.say(finding.said("vi"), finding.said("en"))
        if as_json:
            screen.answer(answers)
        else:
            fine, notice = states[State.FINE], states[State.NOTICE] + states[State.UNKNOWN]
            screen.say(
                f"{fine} mục tốt, {notice} mục cần lưu ý, {states[State.MEND]} mục phải sửa.",
                f"{fine} fine, {notice} to be looked at, {states[State.MEND]} to be mended.",
            )
        if states[State.MEND]:
            raise typer.Exit(Exit.CONTENT)
