"""How conduct of the year, promotion, completion and title came about: TT 22/2021 Điều 8, 12-15."""

from __future__ import annotations

from collections.abc import Iterator

from domain.regulations.circular_22 import YearEvaluation
from domain.regulations.explanations.model import Explanation, Input, Sentence
from domain.regulations.explanations.subject import ARTICLE
from domain.regulations.levels import HIGH_SUBJECTS
from domain.regulations.marks import failed
from domain.regulations.policies import Policies
from domain.regulations.records import YearRecord
from domain.regulations.rule_sets import TT22
from domain.regulations.year import EXCELLENT, LAST_GRADES, Promotion
from domain.values import Level, Score, Term


def explain(record: YearRecord, found: YearEvaluation, policies: Policies) -> Iterator[Explanation]:
    """Conduct of the year and after the summer, promotion, completion, title."""
    yield _conduct(record, found)
    yield _conduct_final(record, found)
    yield _promotion(record, found, policies)
    yield _completion(record, found)
    yield _title(found, policies)


def _made(
    what: str,
    value: Level | str | None,
    article: str,
    sentences: tuple[Sentence, ...],
    inputs: tuple[Input, ...],
    policies: tuple[str, ...] = (),
) -> Explanation:
    return Explanation(what, value, ARTICLE + article, TT22.version, sentences, inputs, None, policies)


def _conduct(record: YearRecord, found: YearEvaluation) -> Explanation:
    one, two = record.conduct.get(Term.ONE), record.conduct.get(Term.TWO)
    inputs = (Input("conduct.1", one), Input("conduct.2", two))
    told = Sentence("explain.conduct_missing")
    if found.conduct_year is not None:
        told = Sentence("explain.conduct", {"term_1": one, "term_2": two, "year": found.conduct_year})
    return _made("conduct.year", found.conduct_year, "8.2", (told,), inputs)


def _conduct_final(record: YearRecord, found: YearEvaluation) -> Explanation:
    year = Input("conduct.year", found.conduct_year)
    if record.summer_conduct is None or found.conduct_year is not Level.CHUA_DAT:
        return _made("conduct.final", found.conduct_final, "13", (Sentence("explain.conduct_no_summer"),), (year,))
    told = Sentence("explain.conduct_summer", {"summer": record.summer_conduct})
    inputs = (year, Input("conduct.summer", record.summer_conduct))
    return _made("conduct.final", found.conduct_final, "13", (told,), inputs)


def _promotion(record: YearRecord, found: YearEvaluation, policies: Policies) -> Explanation:
    if record.individual_plan:
        plan = record.individual_plan
        told = (Sentence("explain.plan", {"decision": plan.decision}),)
        return _made("promotion", found.promotion.value, "12", told, (Input("individual_plan", plan.promoted),))
    inputs = (
        Input("conduct.final", found.conduct_final),
        Input("academic.final", found.academic.final),
        Input("absences", record.absences),
    )
    facts = {
        "conduct": _level(found.conduct_final),
        "academic": _level(found.academic.final),
        "limit": policies.absence_limit,
        "absences": "—" if record.absences is None else record.absences,
    }
    outcome = _outcome(record, found, policies)
    names = ["absence_limit", "conduct_repair_opens_reassessment"]
    names += ["reassess_all_failed"] if any(one.final != one.year for one in found.subjects) else []
    steps = (Sentence("explain.promotion", facts), outcome)
    return _made("promotion", found.promotion.value, "12-14", steps, inputs, tuple(names))


def _outcome(record: YearRecord, found: YearEvaluation, policies: Policies) -> Sentence:
    """Why the pupil stands where he stands."""
    conduct, academic = found.conduct_year, found.academic.year
    in_year = {"conduct": _level(conduct), "academic": _level(academic)}
    match found.promotion:
        case Promotion.PENDING:
            return Sentence("explain.promotion_pending")
        case Promotion.SUMMER_CONDUCT:
            return Sentence("explain.summer_conduct")
        case Promotion.REASSESS:
            waiting = [one.subject for one in found.subjects if failed(one.final)]
            return Sentence("explain.reassess", {"subjects": ", ".join(waiting)})
        case Promotion.PROMOTED if Level.CHUA_DAT in (conduct, academic):
            return Sentence("explain.promoted_after_summer", in_year)
        case Promotion.PROMOTED:
            return Sentence("explain.promoted")
    if record.absences is not None and record.absences > policies.absence_limit:
        return Sentence("explain.retained_absences", {"limit": policies.absence_limit})
    both = conduct is academic is Level.CHUA_DAT and not policies.conduct_repair_opens_reassessment
    return Sentence("explain.retained_both" if both else "explain.retained_after_summer")


def _completion(record: YearRecord, found: YearEvaluation) -> Explanation:
    if record.grade not in LAST_GRADES:
        return _made("completion", None, "12", (Sentence("explain.completion_none", {"grade": record.grade}),), ())
    told = Sentence("explain.completion", {"grade": record.grade, "promotion": found.promotion.value})
    value = found.completion.value if found.completion else None
    return _made("completion", value, "12", (told,), (Input("promotion", found.promotion.value),))


def _title(found: YearEvaluation, policies: Policies) -> Explanation:
    late = policies.title_after_summer
    period = "final" if late else "year"
    conduct = found.conduct_final if late else found.conduct_year
    academic = found.academic.final if late else found.academic.year
    averages = {one.subject: one.final if late else one.year for one in found.subjects}
    excellent = [
        Input(f"subjects.{code}.{period}", average)
        for code, average in averages.items()
        if isinstance(average, Score) and average.value >= EXCELLENT
    ]
    value = found.title.value if found.title else None
    facts = {
        "conduct": _level(conduct),
        "academic": _level(academic),
        "count": len(excellent),
        "excellent": Score(EXCELLENT),
        "needed": HIGH_SUBJECTS,
        "title": value or "NO_TITLE",
    }
    inputs = (Input(f"conduct.{period}", conduct), Input(f"academic.{period}", academic), *excellent)
    return _made("title", value, "15.1", (Sentence("explain.title", facts),), inputs, ("title_after_summer",))


def _level(level: Level | None) -> object:
    return "—" if level is None else level
