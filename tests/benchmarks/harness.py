"""
How a figure is measured: rounds of ours and the other one in turn, so that a machine that is slower for a minute is
slower for both; the median of the rounds' ratios is the figure.
"""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Literal, Self

import psycopg

from tests.kit import postgres_server


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is measured. ``WHOLE`` is the figure; ``TINY`` only shows that a benchmark still runs."""

    rounds: int
    tiny: bool = False

    def of(self, whole: float, tiny: float) -> float:
        """One of two amounts, in whatever unit they are."""
        return tiny if self.tiny else whole

    def count(self, whole: int, tiny: int) -> int:
        """One of two numbers of things."""
        return tiny if self.tiny else whole


WHOLE = Scale(rounds=5)
TINY = Scale(rounds=1, tiny=True)


@dataclass(frozen=True, slots=True)
class Bar:
    """What a figure must reach: its value, its ratio, or the value it is measured against."""

    of: Literal["value", "ratio"]
    at: Literal["least", "most"]
    limit: float

    def met_by(self, figure: Figure) -> bool:
        """Whether the figure reaches it."""
        found = figure.value if self.of == "value" else figure.ratio
        return found >= self.limit if self.at == "least" else found <= self.limit

    def __str__(self) -> str:
        return f"{self.of} {'≥' if self.at == 'least' else '≤'} {self.limit:,g}"


@dataclass(frozen=True, slots=True)
class Figure:
    """
    One measured figure: ``ours`` and ``others`` are the rounds, in ``unit``, in the order in which they ran.

    ``against`` says what the others are. ``details`` are more numbers, by name.
    """

    name: str
    unit: str
    ours: Sequence[float]
    others: Sequence[float]
    against: str
    bars: Sequence[Bar] = ()
    details: Mapping[str, float] = field(default_factory=dict)

    @property
    def value(self) -> float:
        """Median of our rounds."""
        return median(self.ours)

    @property
    def ratios(self) -> list[float]:
        """Ours by the other's, round by round."""
        return [ours / other for ours, other in zip(self.ours, self.others, strict=True)]

    @property
    def ratio(self) -> float:
        """Median of ``ratios``."""
        return median(self.ratios)

    @property
    def missed(self) -> list[Bar]:
        """The bars that it does not reach."""
        return [bar for bar in self.bars if not bar.met_by(self)]

    def as_json(self) -> dict[str, Any]:
        """As it stands in ``var/benchmarks.json``; ``spread`` is [lowest, highest] round."""
        return {
            "value": _rounded(self.value),
            "unit": self.unit,
            "against": {"what": self.against, "value": _rounded(median(self.others))},
            "ratio": _rounded(self.ratio),
            "spread": {
                "value": [_rounded(min(self.ours)), _rounded(max(self.ours))],
                "ratio": [_rounded(min(self.ratios)), _rounded(max(self.ratios))],
            },
            "rounds": len(self.ours),
            "must": [str(bar) for bar in self.bars],
            "missed": [str(bar) for bar in self.missed],
            "details": {name: _rounded(value) for name, value in self.details.items()},
        }


def in_turn(scale: Scale, *measures: Callable[[], float]) -> list[list[float]]:
    """Each measure's rounds; first a round of each that does not count, for caches and plans."""
    found: list[list[float]] = [[] for _ in measures]
    for number in range(scale.rounds + (0 if scale.tiny else 1)):
        for rounds, measure in zip(found, measures, strict=True):
            value = measure()
            if scale.tiny or number:
                rounds.append(value)
    return found


class Watch:
    """``with Watch() as watch: …``, then ``watch.s``: seconds on the clock and ``watch.cpu_s`` of this process."""

    s: float
    cpu_s: float

    def __enter__(self) -> Self:
        self._stopped = False
        self._cpu, self._wall = time.process_time(), time.perf_counter()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """The time so far, where what follows in the block does not count."""
        if not self._stopped:
            self.s, self.cpu_s = time.perf_counter() - self._wall, time.process_time() - self._cpu
            self._stopped = True


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    owner, _ = postgres_server.server_urls()
    with psycopg.connect(owner) as connection:
        settings = {
            name: connection.execute(f"SHOW {name}").fetchone()[0]
            for name in ("server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers")
        }
    return {
        "cores": cores(),
        "cpu": _cpu(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "postgresql": settings.pop("server_version"),
        **settings,
    }


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def write(path: Path, figures: Sequence[Figure], facts: Mapping[str, Any]) -> None:
    """Name → figure, and ``machine``. Figures of an earlier run on the same machine that were not run now stay."""
    before = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    kept = before if before.get("machine") == facts else {}
    found = {**kept, "machine": dict(facts), **{figure.name: figure.as_json() for figure in figures}}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _cpu() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def _rounded(value: float) -> float:
    """Four digits: a fifth would be noise."""
    return float(f"{value:.4g}")
