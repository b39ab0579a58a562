"""
How every derived value came about: inputs, formula with its numbers, rounding, article, policies, rule-set version.

Read ``model`` first; the doors are ``secondary.explain`` and ``primary.explain``. Pure: an explanation names the cells
and recorded values it rests on, and whoever holds a ledger adds their positions (``domain/report/explaining.py``).
"""

from domain.regulations.explanations.model import Explanation, Input, Sentence

__all__ = ["Explanation", "Input", "Sentence"]
