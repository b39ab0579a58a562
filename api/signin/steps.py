"""
What a browser has begun and not finished: a challenge, a password that was right and waits for the second factor.

In the memory of this process, bounded, five minutes most; after a restart people begin again. Each kind has its own
room: what a stranger may begin without limit pushes out nobody who has shown a password or a code. A browser is known
by a random secret in a cookie of its own, which is worth nothing once somebody is signed in.
"""

from __future__ import annotations

import time
from collections import OrderedDict, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Lock
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from api.flows.opening import YearFile

LIFETIME_S = 300.0
#: Three workbooks are mended and handed in again in less.
OPERATOR_S = 3600.0
#: Of each kind; about a kilobyte each, the oldest go first.
STEPS_MAX = 10_000


@dataclass(frozen=True, slots=True)
class Step:
    """Base of what waits, ``lifetime_s`` seconds; ``following`` is where the person wanted to go."""

    lifetime_s: ClassVar[float] = LIFETIME_S
    following: str


@dataclass(frozen=True, slots=True)
class SecondFactor(Step):
    """The password was right; ``kept`` is what stands in the row, ``totp`` the secret that it unsealed."""

    school_id: UUID
    staff_id: UUID
    kept: str = field(repr=False)
    totp: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Enrolment(Step):
    """An invitation was right: the password is chosen, the second factor comes next. ``totp`` is the secret offered."""

    school_id: UUID
    staff_id: UUID
    login: str
    code_sha256: bytes = field(repr=False)
    password: str = field(repr=False)
    totp: bytes = field(repr=False)
    sealed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewApp(Step):
    """The owner confirmed his password to use another app; ``sealed`` is its secret under the password ``kept``."""

    kept: str = field(repr=False)
    totp: bytes = field(repr=False)
    sealed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Challenge(Step):
    """A passkey was asked to sign ``challenge``; ``adding`` tells for which purpose."""

    challenge: bytes = field(repr=False)
    adding: bool = False


@dataclass(frozen=True, slots=True)
class Abroad(Step):
    """The browser was sent to the sign-in service."""

    school_id: UUID
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Unlinked(Step):
    """The sign-in service knows the person, the school does not know yet whom it means."""

    school_id: UUID
    subject_sha256: bytes


@dataclass(frozen=True, slots=True)
class Operator(Step):
    """The code of the operator was right, whose digest this is; ``ready`` is the year that he has been shown."""

    lifetime_s: ClassVar[float] = OPERATOR_S
    code_sha256: bytes = field(repr=False)
    ready: YearFile | None = field(default=None, repr=False)


S = TypeVar("S", bound=Step)


class Steps:
    """One per process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._steps: defaultdict[type[Step], OrderedDict[bytes, tuple[float, Any]]] = defaultdict(OrderedDict)
        self._lock = Lock()

    def put(self, secret: str, step: Step) -> None:
        """Keep it for this browser, in place of one of the same kind."""
        key = _digest(secret)
        with self._lock:
            begun = self._steps[type(step)]
            begun.pop(key, None)
            begun[key] = self._clock(), step
            if len(begun) > STEPS_MAX:
                begun.popitem(last=False)

    def see(self, secret: str | None, kind: type[S]) -> S | None:
        """What waits for this browser, and goes on waiting."""
        with self._lock:
            begun, step = self._steps[kind].get(_digest(secret or ""), (0.0, None))
        return step if step is not None and self._clock() - begun < kind.lifetime_s else None

    def take(self, secret: str | None, kind: type[S]) -> S | None:
        """What waits for this browser; it is gone then, so a challenge is answered once."""
        found = self.see(secret, kind)
        with self._lock:
            gone = self._steps[kind].pop(_digest(secret or ""), None)
        return found if gone else None


def _digest(secret: str) -> bytes:
    return sha256(secret.encode()).digest()
