"""``evaluate``: one pupil's year in JSON to what follows from it; ``subjects``: what a grade offers."""

from __future__ import annotations

from typing import Any

from api.flows.evaluating import primary, secondary
from api.flows.evaluating.reading import BYTES_MAX as BYTES_MAX
from api.flows.evaluating.reading import Reading, parse
from api.flows.evaluating.shared import REQUIRED, head
from domain.regulations import curriculum
from domain.regulations.rule_sets import first_school_year


def evaluate(content: bytes) -> dict[str, Any]:
    """
    The answer to an input of ``docs/formats/evaluate.md``.

    Raises Misused where it is not JSON at all, Faults with every fault and its place.
    """
    document = parse(content)
    reading = Reading()
    reading.whole(document)
    is_primary = isinstance(document, dict) and document.get("regulation") == "TT27"
    read = reading.object(document, "", primary.KEYS_HERE if is_primary else secondary.KEYS_HERE, REQUIRED)
    if not {*REQUIRED} <= read.keys():
        reading.done()
    answer = primary.answer if is_primary else secondary.answer
    return answer(reading, read, head(reading, read))


def subjects(grade: int, school_year: str | None = None) -> dict[str, Any]:
    """
    What a grade offers, in the order of the report; without a school year, that of the first one under its rules.

    Raises Rejected ``regulation.no_rules``, ``regulation.school_year``.
    """
    offered = curriculum.subjects(grade, school_year or first_school_year(grade))
    return {
        "grade": grade,
        "subjects": [
            {
                "code": one.code,
                "name": one.name,
                "kind": one.kind.value,
                "compulsory": one.compulsory,
                "periods": one.periods,
                "regular_scores": one.regular_scores,
            }
            for one in offered
        ],
    }
