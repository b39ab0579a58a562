"""
What opens an issued report: its pupil's birth date, unless that was withdrawn, a personal access code, a grant's code.

Read from the ledger at each opening, three short streams, so that what was withdrawn opens nothing from then on.
"""

from __future__ import annotations

import hmac
import re
from datetime import date
from typing import Annotated, NamedTuple, Self
from uuid import UUID

from pydantic import Field, model_validator

from anchors.report_values import PaperValues, Values
from api.app import App
from api.flows.access import access_of, bare, digest_of, grants_of
from api.routes.accesses import Looked
from domain.access.state import Access, Grant
from domain.context import local_day
from domain.errors import Rejected
from domain.event import Value
from domain.ledger import Ledger
from domain.ledger.failures import wrapped
from domain.paper_report import state as papers
from domain.pupil import state as pupils
from domain.report import state as reports
from projections import reports as report_rows
from projections.lookup import LookupRow
from projections.runner import school_transaction

#: ``20120905`` is a year first, not the 20th of December 905.
BIRTH_YEAR_MIN = 1900
#: ``05 / 09 / 2012`` and a little more.
DATE_CHARACTERS_MAX = 16

_NUMBER = re.compile(r"([0-9]{12})?")
_BIRTH_DATE = re.compile(r"(\d{1,2})[/\-. ](\d{1,2})[/\-. ](\d{4})|(\d{2})(\d{2})(\d{4})")


class Key(Value):
    """
    What opens a report, in the body, because addresses are kept in many logs: one of them.

    ``birth_date``: ``2012-09-05`` or ``05/09/2012``, with the pupil's ``personal_number`` after
    ``lookup.number_needed``; ``access_code``: a personal one, or where it looks up an organisation's.
    """

    birth_date: Annotated[str, Field(max_length=32)] | None = None
    personal_number: Annotated[str, Field(max_length=32)] | None = None
    access_code: Annotated[str, Field(max_length=64)] | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.birth_date is None) == (self.access_code is None):
            raise ValueError("one of birth_date and access_code")
        if self.personal_number and self.access_code:
            raise ValueError("personal_number goes with birth_date")
        return self

    @property
    def given(self) -> Given:
        """What was given."""
        return Given(self.access_code or self.birth_date or "", self.personal_number or "")


class Given(NamedTuple):
    """What was typed to open a report: a birth date or a code; ``number``: a personal number beside the date, or ""."""

    key: str
    number: str = ""


class Door(NamedTuple):
    """How a report was tried to be opened: what is noted of it, under which grant; ``refused``: why in vain, a code."""

    kind: Looked
    grant: Grant | None = None
    refused: str | None = None


def key_of(typed: str) -> date | str:
    """
    A birth date, or the digest of a code.

    Raises Rejected ``lookup.birth_date`` for what is neither, ``lookup.access_code`` where it is too long for a date.
    """
    if digest := digest_of(typed):
        return digest
    if len(typed.strip()) > DATE_CHARACTERS_MAX:
        raise Rejected("lookup.access_code")
    return parse_birth_date(typed)


def number_of(typed: str) -> str | None:
    """A personal number, its digits however they were grouped; None for none. Raises Rejected ``lookup.number``."""
    number = bare(typed)
    if not _NUMBER.fullmatch(number):
        raise Rejected("lookup.number")
    return number or None


def parse_birth_date(text: str) -> date:
    """
    ``05/09/2012``, ``5-9-2012``, ``05092012`` or ``2012-09-05``: what people and browsers write.

    Raises Rejected ``lookup.birth_date``;
    """
    text = text.strip()
    match = _BIRTH_DATE.fullmatch(text) if text.isascii() else None
    try:
        if match:
            day, month, year = (int(group) for group in match.groups() if group)
            if year >= BIRTH_YEAR_MIN:
                return date(year, month, day)
        elif re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    except ValueError as error:
        raise Rejected("lookup.birth_date") from error
    raise Rejected("lookup.birth_date")


def access_to(program: App, row: LookupRow) -> Access:
    """Who may open the reports of this report's pupil."""
    return access_of(program.ledgers[row.school_id], _pupil_of(program, row))


def _pupil_of(program: App, row: LookupRow) -> UUID:
    if row.paper:
        stream = program.ledgers[row.school_id].stream(row.report_id)
        return papers.fold(row.report_id, stream).digitised.pupil_id
    with wrapped(), school_transaction(program.pool, row.school_id) as connection:
        found = report_rows.pupil_of(connection, row.school_id, row.report_id)
    # While the index of reports is made anew after a migration, the ledger itself says whose report it is.
    return found or reports.fold(row.report_id, program.ledgers[row.school_id].stream(row.report_id)).started.pupil_id


def has_number(program: App, row: LookupRow, number: str) -> bool:
    """Whether this is the personal number of the report's pupil, as the school's record has it now."""
    ledger, pupil_id = program.ledgers[row.school_id], _pupil_of(program, row)
    commitment = pupils.fold(pupil_id, ledger.streams([pupil_id])[pupil_id]).identity.get("personal_number", "")
    kept = ledger.personal_values([commitment] if commitment else []).get(commitment, "")
    return hmac.compare_digest(kept.encode(), number.encode())


def tried(ledger: Ledger, access: Access, report: Values, key: date | str, *, granted: bool) -> Door:
    """What this key is to this report; a wrong one is refused as an unknown code is, and so a grant's, if asked."""
    if isinstance(key, date):
        right = hmac.compare_digest(report.birth_date.isoformat(), key.isoformat())
        return Door(Looked.REPORT) if right and not access.restricted else NOTHING
    if access.opens(key):
        return Door(Looked.CODE)
    grants = grants_of(ledger).values() if granted else ()
    grant = next((each for each in grants if each.given.value.sha256 == key), None)
    if grant is None:
        return NOTHING
    if not grant.runs(local_day(ledger.now())):
        return Door(Looked.REFUSED, grant, "grant.ended")
    # A grant is of classes' reports; what a pupil brought along from elsewhere is none of them.
    if isinstance(report, PaperValues) or not grant.covers(report.school_year, report.grade, report.class_name):
        return Door(Looked.REFUSED, grant, "grant.scope")
    return Door(Looked.GRANT, grant)


NOTHING = Door(Looked.REFUSED, None, "lookup.not_found")
