"""
Errors of the domain, one tree, families by what the caller does.

::

    HocbaError
    ├── Rejected        fix the request: a rule, a right or a value stands against it
    │   └── Faults      several of them at once, where a person filled in a form or a file
    ├── Misused         fix the arguments, the settings or the file: nothing could be judged
    ├── Unavailable     try again: the store was busy or out of reach
    │   └── Conflict    somebody else was faster: load again, decide again
    └── Tampered        stop and tell somebody: what was read is not what was written

Every error has a permanent ``code``, the ``facts`` it speaks of, and its text in both languages
(``domain.messages``); the text says what, where, why and what to do.
"""

from __future__ import annotations

from collections.abc import Iterable

from domain.messages import Language, render


class HocbaError(Exception):
    """
    Base of all errors of this program.

    Args:
        code: permanent dotted name, a key of ``domain.messages.MESSAGES``.
        facts: the values its text speaks of; rendered with ``str``.

    """

    def __init__(self, code: str, /, **facts: object) -> None:
        self.code = code
        self.facts = facts
        super().__init__(self.text("en"))

    def __reduce__(self) -> tuple[object, ...]:
        """As it is, so that a worker process can hand it to its parent; an exception's own way calls ``__init__``."""
        return _restored, (type(self), self.args, self.__dict__)

    def text(self, language: Language) -> str:
        """The message in ``vi`` (Vietnamese) or ``en`` (English)."""
        return render(self.code, language, self.facts)


def _restored(kind: type[HocbaError], args: tuple[object, ...], state: dict[str, object]) -> HocbaError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error


class Rejected(HocbaError):
    """The request breaks a rule: change the request."""


class Faults(Rejected):
    """
    Several rejections at once; nothing of the request was done.

    ``faults`` keeps them in the order in which the person will meet them.
    """

    def __init__(self, faults: Iterable[HocbaError]) -> None:
        self.faults = tuple(faults)
        super().__init__("faults", count=len(self.faults))

    def text(self, language: Language) -> str:
        """One line for the count, one for each fault."""
        lines = [render(self.code, language, self.facts)]
        return "\n".join(lines + [f"- {fault.text(language)}" for fault in getattr(self, "faults", ())])


class Misused(HocbaError):
    """Arguments, settings or an input file that cannot be judged at all."""


class Unavailable(HocbaError):
    """The store could not answer now; the same call may succeed later."""


class Conflict(Unavailable):
    """A stream or a guard has moved since it was read."""


class Tampered(HocbaError):
    """Stored evidence contradicts itself. Stop; never guess."""
