"""
A primary pupil's year for the demo: how it is to come out is chosen first, then levels, tests and ratings that give it.

Term I may be a little weaker than the year's end, which alone stands in the report. Every pupil completes the grade, so
every report can be opened without a decision of the principal.
"""

from __future__ import annotations

from enum import IntEnum
from random import Random

from api.flows.demo.comment_texts_primary import GROUPS, HOMEROOM, SUBJECTS
from domain.regulations.curriculum import Subject, traits
from domain.regulations.marks import TESTS
from domain.values import Attainment, Cell, Mark, Rating, Score, Term

#: Lowest score of a test of the year's end.
_LOWEST = (5, 7, 9)


class Ability(IntEnum):
    """What the year comes to (TT 27/2020 Điều 9.2a): Hoàn thành, Hoàn thành tốt, Hoàn thành xuất sắc."""

    HT = 0
    HTT = 1
    HTXS = 2


def abilities(random: Random, pupils: int) -> list[Ability]:
    """One for each pupil, in random order; of the first three each is another."""
    chosen = [Ability.HTXS, Ability.HT, Ability.HTT][:pupils]
    chosen += random.choices(list(Ability), weights=(5, 4, 3), k=pupils - len(chosen))
    random.shuffle(chosen)
    return chosen


def subject_year(random: Random, subject: Subject, ability: Ability) -> tuple[dict[Cell, Mark], str]:
    """Levels and tests of both terms, and the teacher's comment on the year."""
    level = Attainment.HOAN_THANH_TOT
    if ability is Ability.HT and random.random() < 0.6:
        level = Attainment.HOAN_THANH
    marks: dict[Cell, Mark] = {}
    for cell in subject.cells():
        earlier = cell.term is Term.ONE and ability < Ability.HTXS and random.random() < 0.3
        if cell.column in TESTS:
            lowest = _LOWEST[ability] - (1 if earlier else 0)
            marks[cell] = Score(random.randint(lowest, min(10, lowest + 2)))
        else:
            marks[cell] = Attainment.HOAN_THANH if earlier else level
    texts = SUBJECTS[subject.code]
    return marks, random.choice(texts[0] if level is Attainment.HOAN_THANH_TOT else texts[1])


def traits_year(random: Random, grade: int, ability: Ability) -> tuple[dict[Cell, Mark], dict[str, str]]:
    """Ratings of qualities and competencies in both terms, and the comments on their groups."""
    ratings: dict[Cell, Mark] = {}
    for trait in traits(grade):
        if trait.optional:
            continue
        rating = Rating.DAT if ability is Ability.HT and random.random() < 0.4 else Rating.TOT
        for cell in trait.cells():
            earlier = cell.term is Term.ONE and ability < Ability.HTXS and random.random() < 0.2
            ratings[cell] = Rating.DAT if earlier else rating
    return ratings, {group: random.choice(texts[ability > Ability.HT]) for group, texts in GROUPS.items()}


def homeroom_sentence(random: Random, ability: Ability) -> str:
    """Nhận xét của giáo viên chủ nhiệm."""
    return random.choice(HOMEROOM[ability])
