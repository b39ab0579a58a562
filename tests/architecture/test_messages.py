"""
Every error that the program can raise has its text in both languages, and gets the facts that the text speaks of.

Read from the source: a text that is missing would otherwise show only on the day when the error happens.
"""

from __future__ import annotations

import ast
import importlib
import string
from collections.abc import Iterator, Mapping
from functools import cache
from types import ModuleType

import pytest

import anchors.errors
import domain.errors
import domain.messages
from tests.architecture.source import Module, modules


@cache
def tables() -> Mapping[str, Mapping[str, tuple[str, str]]]:
    """By module of the error classes, with the texts that all other modules add on import."""
    for module in modules():
        if not module.name.endswith("__main__.py"):
            importlib.import_module(module.dotted)
    return {"domain.errors": domain.messages.MESSAGES, "anchors.errors": anchors.errors.MESSAGES}


def classes(home: ModuleType) -> set[str]:
    """Names of the error classes whose first argument is a code."""
    base = domain.errors.HocbaError if home is domain.errors else anchors.errors.AnchorError
    return {
        name
        for name, found in vars(home).items()
        if isinstance(found, type) and issubclass(found, base) and found is not domain.errors.Faults
    }


HOMES = {home.__name__: classes(home) for home in (domain.errors, anchors.errors)}


def raised(module: Module) -> Iterator[tuple[str, ast.Call]]:
    """Calls of error classes in a module, with the module of the class."""
    names: dict[str, str] = {}
    if module.dotted not in HOMES and not any(home in module.text for home in HOMES):
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and node.module in HOMES:
            names |= {
                alias.asname or alias.name: node.module for alias in node.names if alias.name in HOMES[node.module]
            }
        elif isinstance(node, ast.ClassDef) and module.dotted in HOMES and node.name in HOMES[module.dotted]:
            names[node.name] = module.dotted
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield names[node.func.id], node


#: The same mark with a decimal comma for Vietnamese and a point for English.
COMMA = {"shown": "value"}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def literals(module: Module) -> list[tuple[str, str, ast.Call]]:
    """Home, code and call of every error with a literal code; a choice between literals counts as each of them."""
    found = []
    for home, call in raised(module):
        literal = call.args and not isinstance(call.args[0], ast.JoinedStr)
        for node in ast.walk(call.args[0]) if literal else ():
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "." in node.value:
                found.append((home, node.value, call))
    return found


WITH_ERRORS = [module for module in modules() if any(raised(module))]


@pytest.mark.parametrize("module", WITH_ERRORS, ids=lambda module: module.name)
def test_each_error_has_its_texts_and_gets_their_facts(module: Module) -> None:
    faults = []
    for home, code, call in literals(module):
        where = f"{module.name}:{call.lineno} {code}"
        if code not in tables()[home]:
            faults.append(f"{where}: no text in the table of {home}")
            continue
        given = {keyword.arg for keyword in call.keywords}
        for text in tables()[home][code]:
            lacking = placeholders(text) - given
            if lacking and None not in given:
                faults.append(f"{where}: the text speaks of {sorted(lacking)}")
    assert faults == []


def test_a_code_made_of_parts_is_like_texts_that_exist() -> None:
    known = {code for table in tables().values() for code in table}
    for module in WITH_ERRORS:
        for _, call in raised(module):
            if call.args and isinstance(call.args[0], ast.JoinedStr):
                fixed = [part.value for part in call.args[0].values if isinstance(part, ast.Constant)]
                assert any(all(str(part) in code for part in fixed) for code in known), f"{module.name}:{call.lineno}"


@pytest.mark.parametrize("home", sorted(HOMES))
def test_both_languages_speak_of_the_same_facts(home: str) -> None:
    for code, (vietnamese, english) in tables()[home].items():
        shared = [{COMMA.get(name, name) for name in placeholders(text)} for text in (vietnamese, english)]
        assert shared[0] == shared[1], code
        assert vietnamese.strip() == vietnamese, code
        assert english.strip() == english, code


@pytest.mark.parametrize("home", sorted(HOMES))
def test_no_text_is_left_over(home: str) -> None:
    """A text whose code no line of the program names is dead, or its error is never raised."""
    named = {
        node.value
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and not _is_key(module, node)
    }
    beginnings = {
        part.value
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.JoinedStr)
        for part in node.values
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and "." in part.value
    }
    assert {
        code
        for code in tables()[home]
        if code not in named
        and not any(
            code.startswith(part) or code.endswith(part) for part in beginnings if part.strip(".") and " " not in part
        )
    } == set()


@cache
def _keys(module: Module) -> frozenset[int]:
    return frozenset(
        id(key) for node in ast.walk(module.tree) if isinstance(node, ast.Dict) for key in node.keys if key is not None
    )


def _is_key(module: Module, node: ast.Constant) -> bool:
    return id(node) in _keys(module)


@cache
def _direct() -> Mapping[str, frozenset[str]]:
    """Module → the modules of ours that importing it imports: named ones, and the packages they lie in."""
    ours = {module.dotted for module in modules()}
    found = {}
    for module in modules():
        names = set(module.imported())
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                names |= {f"{node.module}.{alias.name}" for alias in node.names}
        names.add(module.dotted)
        names |= {".".join(name.split(".")[:depth]) for name in list(names) for depth in range(1, name.count(".") + 1)}
        found[module.dotted] = frozenset(names & ours)
    return found


def _closure(dotted: str) -> set[str]:
    seen: set[str] = set()
    waiting = [dotted]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += _direct()[name]
    return seen


@cache
def _tables_by_code() -> Mapping[str, frozenset[str]]:
    """Code → the modules that hold its text."""
    found: dict[str, set[str]] = {}
    for module in modules():
        for node in ast.walk(module.tree):
            for key in node.keys if isinstance(node, ast.Dict) else ():
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    found.setdefault(key.value, set()).add(module.dotted)
    return {code: frozenset(holders) for code, holders in found.items()}


@pytest.mark.parametrize("module", WITH_ERRORS, ids=lambda module: module.name)
def test_whoever_raises_an_error_has_its_text_with_him(module: Module) -> None:
    """A module whose texts come only with some other module raises KeyError where that one is not imported."""
    reached = _closure(module.dotted)
    lost = {code for _, code, _ in literals(module) if not _tables_by_code().get(code, frozenset()) & reached}
    assert lost == set()
