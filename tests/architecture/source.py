"""The program's own source, parsed: what the tests of this folder look at."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("domain", "projections", "anchors", "api", "migrations")


@dataclass(frozen=True)
class Module:
    """One Python file; ``name`` is its path from the project's folder, with slashes."""

    name: str
    text: str
    tree: ast.Module

    @property
    def dotted(self) -> str:
        """As it is imported."""
        return self.name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    def imported(self) -> Iterator[str]:
        """Dotted names of everything that it imports, at any depth of the file."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module


@cache
def modules() -> tuple[Module, ...]:
    """All of them, by name."""
    found = []
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            found.append(Module(path.relative_to(ROOT).as_posix(), text, ast.parse(text)))
    assert len(found) > 50, "the source was not found"
    return tuple(found)
