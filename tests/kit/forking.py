"""
Processes forked from a server that has imported the program and opened nothing (``multiprocessing``'s forkserver).

There is one such server in a test process, whoever asks first, so all name here what it imports beforehand: otherwise
each process of the second one to ask would import the whole program itself, a second or two of each kill.
"""

from __future__ import annotations

import multiprocessing

FORKING = multiprocessing.get_context("forkserver")
FORKING.set_forkserver_preload(
    [
        "api.cli.common",
        "tests.benchmarks.append",
        "tests.integration.projections.processes",
        "tests.knocks.kills.acts",
    ]
)
