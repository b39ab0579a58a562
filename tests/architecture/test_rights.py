"""Who acts as what is told by every entry: no flow makes a command without saying so (``domain.rights``)."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture.source import Module, modules


def made(module: Module) -> Iterator[ast.Call]:
    """Calls of ``api.flows.desk.command``, which puts together what the ledger remembers of a command."""
    imported = any(
        isinstance(node, ast.ImportFrom)
        and node.module == "api.flows.desk"
        and any(alias.name == "command" for alias in node.names)
        for node in ast.walk(module.tree)
    )
    for node in ast.walk(module.tree) if imported else ():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "command":
            yield node


def test_every_command_of_a_flow_says_as_what_it_is_done() -> None:
    calls = [(module, call) for module in modules() for call in made(module)]
    assert len(calls) > 5, "the flows were not found"
    silent = [
        f"{module.name}:{call.lineno}: add acting=domain.rights.acting(asked, year, context, report)"
        for module, call in calls
        if not any(keyword.arg == "acting" for keyword in call.keywords)
    ]
    assert silent == []
