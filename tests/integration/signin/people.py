"""A school without the demo's mark behind a real server, and people with a phone who come to its door."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from uuid import UUID

import httpx
import psycopg
import pyotp

from api.signin import invitations
from domain.school_year.events import Role
from domain.school_year.state import Staff
from tests.kit.served import served
from tests.kit.stages import School, at

PASSWORD = "con mèo trèo cây cau"
SESSION, DOOR = "hocba_session", "hocba_door"


@dataclass
class Visitor:
    """A browser of its own at the door, from a network of its own."""

    client: httpx.Client

    def get(self, path: str) -> httpx.Response:
        return self.client.get(path)

    def post(self, path: str, page: str = "/vao", **fields: str) -> httpx.Response:
        """A form of that page, with what guards it against forgery."""
        found = re.search(r'name="_csrf" value="([^"]+)"', self.get(page).text)
        assert found, page
        return self.client.post(
            path, data={"_csrf": found[1], **{name.replace("_", "-"): text for name, text in fields.items()}}
        )

    @property
    def inside(self) -> bool:
        return self.get("/tai-khoan").status_code == 200

    @property
    def secret(self) -> str | None:
        return self.client.cookies.get(SESSION)


@dataclass
class Person:
    """A member of staff and what his phone keeps."""

    house: House
    staff: Staff
    since: int = 0
    phone: pyotp.TOTP | None = None

    @property
    def code(self) -> str:
        return self.staff.code

    def digits(self, half_minutes: int = 0) -> str:
        """The phone's code, now or half minutes off; each can be used once."""
        assert self.phone
        return self.phone.at(int(time.time()) + 30 * half_minutes)

    def enrol(self, who: Visitor, code: str, password: str = PASSWORD) -> httpx.Response:
        """Use a one-time code, with an app; the code of half a minute ago is used up by it."""
        begun = who.post("/vao/ma-moi", "/vao/ma-moi", ma=self.code, so=code, mat_khau=password)
        assert (begun.status_code, begun.headers.get("location")) == (303, "/vao/ma-moi/buoc-hai"), begun.text
        shown = re.search(r'id="khoa">([A-Z2-7 ]+)<', who.get("/vao/ma-moi/buoc-hai").text)
        assert shown
        self.phone = pyotp.TOTP(shown[1].replace(" ", ""))
        while True:
            half_minute = int(time.time()) // 30
            answer = who.post("/vao/ma-moi/buoc-hai", "/vao/ma-moi/buoc-hai", so=self.digits(-1))
            # One that was refused because the half minute ended on its way is followed by the next.
            if answer.status_code == 303 or int(time.time()) // 30 == half_minute:
                return answer

    def password(self, who: Visitor, password: str = PASSWORD) -> httpx.Response:
        return who.post("/vao", ma=self.code.lower(), mat_khau=password)

    def second(self, who: Visitor, digits: str) -> httpx.Response:
        return who.post("/vao/buoc-hai", "/vao/buoc-hai", so=digits)

    def acts(self) -> list[str]:
        """What was done with the account, in order."""
        with self.house.owner() as owner:
            found = owner.execute(
                "SELECT act FROM work.account_acts WHERE staff_id = %s AND number > %s ORDER BY number",
                [self.staff.staff_id, self.since],
            )
            return [str(row[0]) for row in found]


@dataclass
class House:
    """The school, its server, and how many have come so far."""

    school: School
    server: httpx.Client
    leaving: ExitStack
    visitors: int = 0
    enrolled: int = 0

    @property
    def school_id(self) -> UUID:
        return self.school.desk.ledger.school_id

    def visitor(self) -> Visitor:
        self.visitors += 1
        headers = {
            "x-forwarded-for": f"198.51.100.{self.visitors}",
            "user-agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/130.0",
        }
        client = httpx.Client(base_url=self.server.base_url, trust_env=False, timeout=30.0, headers=headers)
        return Visitor(self.leaving.enter_context(client))

    def person(self, code: str) -> Person:
        """As if nothing had been done with his account yet."""
        staff = self.school.desk.year().member(code)
        with self.owner() as owner:
            for table in ("accounts", "passkeys", "sign_in_links"):
                owner.execute(f"DELETE FROM work.{table} WHERE staff_id = %s", [staff.staff_id])
            owner.execute("DELETE FROM work.sessions WHERE staff_id = %s", [staff.staff_id])
            (since,) = owner.execute("SELECT coalesce(max(number), 0) FROM work.account_acts").fetchone() or (0,)
        return Person(self, staff, int(str(since)))

    def keeper(self) -> Person:
        return Person(self, self.school.staff(Role.IT_OFFICER))

    def invited(self, person: Person) -> str:
        return invitations.invite(self.school.app.pool, self.school_id, person.staff, None).text

    def somebody(self) -> Person:
        """A teacher with a new account, another one each time until all have had their turn."""
        everybody = self.school.desk.year().staff.values()
        teachers = sorted(each.code for each in everybody if each.roles == {Role.TEACHER})
        person = self.person(teachers[self.enrolled % len(teachers)])
        self.enrolled += 1
        answer = person.enrol(self.visitor(), self.invited(person))
        assert answer.status_code == 303, answer.text
        return person

    @contextmanager
    def owner(self) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
        """The database as its owner sees it, who is bound by row-level security too."""
        with psycopg.connect(self.school.database.owner_url) as connection:
            connection.execute("SELECT set_config('hocba.school_id', %s, false)", [str(self.school_id)])
            yield connection


@contextmanager
def open_house() -> Iterator[House]:
    with at("loaded") as school, served(school.app) as client, ExitStack() as leaving:
        yield House(school, client, leaving)


def told(answer: httpx.Response) -> str:
    """What the page complains about."""
    found = re.search(r'role="alert">([^<]+)<', answer.text)
    assert found, answer.text[:2000]
    return found[1]
