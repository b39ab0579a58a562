"""
How often a wrong birth date may be tried: per lookup code and per address, in memory, bounded.

A class has about a thousand possible birth dates, so an unlimited form would open every report whose code is known.
Whoever knows the code can use those attempts up, and must not shut the family out by it: from then on the birth date
opens together with the pupil's personal number, whose last six digits are drawn by lot. What a stranger would have to
guess then are 365 million pairs, so many may be tried that using them up takes hundreds of networks each day.
A personal access code or an organisation's has 140 bits: wrong ones are counted by address only.
An attempt is counted before it is judged and given back if it was right, so attempts at once gain nothing.
"""

from __future__ import annotations

import math
import re
import time
from collections import OrderedDict
from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network
from threading import Lock
from typing import NamedTuple

from domain.errors import Rejected

#: Twenty a day: half of a thousand dates takes 25 days, and a family that mistypes has enough.
CODE_ATTEMPTS_MAX = 20
CODE_WINDOW_S = 24 * 3600.0
#: Pairs of date and number at one code: half of 365 million takes 50 years.
PAIRS_MAX = 10_000
#: So many of them from one network, an IPv4 address or the /48 of a customer; and so many with one number, because
#: who knows the number and no date has 365 to try.
PAIRS_HERE_MAX = PAIRS_OF_NUMBER_MAX = 20
#: Thousands of phones may share one address of a mobile network, so this is far looser than the limit of a code.
ADDRESS_ATTEMPTS_MAX = 200
ADDRESS_WINDOW_S = 600.0
#: What somebody reads who answers for it: a family has no more to ask in a day; many share an address.
REVIEWS_MAX = 5
SENDER_REVIEWS_MAX = 30
#: A file that somebody drops to have it verified; an issued report has 0.2 MB, a digitised one its scan besides.
FILE_BYTES_MAX = 8 * 1024 * 1024
#: Counters kept at once, about 200 bytes each; the least recently used go first.
COUNTERS_MAX = 50_000

_WITH_PORT = re.compile(r"(?:\[([^\]]*)\](?::\d+)?|([\d.]+):\d+)", re.ASCII)


class Window:
    """At most ``attempts`` in ``seconds`` for each key, counted from the first of them."""

    def __init__(self, attempts: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.attempts = attempts
        self.seconds = seconds
        self._clock = clock
        self._counters: OrderedDict[str, tuple[float, int]] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._counters)

    def take(self, key: str) -> float:
        """Count one attempt. Returns 0, or the seconds to wait where there were too many."""
        now = self._clock()
        with self._lock:
            started, count = self._counters.pop(key, (now, 0))
            if now - started >= self.seconds:
                started, count = now, 0
            allowed = count < self.attempts
            self._counters[key] = started, count + allowed
            if len(self._counters) > COUNTERS_MAX:
                self._counters.popitem(last=False)
        return 0.0 if allowed else started + self.seconds - now

    def give_back(self, key: str) -> None:
        """An attempt that was right does not count."""
        with self._lock:
            if key in self._counters:
                started, count = self._counters[key]
                self._counters[key] = started, max(0, count - 1)


class Attempt(NamedTuple):
    """
    What is counted: from which address, at which lookup code, with which personal number beside the birth date.

    ``code`` is None for what nobody guesses, ``number`` where the date came alone.
    """

    address: str
    code: str | None = None
    number: str | None = None


class Attempts:
    """
    The windows together; ``reviews`` and ``senders`` count what families ask for, by code and by address.

    Codes that exist are counted once more by themselves: whoever has a whole block of IPv6 addresses could otherwise
    push the counter of a code out by trying ``COUNTERS_MAX`` invented ones, and begin anew.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.codes = Window(CODE_ATTEMPTS_MAX, CODE_WINDOW_S, clock)
        self.known = Window(CODE_ATTEMPTS_MAX, CODE_WINDOW_S, clock)
        self.pairs = Window(PAIRS_MAX, CODE_WINDOW_S, clock)
        self.pairs_here = Window(PAIRS_HERE_MAX, CODE_WINDOW_S, clock)
        self.known_here = Window(PAIRS_HERE_MAX, CODE_WINDOW_S, clock)
        self.pairs_of_number = Window(PAIRS_OF_NUMBER_MAX, CODE_WINDOW_S, clock)
        self.addresses = Window(ADDRESS_ATTEMPTS_MAX, ADDRESS_WINDOW_S, clock)
        self.reviews = Window(REVIEWS_MAX, CODE_WINDOW_S, clock)
        self.senders = Window(SENDER_REVIEWS_MAX, CODE_WINDOW_S, clock)

    def take(self, attempt: Attempt) -> None:
        """
        Count one attempt.

        Raises Rejected, the same for a code that exists and one that not: ``lookup.number_needed`` where the birth date
        opens with the number only, ``lookup.too_many``.
        """
        self.take_unknown(attempt.address)
        self._take(self._before(attempt), attempt)

    def take_unknown(self, address: str) -> None:
        """Count one lookup that may turn out to be of an unknown code. Raises Rejected ``lookup.too_many``."""
        _refuse(self.addresses.take(network(address)))

    def take_known(self, attempt: Attempt) -> None:
        """Count the same attempt again, the code having been found. Raises Rejected as ``take``."""
        self._take(self._after(attempt), attempt)

    def _take(self, windows: list[tuple[Window, str]], attempt: Attempt) -> None:
        for window, key in windows:
            _refuse(window.take(key), "lookup.too_many" if attempt.number else "lookup.number_needed")

    def _before(self, attempt: Attempt) -> list[tuple[Window, str]]:
        _, code, number = attempt
        if code is None:
            return []
        if number is None:
            return [(self.codes, code)]
        return [(self.pairs_here, _here(attempt))]

    def _after(self, attempt: Attempt) -> list[tuple[Window, str]]:
        _, code, number = attempt
        if code is None:
            return []
        if number is None:
            return [(self.known, code)]
        of_number = f"{code} {sha256(number.encode()).hexdigest()}"
        return [(self.known_here, _here(attempt)), (self.pairs_of_number, of_number), (self.pairs, code)]

    def take_review(self, code: str, address: str) -> None:
        """Count one that is sent about a report. Raises Rejected ``case.too_often``."""
        for window, key in ((self.senders, network(address)), (self.reviews, code)):
            _refuse(window.take(key), "case.too_often")

    def give_back_review(self, code: str, address: str) -> None:
        """It was refused by a rule: nobody has to read it."""
        self.reviews.give_back(code)
        self.senders.give_back(network(address))

    def give_back(self, attempt: Attempt) -> None:
        """The attempt was right."""
        for window, key in (*self._before(attempt), *self._after(attempt)):
            window.give_back(key)
        self.give_back_unknown(attempt.address)

    def give_back_unknown(self, address: str) -> None:
        """The code was known."""
        self.addresses.give_back(network(address))


def _here(attempt: Attempt) -> str:
    return f"{attempt.code} {network(attempt.address, bits_6=48)}"


def _refuse(wait_s: float, code: str = "lookup.too_many") -> None:
    if wait_s:
        raise Rejected(code, minutes=math.ceil(wait_s / 60), seconds=math.ceil(wait_s))


@lru_cache(maxsize=4096)
def network(address: str, bits_4: int = 32, bits_6: int = 64) -> str:
    """
    Who is counted as one: an IPv4 address, or the /64 that a provider gives one household of IPv6.

    Some proxies add a port. An IPv4 address written as IPv6 is one address: all of them lie in one /64.
    """
    found = _WITH_PORT.fullmatch(address)
    bare = (found[1] or found[2]) if found else address
    try:
        parsed = ip_address(bare)
    except ValueError:
        return "?"
    if isinstance(parsed, IPv6Address):
        parsed = parsed.ipv4_mapped or parsed
    block = ip_network((parsed, bits_4 if parsed.version == 4 else bits_6), strict=False)
    return str(block.network_address if block.num_addresses == 1 else block)
