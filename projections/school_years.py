"""Read model ``school_years``: which stream is which school year (năm học) of a school."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import Connection

from domain.ledger import Recorded
from domain.school_year.events import SchoolYearOpened


@dataclass(frozen=True, slots=True)
class SchoolYearRow:
    """A school year; the school's code and name are those of that year."""

    school_year_id: UUID
    name: str
    school_code: str
    school_name: str


class SchoolYears:
    """The projection."""

    name = "school_years"
    tables = ("school_years",)

    def fold(self, connection: Connection[Any], school_id: UUID, generation: int, batch: Sequence[Recorded]) -> None:
        """Insert each school year as it opens."""
        for entry in batch:
            if isinstance(entry.data, SchoolYearOpened):
                opened = entry.data
                connection.execute(
                    "INSERT INTO read.school_years (school_id, generation, school_year_id, name, school_code,"
                    " school_name) VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                    [school_id, generation, entry.stream_id, opened.name, opened.school.code, opened.school.name],
                )


def all_of(connection: Connection[Any], school_id: UUID) -> list[SchoolYearRow]:
    """The school years of a school, the newest first."""
    found = connection.execute(
        "SELECT y.school_year_id, y.name, y.school_code, y.school_name FROM read.school_years y"
        " JOIN read.progress p ON p.projection = 'school_years' AND p.school_id = y.school_id"
        " AND p.generation = y.generation AND p.live WHERE y.school_id = %s ORDER BY y.name DESC",
        [school_id],
    )
    return [SchoolYearRow(*row) for row in found]
