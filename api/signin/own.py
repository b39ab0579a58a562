"""What a person does with his own account: password, app, passkeys. Each asks for the present password again."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from api.signin import accounts, invitations, passkeys, passwords, totp
from api.signin.acts import Act, record
from api.signin.entering import Door, waiting
from api.signin.passkeys import Site
from api.signin.steps import Challenge, NewApp
from domain.errors import Rejected
from projections.runner import school_transaction


@dataclass(frozen=True, slots=True)
class Passkey:
    """One of the person's passkeys."""

    credential_id: str
    added_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose account it is."""

    door: Door
    school_id: UUID
    staff_id: UUID
    login: str

    @property
    def place(self) -> list[object]:
        """As SQL asks for the account."""
        return [self.school_id, self.staff_id]


def passkeys_of(owner: Owner) -> list[Passkey]:
    """The person's passkeys, the oldest first."""
    with school_transaction(owner.door.pool, owner.school_id) as connection:
        found = connection.execute(
            "SELECT encode(credential_id, 'hex'), added_at, used_at FROM work.passkeys"
            " WHERE school_id = %s AND staff_id = %s ORDER BY added_at",
            owner.place,
        ).fetchall()
    return [Passkey(*row) for row in found]


def change_password(owner: Owner, present: str, wanted: str) -> None:
    """Another password; the app goes on under it. Raises Rejected ``account.password`` and as ``passwords.check``."""
    secret = _confirmed(owner, present).totp
    passwords.check(wanted, owner.login)
    sealed = passwords.seal(wanted, secret) if secret else None
    kept = passwords.hashed(wanted)
    with school_transaction(owner.door.pool, owner.school_id) as connection:
        connection.execute(
            "UPDATE work.accounts SET password = %s, totp = %s WHERE school_id = %s AND staff_id = %s",
            [kept, sealed, *owner.place],
        )
        record(connection, owner.school_id, Act.PASSWORD, owner.staff_id, owner.staff_id)


def begin_app(owner: Owner, browser: str, present: str) -> None:
    """Offer the secret of another app. Raises Rejected ``account.password``."""
    kept, secret = _confirmed(owner, present).kept, totp.new_secret()
    owner.door.steps.put(browser, NewApp("", kept, secret, passwords.seal(present, secret)))


def finish_app(owner: Owner, browser: str, code: str) -> None:
    """
    The new app's first code; the old one is worth nothing then.

    Raises Rejected ``account.totp``, ``signin.begin_again`` (also where the password has changed meanwhile).
    """
    step = waiting(owner.door, browser, NewApp)
    used = totp.accepted(step.totp, code, time.time(), 0)
    if used is None:
        raise Rejected("account.totp")
    with school_transaction(owner.door.pool, owner.school_id) as connection:
        changed = connection.execute(
            "UPDATE work.accounts SET totp = %s, totp_step = %s WHERE school_id = %s AND staff_id = %s"
            " AND password = %s",
            [step.sealed, used, *owner.place, step.kept],
        ).rowcount
        if not changed:
            raise Rejected("signin.begin_again")
        record(connection, owner.school_id, Act.TOTP, owner.staff_id, owner.staff_id)
    owner.door.steps.take(browser, NewApp)


def begin_passkey(owner: Owner, browser: str, site: Site, present: str) -> str:
    """Options to make another passkey, as JSON. Raises Rejected ``account.password``."""
    _confirmed(owner, present)
    known = [bytes.fromhex(each.credential_id) for each in passkeys_of(owner)]
    whose = passkeys.handle(owner.school_id, owner.staff_id)
    options, challenge = passkeys.adding(site, whose, owner.login, known)
    owner.door.steps.put(browser, Challenge("", challenge, adding=True))
    return options


def finish_passkey(owner: Owner, browser: str, site: Site, response: Mapping[str, Any]) -> None:
    """The new passkey. Raises Rejected ``signin.begin_again``, ``signin.passkey``."""
    asked = owner.door.steps.take(browser, Challenge)
    if asked is None or not asked.adding:
        raise Rejected("signin.begin_again")
    new = passkeys.added(site, asked.challenge, response)
    with school_transaction(owner.door.pool, owner.school_id) as connection:
        invitations.keep_passkey(connection, owner.school_id, owner.staff_id, new)
        record(connection, owner.school_id, Act.PASSKEY_ADDED, owner.staff_id, owner.staff_id)


def remove_passkey(owner: Owner, present: str, credential_id: str) -> None:
    """Take one away, unless it is the last second factor. Raises Rejected."""
    _confirmed(owner, present)
    with school_transaction(owner.door.pool, owner.school_id) as connection:
        row = connection.execute(
            "SELECT totp IS NOT NULL FROM work.accounts WHERE school_id = %s AND staff_id = %s FOR UPDATE", owner.place
        ).fetchone()
        done = connection.execute(
            "DELETE FROM work.passkeys WHERE school_id = %s AND staff_id = %s AND encode(credential_id, 'hex') = %s",
            [*owner.place, credential_id],
        ).rowcount
        left = connection.execute(
            "SELECT count(*) FROM work.passkeys WHERE school_id = %s AND staff_id = %s", owner.place
        ).fetchone()
        if not done:
            raise Rejected("account.unknown_item")
        if not (row and row[0]) and not (left and left[0]):
            raise Rejected("account.last_factor")
        record(connection, owner.school_id, Act.PASSKEY_REMOVED, owner.staff_id, owner.staff_id)


def _confirmed(owner: Owner, present: str) -> accounts.Attempt:
    """The owner's password is right. Raises Rejected ``account.password``."""
    try:
        found = accounts.attempt(owner.door.pool, owner.school_id, owner.login, present)
    except Rejected as error:
        raise Rejected("account.password") from error
    if found.staff_id != owner.staff_id:
        raise Rejected("account.password")
    return found
