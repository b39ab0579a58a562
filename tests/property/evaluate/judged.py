"""What every level's records are put to, whatever the level: the oracle, another order, one better mark, no float."""

from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from api.flows import evaluating
from tests.kit import oracle
from tests.property.evaluate import drawn

Json = dict[str, Any]
Draw = Callable[[Random], Json]

SEED = 20260424
RECORDS = 10_000
#: Of the slower questions, which ask twice of every record.
PAIRS = 1_500
#: In how many of them a better mark must have raised a value, for the question to be one.
ROSE_MIN = 50

#: Keys under which no mark stands.
NO_MARKS = {
    *("regulation", "school_year", "grade", "policies", "decisions", "disability_class"),
    *("individual_plan", "exempt"),
}

#: What must have been seen of each circular, so that the agreement says something of it.
SECONDARY = (
    *("academic TOT", "academic KHA", "academic DAT", "academic CHUA_DAT", "academic PENDING"),
    *("adjusted term_1", "adjusted term_2", "adjusted year", "adjusted final", "final differs"),
    *(
        "promotion PROMOTED",
        "promotion SUMMER_CONDUCT",
        "promotion REASSESS",
        "promotion RETAINED",
        "promotion PENDING",
    ),
    *("completion COMPLETED", "completion NOT_COMPLETED", "title XUAT_SAC", "title GIOI", "title None"),
    *("conduct TOT", "conduct KHA", "conduct DAT", "conduct CHUA_DAT", "conduct PENDING"),
)
PRIMARY = (
    *("result HTXS", "result HTT", "result HT", "result CHT", "result PENDING"),
    *("title XUAT_SAC", "title TIEU_BIEU", "title None"),
)

RANKS: dict[str, tuple[Any, ...]] = {
    "level": ("CHUA_DAT", "DAT", "KHA", "TOT"),
    "promotion": ("RETAINED", ("SUMMER_CONDUCT", "REASSESS"), "PROMOTED"),
    "completion": ("NOT_COMPLETED", "COMPLETED"),
    "title": (None, ("GIOI", "TIEU_BIEU"), "XUAT_SAC"),
    "result": ("CHT", "HT", "HTT", "HTXS"),
    "completed": (False, True),
}


def asked(document: Json) -> Json:
    """The engine's answer, of which no value may be a float."""
    answer = evaluating.evaluate(json.dumps(document).encode())
    assert {type(value) for value in leaves(answer)} <= {str, bool, type(None)}, f"{answer}"
    return answer


def leaves(value: Any) -> Iterator[Any]:
    """All that is neither an object nor a list."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    if inner is None:
        yield value
    else:
        for each in inner:
            yield from leaves(each)


def agrees_with_the_oracle(draw: Draw, name: str) -> Counter[str]:
    """Ask both of every record. Returns how often each outcome was seen."""
    rng = Random(f"{SEED} {name}")
    seen: Counter[str] = Counter()
    for index in range(RECORDS):
        document = draw(rng)
        answer, expected = asked(document), oracle.answer(document)
        assert answer == expected, f"seed {SEED}, {name} {index}: {json.dumps(document, ensure_ascii=False)}"
        seen.update(_outcomes(answer))
    return seen


def _outcomes(answer: Json) -> Iterator[str]:
    for key in ("promotion", "completion", "title", "result"):
        if key in answer:
            yield f"{key} {answer[key]}"
    if "academic" in answer:
        yield f"academic {answer['academic']['year']}"
        yield f"conduct {answer['conduct']['final']}"
        yield from (f"adjusted {period}" for period, code in answer["academic"]["adjusted_by"].items() if code)
        if answer["academic"]["final"] != answer["academic"]["year"]:
            yield "final differs"


def order_does_not_matter(draw: Draw, name: str) -> None:
    """Keys of objects and regular scores in another order: the same answer, byte for byte."""
    rng = Random(f"{SEED} order {name}")
    for index in range(PAIRS):
        document = draw(rng)
        one, two = (json.dumps(asked(each)) for each in (document, shuffled(document, rng)))
        assert one == two, f"seed {SEED}, order {name} {index}: {json.dumps(document, ensure_ascii=False)}"


def shuffled(value: Any, rng: Random) -> Any:
    """The same record, entered in another order."""
    if isinstance(value, dict):
        return {key: shuffled(value[key], rng) for key in rng.sample(list(value), len(value))}
    if isinstance(value, list):
        return [shuffled(each, rng) for each in rng.sample(value, len(value))]
    return value


def one_better_mark_lowers_nothing(draw: Draw, name: str) -> int:
    """Raise one mark of a record without a summer. Returns in how many records something rose."""
    rng = Random(f"{SEED} raised {name}")
    rose = 0
    for index in range(PAIRS):
        before = without_summer(draw(rng))
        after = copy.deepcopy(before)
        raise_one(after, rng)
        low, high = ranks(asked(before)), ranks(asked(after))
        told = f"seed {SEED}, raised {name} {index}: {json.dumps([before, after], ensure_ascii=False)}"
        assert low.keys() == high.keys(), told
        assert all(low[key] <= high[key] for key in low), told
        rose += low != high
    return rose


def without_summer(document: Json) -> Json:
    """A better year closes the summer that a worse one opens."""
    for subject in document["subjects"].values():
        subject.pop("reassessed", None)
    document.get("conduct", {}).pop("summer", None)
    return document


def raise_one(document: Json, rng: Random) -> None:
    """One mark, level, rating or conduct that is not the best becomes better."""
    places = [(holder, key) for holder, key in _marks(document) if _better(holder[key], key, rng) is not None]
    if places:
        holder, key = rng.choice(places)
        holder[key] = _better(holder[key], key, rng)


def _marks(value: Any) -> Iterator[tuple[Any, Any]]:
    """Where marks stand: the object or list, and the key in it."""
    for key, inner in list(value.items() if isinstance(value, dict) else enumerate(value)):
        if key in NO_MARKS:
            continue
        if isinstance(inner, (dict, list)) and "zero_by_rule" not in inner and "cd_by_rule" not in inner:
            yield from _marks(inner)
        else:
            yield value, key


def _better(value: Any, key: Any, rng: Random) -> Any:
    """A better one, or None where it is the best, or pending."""
    if key == "absences":
        return rng.randrange(value) if value else None
    if isinstance(value, dict):
        return "D" if "cd_by_rule" in value else drawn.mark(rng.randint(0, 100), rng)
    for scale in (("CD", "D"), drawn.LEVELS) if key != "level" and value != "D" else ():
        if value in scale:
            return scale[scale.index(value) + 1] if value != scale[-1] else None
    if value is None or value == "T":
        return None
    if value in ("C", "H", "Đ", "D"):
        return _better_letter(value, key)
    tenths = int(value.partition(".")[0]) * 10 + int(value.partition(".")[2] or 0)
    if tenths == 100:
        return None
    return str(rng.randint(tenths // 10 + 1, 10)) if key == "test" else drawn.mark(rng.randint(tenths + 1, 100), rng)


def _better_letter(value: str, key: Any) -> str | None:
    if key == "level":
        return {"C": "H", "H": "T"}[value]
    # In a comment subject D is Đạt, the best; in a rating of primary school it is below T.
    if isinstance(key, int) or key in ("gk", "ck", "cd"):
        return None
    return "Đ" if value == "C" else "T"


def ranks(answer: Json) -> dict[str, int]:
    """Every value of an answer that has an order, and is there, by its rank."""
    found = {key: answer[key] for key in ("promotion", "completion", "title", "result", "completed") if key in answer}
    values = {(key, key): value for key, value in found.items()}
    for group in ("academic", "conduct"):
        for period, level in answer.get(group, {}).items():
            if period != "adjusted_by":
                values[f"{group} {period}", "level"] = level
    ranked = {name: _rank(scale, value) for (name, scale), value in values.items()}
    for code, results in answer.get("subjects", {}).items():
        for period, result in results.items():
            ranked[f"{code} {period}"] = _rank_of_result(result)
    return {name: rank for name, rank in ranked.items() if rank is not None}


def _rank(scale: str, value: Any) -> int | None:
    if value == "PENDING" or (value is None and scale != "title"):
        return None
    steps = RANKS[scale]
    return next(
        index for index, step in enumerate(steps) if value == step or (isinstance(step, tuple) and value in step)
    )


def _rank_of_result(result: str | None) -> int | None:
    if result is None:
        return None
    return {"CD": 0, "D": 1}[result] if result in ("CD", "D") else int(result.replace(".", ""))
