"""
Coming in: each way ends in ``Entered``, for which the page opens a session with a new secret.

::

    password → (SecondFactor waits) → code of the app          PASSWORD
    passkey                                                     PASSKEY
    sign-in service → known subject, or one-time code links it  OIDC
    one-time code + new password → first code, or passkey       PASSWORD, PASSKEY
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import Connection

import api.signin.messages  # noqa: F401  # registers the texts
from api.app import App
from api.routes.limits import Window, network
from api.sessions import new_session
from api.signin import accounts, invitations, oidc, passkeys, totp
from api.signin.acts import Act, record
from api.signin.passkeys import Site
from api.signin.steps import Abroad, Challenge, Enrolment, SecondFactor, Step, Steps, Unlinked
from domain.errors import HocbaError, Rejected
from domain.ledger.database import rows
from projections.runner import school_transaction

#: A school's staff room shares one address; a quarter of an hour of a class of forty mistyping is under it.
ATTEMPTS_MAX = 100
ATTEMPTS_S = 900.0


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody is known, and how: a session may be opened."""

    school_id: UUID
    staff_id: UUID
    how: str
    following: str


class Door:
    """What this process keeps for people who are signing in: steps, attempts by network, the sign-in service."""

    def __init__(self, program: App) -> None:
        self.program = program
        self.pool = program.pool
        self.steps = Steps()
        self.attempts = Window(ATTEMPTS_MAX, ATTEMPTS_S)
        self.service = oidc.service_of(program.settings)

    def site(self, served_at: str | None) -> Site:
        """Whom passkeys are bound to; ``served_at`` is the request's host, which counts on a demo only."""
        settings = self.program.settings
        return Site.of(settings.public_url, None if settings.production else served_at)

    def knock(self, address: str) -> None:
        """Count an attempt from a network. Raises Rejected ``signin.too_many``."""
        if wait_s := self.attempts.take(network(address)):
            raise Rejected("signin.too_many", minutes=math.ceil(wait_s / 60), seconds=math.ceil(wait_s))

    def welcome(self, address: str) -> None:
        """The attempt was right."""
        self.attempts.give_back(network(address))

    def enter(self, school_id: UUID, staff_id: UUID, how: str, following: str) -> Entered:
        """
        Who was found out to be this person may come in, if he still has a role at the school.

        Raises Rejected ``signin.no_role``, ``right.not_staff``, ``signin.wrong`` for a locked account.
        """
        if not self.program.desk(school_id).year().actor(str(staff_id)).roles:
            raise Rejected("signin.no_role")
        with school_transaction(self.pool, school_id) as connection:
            _require_unlocked(connection, school_id, staff_id)
            accounts.forgive(connection, school_id, staff_id)
            record(connection, school_id, Act.SIGNED_IN, staff_id, staff_id)
        return Entered(school_id, staff_id, how, following)

    def open(self, entered: Entered, device: str) -> str:
        """
        The session of who has entered; its secret.

        Raises Rejected ``signin.wrong`` where the account was locked in between: what locks it ends the sessions that
        it finds, and none may come after it.
        """
        with school_transaction(self.pool, entered.school_id) as connection:
            accounts.one_at_a_time(connection, entered.staff_id)
            _require_unlocked(connection, entered.school_id, entered.staff_id)
            return new_session(connection, entered.school_id, entered.staff_id, entered.how, device)


def _require_unlocked(connection: Connection[Any], school_id: UUID, staff_id: UUID) -> None:
    query = "SELECT FROM work.accounts WHERE school_id = %s AND staff_id = %s AND locked_at IS NOT NULL"
    if connection.execute(query, [school_id, staff_id]).fetchone() is not None:
        raise accounts.wrong()


def by_password(door: Door, browser: str, school_id: UUID, login: str, password: str, following: str) -> None:
    """The first factor; the second one is waited for. Raises Rejected ``signin.wrong``."""
    found = accounts.attempt(door.pool, school_id, login, password)
    door.steps.put(browser, SecondFactor(following, school_id, found.staff_id, found.kept, found.totp or b""))


def by_app(door: Door, browser: str, code: str) -> Entered:
    """The second factor of a password. Raises Rejected ``signin.begin_again``, ``signin.wrong``."""
    step = waiting(door, browser, SecondFactor)
    after = accounts.count(door.pool, step.school_id, step.staff_id)
    used = totp.accepted(step.totp, code, time.time(), after) if step.totp and after is not None else None
    if used is None or not _use(door, step, used):
        with school_transaction(door.pool, step.school_id) as connection:
            record(connection, step.school_id, Act.FAILED, step.staff_id, None)
        raise accounts.wrong()
    door.steps.take(browser, SecondFactor)
    return door.enter(step.school_id, step.staff_id, "PASSWORD", step.following)


def _use(door: Door, step: SecondFactor, used: int) -> bool:
    """Whether this code is used for the first time, and behind a password that still stands."""
    with school_transaction(door.pool, step.school_id) as connection:
        done = connection.execute(
            "UPDATE work.accounts SET totp_step = %s"
            " WHERE school_id = %s AND staff_id = %s AND totp_step < %s AND password = %s",
            [used, step.school_id, step.staff_id, used, step.kept],
        )
        return bool(done.rowcount)


def ask_passkey(door: Door, browser: str, site: Site, following: str) -> str:
    """Options for the browser, as JSON."""
    options, challenge = passkeys.asking(site)
    door.steps.put(browser, Challenge(following, challenge))
    return options


def by_passkey(door: Door, browser: str, site: Site, response: Mapping[str, Any]) -> Entered:
    """A passkey alone. Raises Rejected ``signin.begin_again``, ``signin.passkey``, and as ``Door.enter``."""
    step = door.steps.take(browser, Challenge)
    if step is None or step.adding:
        raise Rejected("signin.begin_again")
    school_id, staff_id, passkey = passkeys.claimed(response)
    with school_transaction(door.pool, school_id) as connection:
        row = connection.execute(
            "SELECT public_key, sign_count FROM work.passkeys"
            " WHERE school_id = %s AND credential_id = %s AND staff_id = %s FOR UPDATE",
            [school_id, passkey, staff_id],
        ).fetchone()
        if row is None:
            raise Rejected("signin.passkey")
        count = passkeys.signed(site, step.challenge, response, bytes(row[0]), int(row[1]))
        connection.execute(
            "UPDATE work.passkeys SET sign_count = %s, used_at = now() WHERE school_id = %s AND credential_id = %s",
            [count, school_id, passkey],
        )
    return door.enter(school_id, staff_id, "PASSKEY", step.following)


def by_invitation(door: Door, browser: str, school_id: UUID, login: str, code: str, password: str) -> None:
    """The one-time code and the password chosen; the second factor is waited for. Raises Rejected."""
    door.steps.put(browser, invitations.begin(door.pool, school_id, login, code, password, "/viec"))


def enrol_app(door: Door, browser: str, code: str) -> Entered:
    """The first code of the app. Raises Rejected ``signin.begin_again``, ``account.totp``, ``signin.code``."""
    step = waiting(door, browser, Enrolment)
    used = totp.accepted(step.totp, code, time.time(), 0)
    if used is None:
        raise Rejected("account.totp")
    invitations.finish(door.pool, step, used)
    door.steps.take(browser, Enrolment)
    return door.enter(step.school_id, step.staff_id, "PASSWORD", step.following)


def offer_passkey(door: Door, browser: str, site: Site) -> str:
    """Options to make the first passkey, as JSON. Raises Rejected ``signin.begin_again``."""
    options, challenge = invitations.passkey_offered(waiting(door, browser, Enrolment), site)
    door.steps.put(browser, Challenge("", challenge, adding=True))
    return options


def enrol_passkey(door: Door, browser: str, site: Site, response: Mapping[str, Any]) -> Entered:
    """The first passkey. Raises Rejected ``signin.begin_again``, ``signin.passkey``, ``signin.code``."""
    step, asked = waiting(door, browser, Enrolment), door.steps.take(browser, Challenge)
    if asked is None or not asked.adding:
        raise Rejected("signin.begin_again")
    invitations.finish(door.pool, step, passkeys.added(site, asked.challenge, response))
    door.steps.take(browser, Enrolment)
    return door.enter(step.school_id, step.staff_id, "PASSKEY", step.following)


def go_abroad(door: Door, browser: str, school_id: UUID, following: str) -> str:
    """The address of the sign-in service. Raises Rejected ``route.unknown`` without one, Unavailable."""
    if door.service is None:
        raise Rejected("route.unknown")
    address, begun = door.service.begin()
    door.steps.put(browser, Abroad(following, school_id, begun.state, begun.nonce, begun.verifier))
    return address


def come_back(door: Door, browser: str, answer: Mapping[str, str]) -> Entered | None:
    """
    Back from the sign-in service; None where a one-time code must tell first whom it means.

    Raises Rejected ``signin.begin_again``, ``oidc.refused``, Unavailable ``oidc.unreachable``, and as ``Door.enter``.
    """
    step = door.steps.take(browser, Abroad)
    if step is None or door.service is None:
        raise Rejected("signin.begin_again")
    known = door.service.finish(oidc.Begun(step.state, step.nonce, step.verifier), answer)
    staff_id = linked(door, step.school_id, known)
    if staff_id is None:
        door.steps.put(browser, Unlinked(step.following, step.school_id, known.subject_sha256))
        return None
    return door.enter(step.school_id, staff_id, "OIDC", step.following)


def link(door: Door, browser: str, login: str, code: str) -> Entered:
    """A one-time code tells whom the sign-in service means. Raises Rejected ``signin.begin_again``, ``signin.code``."""
    step = waiting(door, browser, Unlinked)
    digest = invitations.code_digest(code)
    with school_transaction(door.pool, step.school_id) as connection:
        staff_id = invitations.holder(connection, step.school_id, login, digest)
        connection.execute(
            "UPDATE work.accounts SET code_sha256 = NULL, code_expires_at = NULL"
            " WHERE school_id = %s AND staff_id = %s",
            [step.school_id, staff_id],
        )
        _keep_link(connection, step.school_id, step.subject_sha256, staff_id)
    door.steps.take(browser, Unlinked)
    return door.enter(step.school_id, staff_id, "OIDC", step.following)


def waiting(door: Door, browser: str, kind: type[Any]) -> Any:
    """What this browser has begun. Raises Rejected ``signin.begin_again``."""
    found: Step | None = door.steps.see(browser, kind)
    if found is None:
        raise Rejected("signin.begin_again")
    return found


def linked(door: Door, school_id: UUID, known: oidc.Known) -> UUID | None:
    """Whom the service means: as it was linked, or, of a server's only school, by ``HOCBA_OIDC_CLAIM``."""
    with school_transaction(door.pool, school_id) as connection:
        row = connection.execute(
            "SELECT staff_id FROM work.sign_in_links WHERE school_id = %s AND subject_sha256 = %s",
            [school_id, known.subject_sha256],
        ).fetchone()
    if row is not None:
        return UUID(str(row[0]))
    alone = len(rows(door.pool, "SELECT FROM ledger.heads WHERE size > 0 LIMIT 2", [])) < 2
    # Staff codes are a school's own: where several share the server, the service does not say whose code it tells.
    if known.claim is None or not alone:
        return None
    try:
        staff = door.program.desk(school_id).year().member(known.claim.upper())
    except HocbaError:
        return None
    with school_transaction(door.pool, school_id) as connection:
        _keep_link(connection, school_id, known.subject_sha256, staff.staff_id)
    return staff.staff_id


def _keep_link(connection: Any, school_id: UUID, subject_sha256: bytes, staff_id: UUID) -> None:
    connection.execute(
        "INSERT INTO work.sign_in_links (school_id, subject_sha256, staff_id) VALUES (%s, %s, %s)",
        [school_id, subject_sha256, staff_id],
    )
    record(connection, school_id, Act.LINKED, staff_id, staff_id)
