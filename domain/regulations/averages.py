"""Results of one subject in a term and in the year: TT 22/2021 Điều 9.1."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from functools import cache

from domain.regulations.policies import Policies, TieRounding
from domain.values import ONE_DECIMAL, CommentResult, Score

_ROUNDING = {TieRounding.HALF_UP: ROUND_HALF_UP, TieRounding.HALF_EVEN: ROUND_HALF_EVEN}


def term_average(regular: Sequence[Score], midterm: Score, final: Score, policies: Policies) -> Score:
    """
    ĐTBmhk (Điều 9.1b): regular scores count once, the midterm twice, the final three times; one decimal.

    ``regular`` holds all n regular scores of the term (Điều 6.2); the divisor is n + 5.
    """
    total = sum([score.value for score in regular], 2 * midterm.value) + 3 * final.value
    return _rounded(total / (len(regular) + 5), policies)


def provisional_average(
    regular: Sequence[Score], midterm: Score | None, final: Score | None, policies: Policies
) -> Score | None:
    """
    What a term's average would be of the scores given so far, each with its coefficient; None of none.

    For who is entering them ("tạm tính"): a term has an average only once it is complete, and then it is this one.
    """
    weighed = [(score.value, 1) for score in regular]
    weighed += [(score.value, weight) for score, weight in ((midterm, 2), (final, 3)) if score]
    if not weighed:
        return None
    total = sum((value * weight for value, weight in weighed), Decimal(0))
    return _rounded(total / sum(weight for _, weight in weighed), policies)


def year_average(term_1: Score, term_2: Score, policies: Policies) -> Score:
    """ĐTBmcn (Điều 9.1b): term II counts twice. From the rounded term averages, as they stand in the gradebook."""
    return _rounded((term_1.value + 2 * term_2.value) / 3, policies)


def comment_term(results: Sequence[CommentResult]) -> CommentResult:
    """A comment subject's term (Điều 9.1a): Đạt only where every assessment is; ``results`` are complete."""
    return CommentResult.CD if CommentResult.CD in results else CommentResult.D


def comment_year(term_2: CommentResult) -> CommentResult:
    """A comment subject's year (Điều 9.1a): the result of term II."""
    return term_2


def combined_parts(parts: Sequence[CommentResult], policies: Policies) -> CommentResult:
    """One result from those of the parts (Nghệ thuật), by ``Policies.arts_needs_both_parts``."""
    if policies.arts_needs_both_parts:
        return comment_term(parts)
    return CommentResult.D if CommentResult.D in parts else CommentResult.CD


def _rounded(value: Decimal, policies: Policies) -> Score:
    return _score(value.quantize(ONE_DECIMAL, rounding=_ROUNDING[policies.tie_rounding]))


@cache
def _score(tenths: Decimal) -> Score:
    """There are 101 scores, and a school computes a hundred thousand averages."""
    return Score(tenths)
