"""States that stay folded from one step to the next: only what has happened since is read and folded again."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from domain.ledger import Ledger
from domain.report import state as reports
from domain.report.state import Report
from domain.school_year import state as school_years
from domain.school_year.state import SchoolYear


class Kept:
    """
    A school year and some reports of one ledger, brought up to date each time they are asked for.

    Fourteen people sign a class one after the other: without this each of them would read its 6,000 entries again.
    What is held is never trusted to be current: each call reads on, and an append names the versions that it saw.
    """

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._year: SchoolYear | None = None
        self._reports: dict[UUID, Report] = {}

    def year(self, school_year_id: UUID) -> SchoolYear:
        """The school year as it stands."""
        held = self._year
        version = held.version if held else 0
        new = self.ledger.streams([school_year_id], {school_year_id: version})[school_year_id]
        if held is None:
            held = self._year = school_years.fold(school_year_id, new)
        else:
            for happened in new:
                school_years.evolve(held, happened)
        return held

    def reports(self, report_ids: Collection[UUID]) -> dict[UUID, Report]:
        """The reports as they stand, in the order asked for."""
        versions = {each: held.version for each in report_ids if (held := self._reports.get(each))}
        for report_id, new in self.ledger.streams(report_ids, versions).items():
            if held := self._reports.get(report_id):
                for happened in new:
                    reports.evolve(held, happened)
            else:
                self._reports[report_id] = reports.fold(report_id, new)
        return {report_id: self._reports[report_id] for report_id in report_ids}
