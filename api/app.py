"""The composition root: from settings to a running program. Nothing connects before ``App.connect``."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit, urlunsplit
from uuid import UUID

import psycopg

from anchors.timestamp_client import HttpTimestampService
from api import embedded_postgres
from api.flows.desk import Desk
from api.flows.keys import KeyFolder
from api.mail import Mailer
from api.settings import Settings
from domain.errors import Misused
from domain.ledger import Ledgers, open_pool, school_ids
from domain.ledger.database import rows
from domain.ledger.failures import wrapped
from domain.messages import MESSAGES
from migrations.runner import migrate
from projections.cases import Cases
from projections.cross_checks import CrossChecks
from projections.gradebook import Gradebook
from projections.lookup import Lookup
from projections.reports import Reports
from projections.roster import Roster
from projections.runner import Runner, school_transaction
from projections.school_years import SchoolYearRow, SchoolYears, all_of

MESSAGES.update(
    {
        "app.no_school": (
            "Cơ sở dữ liệu chưa có trường nào. Hãy nạp: hocba school load TỆP.json.",
            "The database has no school yet. Load one: hocba school load FILE.json.",
        ),
        "app.school": (
            "Cơ sở dữ liệu có {count} trường; hãy nêu một trường bằng --school: {known}.",
            "The database has {count} schools; name one with --school: {known}.",
        ),
        "app.school_unknown": (
            "Không có trường {school} trong cơ sở dữ liệu này. Các trường có: {known}.",
            "There is no school {school} in this database. It has: {known}.",
        ),
        "app.not_migrated": (
            "Cơ sở dữ liệu {database} chưa được tạo bảng. Hãy chạy: hocba migrate.",
            "Database {database} has not been prepared. Run: hocba migrate.",
        ),
        "app.not_owner": (
            "HOCBA_OWNER_DATABASE_URL phải là địa chỉ của chủ sở hữu sổ cái trong chính cơ sở dữ liệu này.",
            "HOCBA_OWNER_DATABASE_URL must be the address of the ledger's owner, in this very database.",
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
PROJECTIONS = (SchoolYears(), Reports(), Gradebook(), Roster(), Lookup(), CrossChecks(), Cases())

#: The mark of a database made by ``hocba demo``: people act there without tokens.
DEMO_MARK = "demo"

#: A server that does not answer in this time is told to the person, who waits.
CONNECT_S_MAX = 10

#: Key of the advisory lock that one operator holds at a time, so that a school is not loaded twice at once.
OPERATORS_LOCK = 0x686F636261


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
        self._check()
        self.pool = open_pool(addresses.application)
        self.ledgers = Ledgers(self.pool)
        self.runner = Runner(self.pool, PROJECTIONS)
        #: The timestamp service of HOCBA_TSA_URL, asked by nobody yet, or None.
        self.timestamps = HttpTimestampService(settings.tsa_url) if settings.tsa_url else None
        #: The school's mail server of HOCBA_SMTP_URL, or None: then reminders stand in the inbox only.
        self.mailer = Mailer(settings.smtp_url, settings.smtp_from) if settings.smtp_url else None
        if not gc.get_freeze_count():
            gc.freeze()  # what is imported lives as long as the process: the collector need not walk it again and again

    @classmethod
    def connect(cls, settings: Settings, database: str | None = None, *, or_demo: bool = False) -> App:
        """
        Connect to the settings' database, or to ``database`` on the same server.

        ``or_demo``: on the embedded server, to the demo's, where only a demo was played. Raises Misused, Unavailable.
        """
        addresses = Addresses.of(settings, database)
        try:
            return cls(settings, addresses)
        except Misused as error:
            wanted = error.code == "app.not_migrated" and or_demo and not settings.database_url
            if not wanted or not _has(settings.demo_database, addresses):
                raise
        return cls(settings, Addresses.of(settings, settings.demo_database))

    @property
    def on_demo(self) -> bool:
        """Whether this is the demo's database."""
        return self.addresses.name == self.settings.demo_database

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self.pool.close()
        if self.timestamps:
            self.timestamps.close()

    def school_id(self, named: str | None) -> UUID:
        """The school with this id or code (mã trường), or the only one. Raises Misused where that is not one."""
        if named is None:
            known = rows(self.pool, "SELECT school_id FROM ledger.heads WHERE size > 0 LIMIT 2", [])
            if len(known) == 1:
                return UUID(str(known[0][0]))
        schools = self.schools()
        found = {school_id for school_id, years in schools.items() if named and _is_named(named, school_id, years)}
        if len(found) == 1:
            return found.pop()
        facts = ", ".join(f"{years[0].school_code} ({years[0].school_name})" for years in schools.values())
        if not schools:
            raise Misused("app.no_school")
        if named is None:
            raise Misused("app.school", count=len(schools), known=facts)
        raise Misused("app.school_unknown", school=named, known=facts)

    def is_open(self, school_id: UUID) -> bool:
        """Whether the school has a ledger here."""
        return school_id in school_ids(self.pool)

    def schools(self) -> dict[UUID, list[SchoolYearRow]]:
        """Schools with their years, the newest first. A ledger in which nothing stands yet is none."""
        found = {}
        for school_id in school_ids(self.pool):
            self.runner.catch_up(self.ledgers[school_id])
            with school_transaction(self.pool, school_id) as connection:
                found[school_id] = all_of(connection, school_id)
        return {school_id: years for school_id, years in found.items() if years}

    @contextmanager
    def as_owner(self) -> Iterator[None]:
        """
        The operator's right: the owner's address lets us into this database, and its role owns the ledger.

        Operators take turns while it is held. Raises Misused for another role or database, Unavailable.
        """
        same = "SELECT pg_postmaster_start_time(), oid FROM pg_database WHERE datname = current_database()"
        owns = "SELECT pg_has_role(nspowner, 'USAGE') FROM pg_namespace WHERE nspname = 'ledger'"
        with ExitStack() as stack:
            with wrapped():
                owner = stack.enter_context(
                    psycopg.connect(self.addresses.owner, connect_timeout=CONNECT_S_MAX, autocommit=True)
                )
                here = owner.execute(same).fetchall() == rows(self.pool, same, [])
                if not here or owner.execute(owns).fetchone() != (True,):
                    raise Misused("app.not_owner")
                owner.execute("SELECT pg_advisory_lock(%s)", [OPERATORS_LOCK])
            yield

    def desk(self, school_id: UUID, year: str | None = None, *, dry: bool = False) -> Desk:
        """The desk of a school; ``dry`` appends nothing."""
        return Desk.open(self.ledgers[school_id], self.runner, year, demo=not self.settings.production, dry=dry)

    def desk_of(self, school_id: UUID, school_year_id: UUID) -> Desk:
        """The desk of a school year that is known to be there, as a worker needs it; the database is not asked."""
        return Desk(self.ledgers[school_id], self.runner, school_year_id, demo=not self.settings.production)

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
        return bool(rows(self.pool, "SELECT 1 FROM work.marks WHERE name = %s", [DEMO_MARK]))

    def _check(self) -> None:
        """
        Before the pool, which would try again and again: somebody answers, it is migrated, no test clock in production.

        Raises Unavailable, Misused.
        """
        with wrapped(), psycopg.connect(self.addresses.application, connect_timeout=CONNECT_S_MAX) as connection:
            (migrated,) = connection.execute("SELECT to_regclass('work.marks') IS NOT NULL").fetchone() or (False,)
            if not migrated:
                raise Misused("app.not_migrated", database=self.addresses.name)
            test_clock = connection.execute("SELECT FROM ledger.marks WHERE name = 'test-clock'").fetchone()
            if self.settings.production and test_clock is not None:
                raise Misused("app.test_clock")


def _has(database: str, addresses: Addresses) -> bool:
    with wrapped(), psycopg.connect(addresses.application, connect_timeout=CONNECT_S_MAX) as connection:
        found = connection.execute("SELECT FROM pg_database WHERE datname = %s", [database]).fetchone()
    return found is not None


def _is_named(named: str, school_id: UUID, years: list[SchoolYearRow]) -> bool:
    return named.lower() == str(school_id) or any(row.school_code == named for row in years)


def _with_database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
