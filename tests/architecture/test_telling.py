"""Every event that may stand in a ledger is told in words, in both languages, without an id or a None between them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from domain.ledger.topics import REGISTRY
from domain.report import events as e
from domain.school_year.state import Delegation
from domain.school_year.structure.events import TeamKind
from domain.school_year.structure.state import Team
from domain.sentences import SENTENCES
from domain.telling import told
from domain.words import Language
from tests.vectors.events import generate as samples
from tests.vectors.events.variants import generate as variants

STORED = [
    *sorted((path.stem, path) for path in samples.FOLDER.glob("hocba.*.json")),
    *sorted((path.parent.name, path) for path in variants.FOLDER.glob("*/*.json")),
]
LANGUAGES: tuple[Language, ...] = ("vi", "en")
#: Two UUIDs that people do read: the lookup code of an edition, and that of the one that it replaces.
READ_BY_PEOPLE = {"lookup_id", "replaces"}
UUID_TEXT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class _Names:
    """Somebody who knows everybody."""

    def person(self, staff_id: UUID) -> str:
        return "Trịnh Thành Long (GV01)"

    def class_code(self, class_id: UUID) -> str:
        return "8A"

    def request(self, request_id: UUID) -> e.CorrectionRequested | None:
        path = samples.FOLDER / f"{e.CorrectionRequested.TOPIC}.json"
        return e.CorrectionRequested.model_validate(_data(e.CorrectionRequested.TOPIC, path))

    def delegation(self, delegation_id: UUID) -> Delegation | None:
        return None

    def team(self, team_id: UUID) -> Team | None:
        return Team(team_id, "TOAN_TIN", "Tổ Toán – Tin", TeamKind.SUBJECTS)


def _data(topic: str, path: Path) -> Any:
    stored = json.loads(path.read_bytes())
    return REGISTRY.upcast(topic, stored.get("data", stored) if isinstance(stored, dict) else stored)


@pytest.mark.parametrize("topic", sorted(REGISTRY.topics))
def test_each_topic_has_words_in_both_languages(topic: str) -> None:
    vietnamese, english = SENTENCES[REGISTRY.current(topic)]
    assert vietnamese.strip()
    assert english.strip()
    assert vietnamese != english


def test_no_words_are_left_over() -> None:
    assert set(SENTENCES) == {REGISTRY.current(topic) for topic in REGISTRY.topics}


@pytest.mark.parametrize(("topic", "path"), STORED, ids=[path.stem for _, path in STORED])
def test_each_stored_sample_reads_as_a_sentence(topic: str, path: Path) -> None:
    event = REGISTRY.current(topic).model_validate_json(json.dumps(_data(topic, path)))
    shown = {str(getattr(event, name, None)) for name in READ_BY_PEOPLE}
    for language in LANGUAGES:
        sentence = told(event, language, _Names())
        ids = {found[0] for found in UUID_TEXT.finditer(sentence)}
        if "delegation_id" not in type(event).model_fields:
            assert ids <= shown
        for unsaid in ("None", "UUID(", "<", "{", "Mark("):
            assert unsaid not in sentence
        assert "  " not in sentence
        assert sentence == sentence.strip()
