"""The texts of errors: two languages with the same facts, and foreign text kept on one line."""

from __future__ import annotations

import re
import string
import unicodedata
from pathlib import Path

import pytest

from anchors import checkpoint, errors, receipt, tiles, tree
from anchors.errors import EXCERPT_CHARACTERS_MAX, MESSAGES, Malformed, Misused, ProofInvalid, Tampered, excerpt

OURS = ("proof.", "tile.", "note.", "checkpoint.", "key.", "receipt.")


@pytest.mark.parametrize("code", [code for code in MESSAGES if code.startswith(OURS)])
def test_both_languages_speak_of_the_same_facts(code: str):
    vietnamese, english = MESSAGES[code]
    fields = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (vietnamese, english)]
    assert fields[0] == fields[1]
    assert unicodedata.is_normalized("NFC", vietnamese)


def test_every_code_that_is_raised_has_a_text_and_every_text_is_raised():
    sources = "".join(
        Path(module.__file__).read_text(encoding="utf-8") for module in (checkpoint, receipt, tiles, tree)
    )
    raised = set(re.findall(r"""\(\s*f?"((?:proof|tile|note|checkpoint|key|receipt|\{kind\})\.[a-z_]+)\"""", sources))
    raised |= {f"{kind}.{fault}" for kind in ("note", "receipt") for fault in ("length", "encoding")}
    raised |= {"receipt.path"}
    raised -= {"{kind}.length", "{kind}.encoding", "{kind}.path"}
    texts = set(re.findall(r'^    "([a-z_.]+)": \($', Path(errors.__file__).read_text(encoding="utf-8"), re.M))
    assert raised == texts


def test_families_are_by_what_the_caller_does():
    assert issubclass(Malformed, Misused)
    assert issubclass(ProofInvalid, Tampered)
    assert not issubclass(ProofInvalid, Misused)


def test_a_missing_fact_is_a_bug():
    with pytest.raises(KeyError):
        Malformed("receipt.length")


@pytest.mark.parametrize("text", ["x" * 10_000, "a\nb\x1b[31m", "\u202edlihc", b"\xff" * 500])
def test_foreign_text_stays_on_one_short_line(text: str | bytes):
    shown = excerpt(text)
    assert len(shown) <= EXCERPT_CHARACTERS_MAX
    assert shown.isprintable()
