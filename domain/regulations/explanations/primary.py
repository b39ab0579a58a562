"""The explanations of a year's end under Circular 27: the result, completion, promotion, title."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from domain.regulations.circular_27 import (
    HT_TEST,
    HTT_TEST,
    HTXS_TEST,
    PrimaryEvaluation,
    PrimaryRecord,
    PrimaryResult,
    SubjectLevel,
)
from domain.regulations.explanations.model import Explanation, Input, Inputs, Places, Sentence, Value
from domain.regulations.explanations.subject import exemptions
from domain.regulations.rule_sets import TT27
from domain.values import Attainment, Cell, Column, Rating, Score, Term

ARTICLE = "TT 27/2020/TT-BGDĐT, Điều "

#: Điều 9.2a: result, lowest level of a subject, lowest rating, lowest test.
_ROWS = (
    (PrimaryResult.HTXS, Attainment.HOAN_THANH_TOT, Rating.TOT, HTXS_TEST),
    (PrimaryResult.HTT, Attainment.HOAN_THANH_TOT, Rating.TOT, HTT_TEST),
    (PrimaryResult.HT, Attainment.HOAN_THANH, Rating.DAT, HT_TEST),
)


def explain(record: PrimaryRecord, found: PrimaryEvaluation) -> tuple[Explanation, ...]:
    """How every value of ``found``, which is the evaluation of ``record``, came about."""
    inputs = tuple(_inputs(record, found))
    return (
        *(_subject(record, found, one) for one in found.subjects),
        _result(found, inputs),
        _completed(found),
        _promoted(record, found),
        _title(record, found),
    )


def _made(
    what: str, value: Value, article: str, sentences: tuple[Sentence, ...], inputs: tuple[Input, ...]
) -> Explanation:
    policies = ("primary_test_zero",) if what == "result" else ()
    return Explanation(what, value, ARTICLE + article, TT27.version, sentences, inputs, None, policies)


def _subject(record: PrimaryRecord, found: PrimaryEvaluation, one: SubjectLevel) -> Explanation:
    """The level is people's judgement; the test stands beside it and is averaged with nothing."""
    inputs = tuple(each for each in _inputs(record, found) if each.cell and each.cell.subject == one.subject)
    missing = tuple(each.cell for each in inputs if each.value is None and each.cell)
    if missing:
        told = Sentence("explain.missing", {"missing": Places(missing)})
    elif one.level is None:
        inputs = exemptions(one.subject, record.exemptions, record.individual_plan)
        told = Sentence("explain.exempt")
    else:
        told = Sentence("explain.primary_subject")
    return _made(f"subjects.{one.subject}.year", one.level, "7.1", (told,), inputs)


def _inputs(record: PrimaryRecord, found: PrimaryEvaluation) -> Iterator[Input]:
    """Every cell of the end of the year that counts or is missing."""
    for one in found.subjects:
        for column in (Column.CK, Column.KT_CK):
            cell = Cell(subject=one.subject, term=Term.TWO, column=column)
            value = one.level if column is Column.CK else one.test
            if value is not None or cell in found.missing:
                yield Input(str(cell), value, cell)
    for code, rating in found.ratings:
        cell = Cell(subject=code, term=Term.TWO, column=Column.CK)
        if rating is not None or cell in found.missing:
            yield Input(str(cell), rating, cell)


def _result(found: PrimaryEvaluation, inputs: tuple[Input, ...]) -> Explanation:
    missing = Sentence("explain.primary_missing", {"missing": Places(found.missing)})
    told = (missing,) if found.missing else tuple(_rows(inputs))
    return _made("result", found.result.value, "9.2a", told, inputs)


def _rows(inputs: tuple[Input, ...]) -> Iterator[Sentence]:
    """From the top: what each row failed for, until one fits."""
    for result, attainment, rating, test in _ROWS:
        short = [each for each in inputs if _falls_short(each, attainment, rating, test)]
        if not short:
            facts = {"level": result.value, "attainment": attainment, "rating": rating, "test": int(test)}
            yield Sentence("explain.primary_row_fits", facts)
            return
        yield Sentence("explain.primary_row_fails", {"level": result.value, "found": Inputs(tuple(short))})
    yield Sentence("explain.primary_no_row")


def _falls_short(each: Input, attainment: Attainment, rating: Rating, test: Decimal) -> bool:
    match each.value:
        case Attainment():
            return list(Attainment).index(each.value) > list(Attainment).index(attainment)
        case Rating():
            return list(Rating).index(each.value) > list(Rating).index(rating)
        case Score():
            return each.value.value < test
    return False


def _completed(found: PrimaryEvaluation) -> Explanation:
    told = (Sentence("explain.primary_completed", {"result": found.result.value}),)
    return _made("completed", found.completed, "9, 11", told, (Input("result", found.result.value),))


def _promoted(record: PrimaryRecord, found: PrimaryEvaluation) -> Explanation:
    completed = Input("completed", found.completed)
    if record.individual_plan:
        plan = record.individual_plan
        told = (Sentence("explain.plan", {"decision": plan.decision}),)
        return _made("promoted", found.promoted, "8, 11", told, (Input("individual_plan", plan.promoted),))
    if found.completed is not False:
        told = (Sentence("explain.primary_promoted"),)
        return _made("promoted", found.promoted, "11", told, (completed,))
    decision = Input("decisions.promoted_by_principal", record.decisions.promoted_by_principal)
    return _made("promoted", found.promoted, "11", (Sentence("explain.primary_decided"),), (completed, decision))


def _title(record: PrimaryRecord, found: PrimaryEvaluation) -> Explanation:
    told = (Sentence("explain.primary_title", {"result": found.result.value}),)
    recognised = Input("decisions.outstanding_recognised", record.decisions.outstanding_recognised)
    value = found.title.value if found.title else None
    return _made("title", value, "13", told, (Input("result", found.result.value), recognised))
