"""House style that a machine can see: sizes, docstrings, no floats in the rules, libraries where the layout says."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.source import FOLDERS, ROOT, Module, modules

LINES_MAX = 400
FUNCTION_LINES_MAX = 70

#: File → why it is longer. Empty: keep it so.
LONGER: dict[str, str] = {}

#: Library → where it may be imported (design §9, §10); a prefix of the module's path.
PLACES: dict[str, tuple[str, ...]] = {
    "eventsourcing": ("domain/ledger/",),
    "fastapi": ("api/",),
    "lxml": ("projections/documents/", "anchors/signing/", "anchors/verify/", "anchors/report_values.py",
             "api/flows/workbooks/package.py"),
    "merkletools": ("anchors/tiles.py",),
    "psycopg": ("domain/ledger/", "projections/", "anchors/publisher.py", "anchors/audit/", "migrations/", "api/"),
    "psycopg_pool": ("domain/ledger/database.py",),
    "pyhanko": ("anchors/signing/",),
    "pyhanko_certvalidator": ("anchors/signing/",),
    "starlette": ("api/",),
    "typer": ("api/cli/",),
    "xlsxwriter": ("api/flows/workbooks/",),
    "python_calamine": ("api/flows/workbooks/",),
    "aiohttp": ("api/flows/demo/timestamp_process.py",),
    "certomancer": ("api/flows/demo/timestamp_process.py",),  # the demo's timestamp service, a process of its own
    "openpyxl": (),
    "pymerkle": (),
    "pytest": (),
    "tests": (),
}  # fmt: skip

#: Where a mark, an average or a date of the field is handled: there is no binary fraction.
EXACT = (
    "domain/values.py",
    "domain/regulations/",
    "domain/report/",
    "domain/school_year/",
    "domain/pupil/",
    "api/flows/evaluating/",
)


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.name)
def test_files_and_functions_stay_small(module: Module) -> None:
    lines = len(module.text.splitlines())
    assert lines <= LINES_MAX or LONGER.get(module.name), f"{module.name} has {lines} lines"
    long = {
        f"{module.name}:{node.lineno} {node.name}": node.end_lineno - node.lineno + 1
        for node in ast.walk(module.tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.end_lineno
    }
    assert {name: count for name, count in long.items() if count > FUNCTION_LINES_MAX} == {}


def test_no_exception_to_the_size_outlives_its_file() -> None:
    sizes = {module.name: len(module.text.splitlines()) for module in modules()}
    assert {name for name in LONGER if sizes.get(name, 0) <= LINES_MAX} == set()


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.name)
def test_everything_public_says_what_it_is(module: Module) -> None:
    assert ast.get_docstring(module.tree), f"{module.name} has no docstring"
    assert [f"{module.name}:{node.lineno} {name}" for name, node in _public(module.tree) if not _documented(node)] == []


Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def _public(parent: ast.Module | ast.ClassDef) -> Iterator[tuple[str, Definition]]:
    """Public classes, functions and methods; not what is nested in a function, nor in a private class."""
    for node in parent.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
            yield node.name, node
            if isinstance(node, ast.ClassDef):
                yield from ((f"{node.name}.{name}", inner) for name, inner in _public(node))


def _documented(node: Definition) -> bool:
    """A docstring, for a setter or an overload that of its function; a property of one line is told by its name."""
    marks = {ast.unparse(mark).rpartition(".")[2] for mark in node.decorator_list}
    told = "property" in marks and len(node.body) == 1
    return bool(ast.get_docstring(node) or told or marks & {"setter", "overload", "override"})


@pytest.mark.parametrize(
    "module", [module for module in modules() if module.name.startswith(EXACT)], ids=lambda module: module.name
)
def test_the_rules_hold_no_binary_fraction(module: Module) -> None:
    found = [node for node in ast.walk(module.tree) if isinstance(node, ast.Constant) and type(node.value) is float]
    assert [f"{module.name}:{node.lineno} {node.value!r}" for node in found] == []
    calls = [node for node in ast.walk(module.tree) if isinstance(node, ast.Call) and _called(node) == "float"]
    assert [f"{module.name}:{node.lineno} float(…)" for node in calls] == []


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.name)
def test_each_library_is_imported_only_where_the_layout_says(module: Module) -> None:
    wrong = [
        library
        for library in {name.partition(".")[0] for name in module.imported()}
        if library in PLACES and not module.name.startswith(PLACES[library] or ("nowhere",))
    ]
    assert wrong == [], f"{module.name} imports {wrong}"


def test_the_rules_read_no_clock_no_environment_and_no_network() -> None:
    """Time, ids and actor arrive with the command (design §4); salts of personal values are the one random thing."""
    forbidden = {"os", "time", "random", "socket", "subprocess", "urllib", "http", "logging", "threading", "asyncio"}
    pure = [module for module in modules() if module.name.startswith("domain/") and "/ledger/" not in module.name]
    found = {
        f"{module.name}: {name}" for module in pure for name in module.imported() if name.partition(".")[0] in forbidden
    }
    assert found == set()
    clocks = {
        f"{module.name}:{node.lineno}"
        for module in pure
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr in ("now", "utcnow", "today") and _of_a_class(node)
    }
    assert clocks == set()


def _of_a_class(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id in ("datetime", "date")


def test_the_top_level_is_the_layout_of_the_design() -> None:
    found = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert found == {*FOLDERS, "tests"}
