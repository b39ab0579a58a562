"""
The assessment rules a second time, written from the law and for obviousness: an answer for an input of ``evaluate``.

It knows the JSON of ``docs/formats/evaluate.md`` and nothing of ``domain.regulations``, checks no input, and tries
things literally where the engine may be clever. Read ``curriculum`` first, then ``circular_22`` and ``circular_27``.
"""

from __future__ import annotations

from typing import Any

from tests.kit.oracle import circular_22, circular_27

Json = dict[str, Any]


def answer(document: Json) -> Json:
    """What ``hocba evaluate`` must say of a record that it does not refuse."""
    return circular_27.answer(document) if document["regulation"] == "TT27" else circular_22.answer(document)
