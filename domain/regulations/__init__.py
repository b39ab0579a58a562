"""
The assessment rules (quy định đánh giá học sinh): pure, versioned, Decimal only.

Here: Circular 22/2021 for lower secondary. Read ``circular_22`` first (its door is ``evaluate``), then ``curriculum``
(subjects and cells), ``policies`` (where the text of the law leaves a choice) and ``docs/regulations.md``.
May import ``domain.values``, ``domain.errors``, ``domain.messages`` and ``domain.event`` only.
"""

from domain.regulations.messages import MESSAGES  # Importing any rule registers the texts of its errors.

__all__ = ["MESSAGES"]
