"""
Work on several cores with the database: spawned processes, each with an ``App`` of its own.

What a worker was doing when its parent was killed is either committed or not there: the same command, given again, goes
on.
"""

from __future__ import annotations

from functools import partial

from api.app import App
from api.processes import Processes


class Workers(Processes[App]):
    """Runs the same work over many tasks, each with the ``App`` of its process: this one's ``app`` for one task."""

    def __init__(self, app: App, count: int | None = None) -> None:
        super().__init__(partial(App, app.settings, app.addresses), app, count)
        self.app = app
