"""How the results of one subject came about: TT 22/2021 Điều 6, 7, 9.1, 14."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from domain.regulations.curriculum import Subject
from domain.regulations.explanations.model import Explanation, Input, Places, Sentence, quotient
from domain.regulations.marks import failed
from domain.regulations.policies import Policies
from domain.regulations.records import Exemption, IndividualPlan, YearRecord
from domain.regulations.results import Period, SubjectEvaluation
from domain.regulations.rule_sets import TT22
from domain.regulations.sheets import Place, Plan, reassessment_place
from domain.values import Cell, CommentResult, Kind, Mark, Score

ARTICLE = "TT 22/2021/TT-BGDĐT, Điều "
_TERMS = {Period.TERM_1: 0, Period.TERM_2: 1}


@dataclass(frozen=True)
class Case:
    """One pupil's year with its plan and marks, as the engine saw them."""

    record: YearRecord
    own: Plan
    marks: Mapping[Place, Mark]
    policies: Policies

    def input(self, place: Place) -> Input:
        """A recorded mark, or a pending one."""
        subject, part, term, column = place
        cell = self.own.cells.get(place) or Cell(subject=subject, part=part, term=term, column=column)
        return Input(str(cell), self.marks.get(place), cell, self.record.by_rule.get(cell))


def explain(case: Case, found: SubjectEvaluation) -> Iterator[Explanation]:
    """Each part first, then the subject: term I, term II, the year, after the summer."""
    one = case.own.subjects[found.subject]
    for part in found.parts:
        yield from _sheet(case, one, part, f"subjects.{one.code}.{part.subject}")
    what = f"subjects.{one.code}"
    if found.parts:
        yield from (_combined(case, found, period, what) for period in _TERMS)
        yield _year(case, one.code, found, what)
    else:
        yield from _sheet(case, one, found, what)
    yield _final(case, found, what)


def _sheet(case: Case, one: Subject, found: SubjectEvaluation, what: str) -> Iterator[Explanation]:
    for period in _TERMS:
        yield _term(case, one, found, period, f"{what}.{period}")
    yield _year(case, one.code, found, what)


def _term(case: Case, one: Subject, found: SubjectEvaluation, period: Period, what: str) -> Explanation:
    value = found.of(period)
    article = ARTICLE + ("9.1b" if one.kind is Kind.SCORED else "9.1a")
    if period in found.left_out:
        return _exempt(case, one.code, what, article)
    places = case.own.sheets[one.code][found.subject][_TERMS[period]]
    inputs = tuple(case.input(place) for place in places)
    if value is None:
        lacking = [each.cell for each in inputs if each.value is None and each.cell]
        return _missing(what, article, lacking, inputs)
    sentences = [
        Sentence("explain.by_rule", {"cell": each.cell, "mark": each.value, "reason": each.by_rule})
        for each in inputs
        if each.by_rule
    ]
    if isinstance(value, CommentResult):
        failed = sum(each.value is CommentResult.CD for each in inputs)
        told = Sentence("explain.comment_term", {"failed": failed, "count": len(inputs)})
        return Explanation(what, value, article, TT22.version, (told, *sentences), inputs)
    scores = [each.value for each in inputs if isinstance(each.value, Score)]
    *regular, midterm, final = scores
    total = sum([score.value for score in regular], 2 * midterm.value) + 3 * final.value
    divisor = len(regular) + 5
    sums = " + ".join([*map(str, regular), f"2 × {midterm}", f"3 × {final}"])
    told = Sentence("explain.term_average", {"regular": len(regular), "divisor": divisor})
    topics = (Sentence("explain.topics"),) if any(place[3] == "CHUYEN_DE" for place in places) else ()
    return Explanation(
        what=what,
        value=value,
        article=article,
        rule_set=TT22.version,
        sentences=(told, *topics, *sentences, _rounded(case)),
        inputs=inputs,
        formula=f"({sums}) / {divisor} = {quotient(total, divisor)} → {value}",
        policies=("tie_rounding", "special_topics") if topics else ("tie_rounding",),
    )


def _year(case: Case, code: str, found: SubjectEvaluation, what: str) -> Explanation:
    article = ARTICLE + ("9.1b" if found.kind is Kind.SCORED else "9.1a")
    inputs = (Input(f"{what}.term_1", found.term_1), Input(f"{what}.term_2", found.term_2))
    year = f"{what}.year"
    if Period.YEAR in found.left_out:
        return _exempt(case, code, year, article)
    if found.year is None:
        needed = inputs if found.kind is Kind.SCORED else inputs[1:]
        return _missing(year, article, [each.what for each in needed if each.value is None], inputs)
    if found.kind is Kind.COMMENT and Period.TERM_2 not in found.left_out:
        return Explanation(year, found.year, article, TT22.version, (Sentence("explain.comment_year"),), inputs[1:])
    if isinstance(found.term_1, Score) and isinstance(found.term_2, Score):
        one, two = found.term_1, found.term_2
        formula = f"({one} + 2 × {two}) / 3 = {quotient(one.value + 2 * two.value, 3)} → {found.year}"
        steps = (Sentence("explain.year_average"), _rounded(case))
        return Explanation(year, found.year, article, TT22.version, steps, inputs, formula, ("tie_rounding",))
    told = (Sentence("explain.one_term"),)
    assessed = tuple(each for each in inputs if each.value is not None)
    return Explanation(year, found.year, article, TT22.version, told, assessed, None, ("year_after_term_exemption",))


def _combined(case: Case, found: SubjectEvaluation, period: Period, what: str) -> Explanation:
    article, name = ARTICLE + "9.1a", f"{what}.{period}"
    if period in found.left_out:
        return _exempt(case, found.subject, name, article)
    inputs = tuple(
        Input(f"{what}.{part.subject}.{period}", part.of(period)) for part in found.parts if period not in part.left_out
    )
    value = found.of(period)
    if value is None:
        return _missing(name, article, [each.what for each in inputs if each.value is None], inputs)
    both = "explain.parts_both" if case.policies.arts_needs_both_parts else "explain.parts_one"
    return Explanation(name, value, article, TT22.version, (Sentence(both),), inputs, None, ("arts_needs_both_parts",))


def _final(case: Case, found: SubjectEvaluation, what: str) -> Explanation:
    article, name = ARTICLE + "14", f"{what}.final"
    if Period.FINAL in found.left_out:
        return _exempt(case, found.subject, name, article)
    year = Input(f"{what}.year", found.year)
    place = reassessment_place(found.subject)
    if place not in case.marks:
        told = (Sentence("explain.not_reassessed"),)
        return Explanation(name, found.final, article, TT22.version, told, (year,))
    again = case.input(place)
    if not failed(found.year):
        told = (Sentence("explain.reassessed_in_vain", {"result": again.value}),)
        return Explanation(name, found.final, article, TT22.version, told, (year, again))
    told = (Sentence("explain.reassessed", {"year": found.year, "result": again.value}),)
    return Explanation(name, found.final, article, TT22.version, told, (year, again))


def _rounded(case: Case) -> Sentence:
    return Sentence("explain.rounded", {"ties": case.policies.tie_rounding.value})


def _exempt(case: Case, code: str, what: str, article: str) -> Explanation:
    """Its inputs are the decisions."""
    inputs = exemptions(code, case.record.exemptions, case.record.individual_plan)
    return Explanation(what, None, article, TT22.version, (Sentence("explain.exempt"),), inputs)


def exemptions(code: str, found: Iterable[Exemption], plan: IndividualPlan | None) -> tuple[Input, ...]:
    """The decisions by which a subject, or a part of it, is left out."""
    decided = [Input(f"exemption.{code}", one.decision) for one in found if one.subject == code]
    if plan and code in plan.subjects:
        decided.append(Input("individual_plan", plan.decision))
    return tuple(decided)


def _missing(what: str, article: str, lacking: Iterable[Cell | str], inputs: tuple[Input, ...]) -> Explanation:
    told = (Sentence("explain.missing", {"missing": Places(tuple(lacking))}),)
    return Explanation(what, None, article, TT22.version, told, inputs)
