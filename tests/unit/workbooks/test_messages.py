"""Every fault has its words in both languages, with the same facts."""

from __future__ import annotations

import re
import string
import unicodedata
from pathlib import Path

import pytest

import api.flows.workbooks as workbooks
import domain.messages
import domain.typing
from api.flows.workbooks.messages import MESSAGES


def facts(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name} - {"value", "shown"}


@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_both_languages_say_the_same_facts_and_an_end(code: str) -> None:
    vietnamese, english = MESSAGES[code]
    assert facts(vietnamese) == facts(english)
    assert vietnamese == unicodedata.normalize("NFC", vietnamese)
    assert vietnamese.endswith(".")
    assert english.endswith(".")
    assert domain.messages.MESSAGES[code] == MESSAGES[code]


def test_every_code_that_the_readers_use_has_words() -> None:
    folder = Path(workbooks.__file__).parent
    sources = [path.read_text() for path in folder.glob("*.py") if path.name != "messages.py"]
    sources.append(Path(domain.typing.__file__).read_text())
    pattern = r'"((?:score|result|attainment|rating|cell|comment|conduct|absences|row|workbook)\.[a-z_]+)"'
    used = {code for source in sources for code in re.findall(pattern, source)}
    others = {f"workbook.other_{name}" for name in ("kind", "school_year", "class", "subject")}
    assert used | others == set(MESSAGES)


def test_every_code_stands_in_the_description_of_the_format() -> None:
    text = (Path(__file__).parents[3] / "docs/formats/gradebook.md").read_text()
    assert [code for code in MESSAGES if f"`{code}`" not in text] == []
