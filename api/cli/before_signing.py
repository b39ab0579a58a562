"""``hocba report check``: everything that stands in the way of a signature, pupil by pupil; nothing is signed."""

from __future__ import annotations

from typing import Any

import typer

from api.cli.chain import StageOption, SubjectOption, stage_of
from api.cli.common import Class, class_list
from api.cli.console import Exit
from api.cli.outcomes import tell_refused
from api.cli.writing import Writer, writes
from api.flows.before_signing import Checked, check_reports
from api.flows.signers import Wanted
from api.flows.signing import Outcome


@writes
def check(by: Writer, class_code: Class, stage: StageOption = None, subject: SubjectOption = None) -> None:
    """Kiểm soát trước khi ký số: mọi điều còn vướng của một lớp. · All that keeps a class from being signed."""
    _, _, members = class_list(by.desk, class_code)
    found = check_reports(by.desk, members, by.person, Wanted(stage_of(stage, subject), subject))
    if by.as_json:
        by.screen.answer([_as_json(by, one) for one in found])
    else:
        tell_refused(by.screen, Outcome(refused=[(one.member, each) for one in found for each in one.obstacles]))
        ready, signed = sum(not one.obstacles and not one.signed for one in found), sum(one.signed for one in found)
        by.screen.say(
            f"{ready}/{len(found)} học bạ ký được ngay; {signed} đã ký.",
            f"{ready} of {len(found)} reports can be signed now; {signed} are signed.",
        )
    if any(one.obstacles for one in found):
        raise typer.Exit(Exit.CONTENT)


def _as_json(by: Writer, one: Checked) -> dict[str, Any]:
    return {
        "number": one.member.number,
        "report_id": str(one.member.report_id),
        "signed": one.signed,
        "obstacles": [{"code": each.code, "message": each.text(by.screen.language)} for each in one.obstacles],
    }
