"""
The assessment rules (quy định đánh giá học sinh): pure, versioned, Decimal only.

Read ``circular_22`` first (secondary school) or ``circular_27`` (primary school): the door of each is ``evaluate``. For
all three levels: ``curriculum`` (subjects, qualities, competencies and their cells), ``marks`` (what may stand in
them), ``policies`` (where the text of the law leaves a choice), ``explanations`` (how each value came about); and
``docs/regulations.md``.
May import ``domain.values``, ``domain.errors``, ``domain.messages`` and ``domain.event`` only.
"""

from domain.regulations.messages import MESSAGES  # Importing any rule registers the texts of its errors.

__all__ = ["MESSAGES"]
