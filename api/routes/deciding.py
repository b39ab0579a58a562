"""A decision on a school year over the API: what many routes end with."""

from __future__ import annotations

from collections.abc import Sequence

from api.flows.desk import Desk
from api.flows.structure import uncited
from api.flows.year_decisions import decide_for_year
from api.routes.writing import Writer, Written, said
from api.web_words import on_the_web
from domain.event import Value
from domain.ledger import Blob
from domain.ledger.failures import wrapped
from domain.school_year import commands as c
from domain.values import Personal


def decided(
    writer: Writer,
    kind: str,
    content: Value,
    asked: c.Command,
    files: Sequence[Blob] = (),
    personal: Sequence[Personal] = (),
) -> Written:
    """Record it once for its key, with the files that it names; notices of what deserves a second look."""

    def act(desk: Desk) -> None:
        decide_for_year(desk, writer.actor, asked, files, personal)

    answer = writer.once(kind, said(content, *(each.field for each in personal)), act)
    with wrapped():
        notices = uncited(writer.desk.year(), asked)
    language = writer.reader.program.settings.lang
    return answer.model_copy(update={"notices": tuple(on_the_web(each.text(language)) for each in notices)})
