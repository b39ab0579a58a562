"""The composition root: from settings to a running program. Nothing connects before ``App.connect``."""

from __future__ import annotations

from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit, urlunsplit
from uuid import UUID

from api import embedded_postgres
from api.flows.desk import Desk
from api.flows.keys import KeyFolder
from api.settings import Settings
from domain.errors import Misused
from domain.ledger import Ledgers, open_pool, school_ids
from domain.messages import MESSAGES
from migrations.runner import migrate
from projections.gradebook import Gradebook
from projections.lookup import Lookup
from projections.reports import Reports
from projections.runner import Runner, school_transaction
from projections.school_years import SchoolYears, all_of

MESSAGES.update(
    {
        "app.school": (
            "Cơ sở dữ liệu có {count} trường; hãy nêu trường bằng --school.",
            "The database has {count} schools; name one with --school.",
        ),
        "app.school_unknown": (
            "Không có trường {school} trong cơ sở dữ liệu này.",
            "There is no school {school} in this database.",
        ),
        "app.test_clock": (
            "Cơ sở dữ liệu này có đồng hồ thử nghiệm; HOCBA_ENV=production từ chối.",
            "This database has a test clock; HOCBA_ENV=production refuses it.",
        ),
    }
)

#: The database of an embedded server, unless a command (the demo) names another.
DATABASE = "hocba"

#: Every read model of the program.
PROJECTIONS = (SchoolYears(), Reports(), Gradebook(), Lookup())

#: The mark of a database made by ``hocba demo``: people act there without tokens.
DEMO_MARK = "demo"


class Addresses:
    """The owner's and the application's address of one database."""

    def __init__(self, owner: str, application: str) -> None:
        self.owner = owner
        self.application = application

    @classmethod
    def of(cls, settings: Settings, database: str | None = None) -> Addresses:
        """From the settings, or the embedded server, started if need be. ``database`` replaces the settings' one."""
        if settings.database_url and settings.owner_database_url:
            both = (settings.owner_database_url, settings.database_url)
            if database:
                both = (_with_database(both[0], database), _with_database(both[1], database))
            return cls(*both)
        server = embedded_postgres.ensure_running(settings.data)
        name = database or DATABASE
        embedded_postgres.create_database(server, name)
        return cls(server.owner_url(name), server.application_url(name))

    @property
    def role(self) -> str:
        """The application's role."""
        return unquote(urlsplit(self.application).username or "")

    @property
    def name(self) -> str:
        """The database's name."""
        return unquote(urlsplit(self.application).path.removeprefix("/"))

    def migrate(self, *, test_clock: bool = False) -> list[str]:
        """Bring the database up to date, as its owner."""
        return migrate(self.owner, self.role, test_clock=test_clock)


class App:
    """One process's connections to one database, through the application's role."""

    def __init__(self, settings: Settings, addresses: Addresses) -> None:
        self.settings = settings
        self.addresses = addresses
        self.pool = open_pool(addresses.application)
        self.ledgers = Ledgers(self.pool)
        self.runner = Runner(self.pool, PROJECTIONS)
        if settings.production and self._has_test_clock():
            self.close()
            raise Misused("app.test_clock")

    @classmethod
    def connect(cls, settings: Settings, database: str | None = None) -> App:
        """Connect to the settings' database, or to ``database`` on the same server."""
        return cls(settings, Addresses.of(settings, database))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self.pool.close()

    def school_id(self, named: str | None) -> UUID:
        """The named school, or the only one. Raises Misused where it is unknown or there are several."""
        known = school_ids(self.pool)
        if named is None:
            if len(known) != 1:
                raise Misused("app.school", count=len(known))
            return known[0]
        for school_id in known:
            if str(school_id) == named.lower():
                return school_id
        raise Misused("app.school_unknown", school=named)

    def is_open(self, school_id: UUID) -> bool:
        """Whether the school has a ledger here."""
        return school_id in school_ids(self.pool)

    def ledgers_of_code(self, code: str) -> list[UUID]:
        """Schools of this database that bear this code (mã trường) in some school year."""
        found = []
        for school_id in school_ids(self.pool):
            self.runner.catch_up(self.ledgers[school_id])
            with school_transaction(self.pool, school_id) as connection:
                if any(row.school_code == code for row in all_of(connection, school_id)):
                    found.append(school_id)
        return found

    def desk(self, school_id: UUID, year: str | None = None) -> Desk:
        """The desk of a school."""
        return Desk.open(self.ledgers[school_id], self.runner, year, demo=not self.settings.production)

    def keys(self, school_id: UUID) -> KeyFolder:
        """The key folder of a school."""
        settings = self.settings
        return KeyFolder(settings.keys_folder, school_id, settings.key_passphrase, production=settings.production)

    def origin(self, school_id: UUID) -> str:
        """The name of a school's log in checkpoints (C2SP origin)."""
        return f"{self.settings.origin}/{school_id}"

    @property
    def demo_mark(self) -> bool:
        """Whether this is a demo's database and the settings let people act in it without tokens."""
        if self.settings.production:
            return False
        with self.pool.connection() as connection:
            return connection.execute("SELECT FROM work.marks WHERE name = %s", [DEMO_MARK]).fetchone() is not None

    def _has_test_clock(self) -> bool:
        with self.pool.connection() as connection:
            found = connection.execute("SELECT FROM ledger.marks WHERE name = 'test-clock'").fetchone()
        return found is not None


def _with_database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
