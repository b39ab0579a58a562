"""``hocba explain``: how each derived value of a report came about, down to the entries of the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated, Any

import typer

from api.cli.reading import Reader, reads
from domain.regulations.explanations.model import value_said
from domain.report.explaining import Explained
from domain.report.explaining import explain as explain_report
from domain.values import Level
from domain.words import Language


@reads
def explain(
    here: Reader,
    report: Annotated[str, typer.Option("--report", help="Mã dòng hoặc mã tra cứu · Report id or lookup code")],
    subject: Annotated[str | None, typer.Option("--subject", help="Mã môn, ví dụ TOAN · Subject code")] = None,
) -> None:
    """Vì sao có kết quả này: công thức, điều khoản, bản ghi. · How a report's values came about."""
    found = here.desk.report(here.desk.find_report(report))
    explained = explain_report(found, here.desk.year(), subject)
    if here.answered([_as_json(each, here.screen.language) for each in explained]):
        return
    for each in explained:
        here.screen.say(_told(each, "vi"), _told(each, "en"))


def _as_json(each: Explained, language: Language) -> dict[str, Any]:
    """One value: codes and numbers for programs, ``name`` and ``text`` in the language of who asks."""
    explanation = each.explanation
    inputs = zip(explanation.inputs, each.of_inputs, strict=True)
    return {
        "what": explanation.what,
        "name": explanation.name(language),
        "value": _plain(explanation.value),
        "article": explanation.article,
        "formula": explanation.formula,
        "text": explanation.text(language),
        "policies": {name: _plain(value) for name, value in each.policies.items()},
        "rule_set": explanation.rule_set,
        "inputs": [
            {"what": one.what, "value": _plain(one.value), "by_rule": one.by_rule, "positions": list(positions)}
            for one, positions in inputs
        ],
        "positions": list(each.positions),
    }


def _plain(value: object) -> Any:
    if value is None or isinstance(value, (bool, str)) or type(value) is int:
        return value
    return value.name if isinstance(value, Level) else str(value)


def _told(each: Explained, language: Language) -> str:
    """Some lines for a person: what and its value, then formula, steps, article and entries, indented."""
    explanation = each.explanation
    vi = language == "vi"
    lines = [f"{explanation.name(language)}: {value_said(explanation.value, language)}"]
    if explanation.formula:
        lines.append(f"  {explanation.formula_said(language)}")
    lines.append(f"  {explanation.text(language)}")
    lines.append(f"  {explanation.article} ({explanation.rule_set})")
    if each.policies:
        chosen = ", ".join(f"{name} = {_plain(value)}" for name, value in each.policies.items())
        lines.append(f"  {'Chính sách' if vi else 'Policies'}: {chosen}")
    if each.positions:
        lines.append(f"  {'Bản ghi' if vi else 'Entries'}: {_ranges(each.positions)}")
    return "\n".join(lines)


def _ranges(positions: Sequence[int]) -> str:
    """``3, 7–12``: neighbours as one range."""
    breaks = [at for at, (one, two) in enumerate(pairwise(positions), 1) if two != one + 1]
    runs = [positions[start:end] for start, end in zip([0, *breaks], [*breaks, len(positions)], strict=True)]
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
