"""What the sentences of access say beyond their fields: of which reports an organisation may open any."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from domain.access import events as e
from domain.event import Event
from domain.words import Words


def scope_told(grades: Sequence[int], classes: Sequence[str]) -> Words:
    """``khối 9; lớp 8A``."""
    listed = (", ".join(map(str, grades)), ", ".join(classes))
    vietnamese = [f"{name} {text}" for name, text in zip(("khối", "lớp"), listed, strict=True) if text]
    english = [f"{name} {text}" for name, text in zip(("grade", "class"), listed, strict=True) if text]
    return Words("; ".join(vietnamese), "; ".join(english))


FACTS: Mapping[type[Event], Callable[[Any], dict[str, object]]] = {
    e.GrantGiven: lambda event: {"scope": scope_told(event.grades, event.classes)},
}
