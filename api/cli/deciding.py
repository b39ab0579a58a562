"""A decision on a school year, taken and told: what many commands end with."""

from __future__ import annotations

from collections.abc import Sequence

from api.cli.writing import Writer
from api.flows.structure import uncited
from api.flows.year_decisions import decide_for_year
from domain.ledger import Blob
from domain.school_year import commands as c
from domain.values import Personal


def decide_year(by: Writer, asked: c.Command, files: Sequence[Blob] = (), personal: Sequence[Personal] = ()) -> None:
    """Record it and say where, or show what a dry run would record; notices of what deserves a second look."""
    notices = uncited(by.desk.year(), asked)
    position = decide_for_year(by.desk, by.person, asked, files, personal)
    for each in notices if not by.as_json else ():
        by.screen.warn(each.text("vi"), each.text("en"))
    if by.would_record():
        return
    if by.as_json:
        by.screen.answer({"position": position, "notices": [each.text(by.screen.language) for each in notices]})
    elif position is None:
        by.screen.say("Đã như vậy từ trước; không có gì thay đổi.", "It stands so already; nothing changed.")
    else:
        by.screen.say(f"Đã ghi vào sổ cái, bản ghi {position}.", f"Recorded, entry {position}.")
