"""
The assessment rules over JSON, without ledger and database: docs/formats/evaluate.md.

Read ``door`` first: ``evaluate`` and ``subjects``. ``reading`` is strict JSON with the place of every fault;
``secondary`` and ``primary`` turn it into a record of their circular and its evaluation into the answer.
May import ``domain.values``, ``domain.errors``, ``domain.messages`` and ``domain.regulations`` only.
"""

from api.flows.evaluating.door import BYTES_MAX, evaluate, subjects

__all__ = ["BYTES_MAX", "evaluate", "subjects"]
