"""
How far the reports of a school year have come, from the read model ``reports``: for the board (Bảng tiến độ).

Two columns of a report's row say it, made from its record whenever that changes: ``standing`` what holds for the whole
report, ``sheets`` what holds for one subject each. Both are JSON texts that are equal where reports stand equal, so the
database counts the reports of a school by them and few are left to be judged. Pupils are not told apart.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import Connection
from pydantic_core import from_json, to_json

from domain.context import local_day
from domain.formats.hoc_ba import Chain
from domain.regulations.curriculum import NO_CHOICE, Programme
from domain.report.state import AFTER_ISSUE, Status
from domain.values import Column
from domain.words import TRAIT_GROUP_NAMES, TRAIT_NAMES

#: Issued, and what comes after; an edition that has ended leaves its report open again.
DONE = frozenset(status.value for status in (Status.ISSUED, *AFTER_ISSUE.values()))

#: Part or "", term, recorded cells; re-assessments aside.
Cells = tuple[str, int, int]


class Sheet(NamedTuple):
    """One subject of a report that has something: until an edition is opened recorded cells, then its signature."""

    subject: str
    cells: tuple[Cells, ...] = ()
    comment: bool = False
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """
    What holds for a whole report.

    Of the open or issued edition: the day on which it was opened, its rows, its head, which stages are signed, and the
    day of the newest signature, ``since``. ``traits``: code, term, recorded cells. ``reconciled``: another source was
    looked at, and no difference waits for a decision.
    """

    status: str = Status.OPEN.value
    programme: Programme = NO_CHOICE
    exempt: frozenset[tuple[str, str, str]] = frozenset()
    on_plan: frozenset[str] = frozenset()
    conduct: frozenset[int] = frozenset()
    traits: tuple[tuple[str, int, int], ...] = ()
    trait_comments: frozenset[str] = frozenset()
    reconciled: bool = False
    left: bool = False
    of_year: bool = False
    of_summer: bool = False
    waiting: bool = False
    opened: date | None = None
    chain: Chain | None = None
    head: UUID | None = None
    rows: tuple[str, ...] = ()
    subjects_signed: bool = False
    homeroom_signed: bool = False
    head_signed: bool = False
    since: date | None = None
    sealed: date | None = None


class Group(NamedTuple):
    """The reports of a class that stand equal: so many, and how many of them have each of these sheets."""

    class_id: UUID
    standing: Standing
    reports: int
    sheets: Mapping[Sheet, int]


def of_year(connection: Connection[Any], school_id: UUID, school_year_id: UUID) -> list[Group]:
    """Every report of the year, counted by class and how it stands."""
    found = connection.execute(_COUNTED, [school_id, school_id, school_year_id])
    return [
        Group(class_id, _standing(standing), count, {_sheet(text): n for text, n in zip(sheets, counts, strict=True)})
        for class_id, standing, count, sheets, counts in found
    ]


def since(
    connection: Connection[Any], school_id: UUID, school_year_id: UUID, position: int
) -> tuple[list[tuple[UUID, str, list[str]]], list[UUID]]:
    """What has stood unchanged since a position: class, standing, sheets of each report; and the other reports."""
    found = connection.execute(
        "SELECT r.report_id, r.position <= %s, r.class_id, r.standing, r.sheets FROM read.reports r"
        " WHERE r.school_id = %s AND r.generation = (SELECT p.generation FROM read.progress p"
        " WHERE p.projection = 'reports' AND p.school_id = %s AND p.live) AND r.school_year_id = %s",
        [position, school_id, school_id, school_year_id],
    ).fetchall()
    return [tuple(own) for _, same, *own in found if same], [each for each, same, *_ in found if not same]


def grouped(rows: Iterable[tuple[UUID, str, list[str]]]) -> list[Group]:
    """The same of single reports: class, standing, sheets of each."""
    counts: Counter[tuple[UUID, str]] = Counter()
    sheets: defaultdict[tuple[UUID, str], Counter[str]] = defaultdict(Counter)
    for class_id, standing, own in rows:
        counts[class_id, standing] += 1
        sheets[class_id, standing].update(own)
    return [
        Group(place[0], _standing(place[1]), count, {_sheet(text): n for text, n in sheets[place].items()})
        for place, count in counts.items()
    ]


_COUNTED = """
WITH each AS MATERIALIZED (SELECT r.class_id, r.standing, r.sheets FROM read.reports r
    WHERE r.school_id = %s AND r.generation = (SELECT p.generation FROM read.progress p
        WHERE p.projection = 'reports' AND p.school_id = %s AND p.live) AND r.school_year_id = %s),
whole AS (SELECT class_id, standing, count(*) AS reports FROM each GROUP BY class_id, standing),
sheet AS (SELECT class_id, standing, sheet, count(*) AS reports FROM each, unnest(sheets) sheet
    GROUP BY class_id, standing, sheet)
SELECT class_id, standing, whole.reports, array_remove(array_agg(sheet.sheet), NULL),
    array_remove(array_agg(sheet.reports), NULL)
FROM whole LEFT JOIN sheet USING (class_id, standing) GROUP BY class_id, standing, whole.reports
"""


def columns(status: str, record: Mapping[str, Any]) -> tuple[str, list[str]]:
    """``standing`` and ``sheets`` of a report's record, as ``projections.reports`` describes it."""
    cells, again = _cells(record["marks"])
    comments, edition, compared = record["comments"], record.get("edition"), record.get("compared", {}).values()
    opened = _edition(record, edition) if edition else {}
    if opened:
        signed = [] if opened["subjects_signed"] else opened["rows"]
        sheets = [[code, [], False, True] for code in signed if f"SUBJECT/{code}" in record["signatures"]]
    else:
        subjects = sorted({*cells, *comments} - TRAIT_NAMES.keys() - TRAIT_GROUP_NAMES.keys())
        sheets = [[code, sorted(cells.get(code, ())), code in comments, False] for code in subjects]
    whole: dict[str, Any] = {
        "status": status if status != Status.OPEN.value else None,
        "programme": record.get("programme"),
        "exempt": sorted([each["subject"], each["part"] or "", each["scope"]] for each in record.get("exemptions", ())),
        "on_plan": sorted(record.get("decisions", {}).get("INDIVIDUAL_PLAN", {}).get("subjects") or ()),
        "conduct": sorted(map(int, record["conduct"])),
        "traits": sorted([code, *each[1:]] for code in cells.keys() & TRAIT_NAMES.keys() for each in cells[code]),
        "trait_comments": sorted(comments.keys() & TRAIT_GROUP_NAMES.keys()),
        "reconciled": bool(compared) and "DIFFERS" not in compared,
        "left": "left" in record,
        "of_year": ("absences" in record or "roll" in record) and "homeroom_comment" in record,
        "of_summer": again or "summer_conduct" in record,
        "waiting": any(request["status"] == "OPEN" for request in record["requests"].values()),
        **opened,
        "sealed": _day(record["sealed"]["signed_at"]) if "sealed" in record else None,
    }
    standing = to_json({name: value for name, value in whole.items() if value}).decode()
    return standing, [to_json(sheet).decode() for sheet in sheets]


def _edition(record: Mapping[str, Any], edition: Mapping[str, Any]) -> dict[str, Any]:
    """Of the open edition; ``since``: the day of its newest signature."""
    signatures = record["signatures"]
    rows = [row["subject"] for row in edition["result"]["subjects"]]
    return {
        "opened": edition["created_on"],
        "chain": edition["chain"],
        "head": edition["head"],
        "rows": rows,
        "subjects_signed": all(f"SUBJECT/{code}" in signatures for code in Chain(edition["chain"]).signed(rows)),
        "homeroom_signed": "HOMEROOM/" in signatures,
        "head_signed": "HEAD/" in signatures,
        "since": max((_day(each["signed_at"]) for each in signatures.values()), default=None),
    }


def _cells(marks: Mapping[str, Any]) -> tuple[dict[str, list[Cells]], bool]:
    """Recorded cells by subject, and whether something was assessed again in the summer."""
    counts: Counter[tuple[str, str, str]] = Counter()
    again = False
    for place in marks:
        subject, part, term, column = place.split("/")
        if column == Column.DGL.value:
            again = True
        else:
            counts[subject, part, term] += 1
    cells: dict[str, list[Cells]] = {}
    for (subject, part, term), count in counts.items():
        cells.setdefault(subject, []).append((part, int(term), count))
    return cells, again


def _day(at: str) -> date:
    return local_day(datetime.fromisoformat(at))


@lru_cache(maxsize=20_000)
def _sheet(text: str) -> Sheet:
    subject, cells, comment, signed = from_json(text)
    return Sheet(subject, tuple(map(tuple, cells)), comment, signed)


@lru_cache(maxsize=5_000)
def _standing(text: str) -> Standing:
    stored = from_json(text)
    days = {name: date.fromisoformat(stored[name]) for name in ("opened", "since", "sealed") if name in stored}
    made = {
        "programme": Programme.model_validate(stored.get("programme") or {}),
        "exempt": frozenset(map(tuple, stored.get("exempt", ()))),
        "traits": tuple(map(tuple, stored.get("traits", ()))),
        "rows": tuple(stored.get("rows", ())),
        "chain": Chain(stored["chain"]) if "chain" in stored else None,
        "head": UUID(stored["head"]) if "head" in stored else None,
        **{name: frozenset(stored.get(name, ())) for name in ("on_plan", "conduct", "trait_comments")},
    }
    return Standing(**{**stored, **made, **days})
