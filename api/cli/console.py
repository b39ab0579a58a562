"""What every command shares: two languages, ``--json``, progress, and errors turned into exit codes (design §12)."""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from anchors.errors import AnchorError
from anchors.errors import Misused as AnchorMisused
from anchors.errors import Unavailable as AnchorUnavailable
from anchors.signing.software import SoftwareKeyWarning
from domain.errors import Faults, HocbaError, Misused, Unavailable
from domain.messages import Language
from domain.values import UNSHOWN


class Exit(IntEnum):
    """0 fine · 1 the content is wrong or the verdict negative · 2 arguments, environment, cannot tell."""

    FINE = 0
    CONTENT = 1
    CANNOT_TELL = 2


class Screen:
    """Answers go to standard output, everything else to standard error, so that ``--json`` can be piped."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.out = Console(highlight=False, emoji=False)
        self.err = Console(stderr=True, highlight=False, emoji=False)

    def say(self, vi: str, en: str) -> None:
        """One line of an answer, in the person's language."""
        self._print(self.out, vi, en)

    def note(self, vi: str, en: str) -> None:
        """One line beside the answer."""
        self._print(self.err, vi, en, "dim")

    def warn(self, vi: str, en: str) -> None:
        """A line that must be seen."""
        self._print(self.err, vi, en, "bold yellow")

    def answer(self, content: Any, *, indent: int | None = 2) -> None:
        """A JSON answer, of values of ours too; without ``indent`` one line of an answer that has many (JSON lines)."""
        text = json.dumps(content, ensure_ascii=False, indent=indent, default=_plain)
        sys.stdout.write(UNSHOWN.sub(lambda found: json.dumps(found[0])[1:-1], text) + "\n")

    def _print(self, console: Console, vi: str, en: str, style: str | None = None) -> None:
        """Names of files and people are data: nothing in them may steer the terminal or hide a part of the line."""
        text = UNSHOWN.sub(lambda found: ascii(found[0])[1:-1], vi if self.language == "vi" else en)
        console.print(text, markup=False, soft_wrap=True, style=style)

    @contextmanager
    def progress(self, vi: str, en: str, total: int) -> Iterator[Callable[[int], None]]:
        """A bar on standard error; call the yielded function with how many are done."""
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=self.err, disable=not self.err.is_terminal) as bars:
            task = bars.add_task(vi if self.language == "vi" else en, total=total)
            yield lambda done: bars.update(task, completed=done)

    def fault(self, error: HocbaError | AnchorError, *, as_json: bool) -> Exit:
        """Show an error and say which exit code it means."""
        if as_json:
            self.answer({"error": error_json(error, self.language)})
        else:
            self._print(self.err, error.text("vi"), error.text("en"), "bold red")
        return exit_of(error)


def _plain(value: Any) -> Any:
    """What JSON itself cannot say: a value of ours as its fields, anything else as its text."""
    return value.model_dump(mode="json") if hasattr(value, "model_dump") else str(value)


def exit_of(error: HocbaError | AnchorError) -> Exit:
    """What cannot be judged is 2, what was judged and found wrong is 1."""
    if isinstance(error, (Misused, Unavailable, AnchorMisused, AnchorUnavailable)):
        return Exit.CANNOT_TELL
    return Exit.CONTENT


def error_json(error: HocbaError | AnchorError, language: Language) -> dict[str, Any]:
    """One shape for every error: ``code``, ``message``, ``facts``, and ``faults`` where there are several."""
    content: dict[str, Any] = {
        "code": error.code,
        "message": error.text(language),
        "facts": {name: str(value) for name, value in error.facts.items()},
    }
    if isinstance(error, Faults):
        content["faults"] = [error_json(fault, language) for fault in error.faults]
    return content


def show_warnings_in_place(screen: Screen) -> None:
    """Warnings of ours (software keys) reach the person's screen once, without a source line."""

    def show(message: Warning | str, category: type[Warning], *_rest: object) -> None:
        if issubclass(category, SoftwareKeyWarning):
            screen.warn("⚠ KHÓA PHẦN MỀM, CHỈ ĐỂ TRÌNH DIỄN: ai có tệp khóa đều ký được.", f"⚠ {message}")
        else:
            screen.warn(f"⚠ {message}", f"⚠ {message}")

    warnings.showwarning = show  # type: ignore[assignment]  # the signature is wider than ours needs
