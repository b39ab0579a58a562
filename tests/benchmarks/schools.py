"""Schools to measure with: the fictional one at any size, open in this process."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from api.app import Addresses, App
from api.flows.demo.generator import FULL_SCHOOL, DemoSchool, generate
from api.flows.desk import Desk
from api.flows.school_load import load_school
from api.settings import Settings
from domain.ledger import Ledger, open_school
from tests.kit.database import Database, migrated

SEED = 2026
PASSPHRASE = "benchmark"


@dataclass(frozen=True)
class School:
    """A loaded school whose teachers have entered nothing yet; ``folder`` is for files."""

    app: App
    desk: Desk
    plan: DemoSchool
    folder: Path
    database: Database

    @property
    def ledger(self) -> Ledger:
        """The school's ledger."""
        return self.desk.ledger


def classes(count: int, pupils: int | None = None) -> tuple[tuple[str, int], ...]:
    """Some classes of plan 000's school, of their own size or with so many pupils."""
    return tuple((code, pupils or size) for code, size in FULL_SCHOOL[:count])


@contextmanager
def loaded(of: Sequence[tuple[str, int]]) -> Iterator[School]:
    """A school with these classes on a database of its own."""
    plan, school_id = generate(SEED, classes=tuple(of)), uuid.uuid4()
    with migrated() as database, tempfile.TemporaryDirectory(prefix="hocba-benchmark-") as name:
        folder = Path(name)
        settings = Settings(data=folder, keys_dir=folder / "keys", key_passphrase=PASSPHRASE)
        with App(settings, Addresses(database.owner_url, database.application_url)) as app:
            open_school(app.pool, school_id)
            load_school(app.ledgers[school_id], plan.file, set())
            yield School(app, app.desk(school_id), plan, folder, database)
