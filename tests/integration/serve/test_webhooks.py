"""Webhooks against a receiver in its own process: signed, in order, nothing lost while it is away, nobody named."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from api.flows.tokens import issue_token
from api.outgoing import parsed, post
from api.telling import Telling, tell
from domain.errors import Misused
from domain.report import commands as c
from domain.school_year.events import Role
from projections.runner import school_transaction
from tests.kit.receiver import received, receiving
from tests.kit.served import READY_S_MAX, free_port, served
from tests.kit.small_school import DECISION, REASON, SmallSchool, copy, issued_template, sealed_template

WEBHOOKS = "/api/v1/webhooks"


@dataclass
class Told:
    """A served school whose programs are told at ``url``, which nobody listens to yet."""

    school: SmallSchool
    client: httpx.Client
    headers: dict[str, str]
    port: int
    file: Path
    secret: bytes = b""

    def tell(self) -> int:
        """Once, whenever the next try was to be."""
        with school_transaction(self.school.app.pool, self.school.school_id) as connection:
            connection.execute("UPDATE work.webhooks SET retry_at = now() - interval '1 s'")
        return tell(self.school.app, self.school.school_id)

    @property
    def messages(self) -> list[dict[str, Any]]:
        """What was received, after a look at each signature as Standard Webhooks says."""
        for each in received(self.file):
            headers, body = each["headers"], each["body"]
            signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{body}".encode()
            expected = base64.b64encode(hmac.digest(self.secret, signed, sha256)).decode()
            assert headers["webhook-signature"] == f"v1,{expected}"
            assert abs(int(headers["webhook-timestamp"]) - time.time()) < timedelta(minutes=5).total_seconds()
        return [json.loads(each["body"]) for each in received(self.file)]


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Told]:
    with copy(sealed_template()) as school, served(school.app) as client:
        token = issue_token(school.app.pool, school.school_id, school.staff(Role.IT_OFFICER))
        headers = {"Authorization": f"Bearer {token}"}
        made = Told(school, client, headers, free_port(), tmp_path / "received")
        asked = {"url": f"http://127.0.0.1:{made.port}/hocba"}
        answer = client.post(WEBHOOKS, json=asked, headers=headers).raise_for_status().json()
        made.secret = base64.b64decode(answer["secret"].removeprefix("whsec_"))
        yield made


def test_what_is_issued_and_ended_is_told_in_order_signed_and_once(told: Told) -> None:
    school, members = told.school, told.school.members
    assert told.tell() == 0
    school.issue(members[:1])
    assert told.tell() == 0, "nobody listens yet"
    (line,) = told.client.get(WEBHOOKS, headers=told.headers).json()
    assert (line["failures"], line["last_fault"]) == (1, "outgoing.unreachable")
    with receiving(told.port, told.file, status=500):
        assert told.tell() == 0
    refused = received(told.file)
    with receiving(told.port, told.file):
        school.issue(members[1:])
        assert told.tell() == 3
        school.step(c.CancelEdition(reason=REASON, paper=DECISION), members[:1])
        assert told.tell() == 1
        assert told.tell() == 0
    first, *messages = told.messages
    assert [each["headers"]["webhook-id"] for each in refused] == [received(told.file)[1]["headers"]["webhook-id"]]
    assert first == messages[0], "what was refused comes again, under the same id"
    assert [each["type"] for each in messages] == ["report.issued"] * 3 + ["report.cancelled"]
    codes = [str(code) for code in school.lookup_ids]
    assert [each["data"]["lookup_id"] for each in messages[1:3]] == codes
    ended, issued = messages[-1]["data"], messages[0]["data"]
    assert (ended["lookup_id"], ended["edition"], ended["status"]) == (issued["lookup_id"], 1, "CANCELLED")
    positions = [each["data"]["position"] for each in messages]
    assert positions == sorted(set(positions))
    assert not any(member.full_name in received(told.file)[-1]["body"] for member in members)
    assert REASON not in str(messages)


def test_the_server_tells_by_itself(told: Told) -> None:
    with receiving(told.port, told.file), Telling(told.school.app, interval_s=0.05).running():
        told.school.issue(told.school.members[:1])
        until = time.monotonic() + READY_S_MAX
        while not received(told.file):
            assert time.monotonic() < until, "nothing was told"
            time.sleep(0.05)
    assert [each["type"] for each in told.messages] == ["report.issued"]


def test_only_who_keeps_the_schools_programs_says_who_is_told() -> None:
    with copy(issued_template()) as school, served(school.app) as client:
        teacher = issue_token(school.app.pool, school.school_id, school.teacher("TOAN"))
        headers = {"Authorization": f"Bearer {teacher}"}
        asked = {"url": "https://phan-mem.example.org/hocba"}
        assert client.post(WEBHOOKS, json=asked, headers=headers).json()["code"] == "right.role"
        officer = issue_token(school.app.pool, school.school_id, school.staff(Role.IT_OFFICER))
        headers = {"Authorization": f"Bearer {officer}"}
        made = client.post(WEBHOOKS, json=asked, headers=headers).json()
        assert made["secret"] not in client.get(WEBHOOKS, headers=headers).text
        assert client.delete(f"{WEBHOOKS}/{made['webhook_id']}", headers=headers).status_code == 200
        assert client.delete(f"{WEBHOOKS}/{uuid4()}", headers=headers).json()["code"] == "webhook.unknown"
        wrong = client.post(WEBHOOKS, json={"url": "ftp://example.org/x"}, headers=headers)
        assert (wrong.status_code, wrong.json()["code"]) == (422, "outgoing.address")


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/x", "https://localhost/x", "https://[::1]/x", "https://10.0.0.7/x", "https://192.168.1.1/x",
        "https://169.254.169.254/latest/meta-data", "https://[::ffff:127.0.0.1]/x", "https://0.0.0.0/x",
    ],
)  # fmt: skip
def test_a_private_address_is_not_sent_to_in_production(url: str) -> None:
    with pytest.raises(Misused) as raised:
        post(url, b"{}", {}, public_only=True)
    assert raised.value.code == "outgoing.address"


@pytest.mark.parametrize(
    "url", ["http://example.org/x", "https://a:b@example.org/x", "https:///x", "https://example.org:99999/x", "x",
            "https://example.org/\r\nx"]
)  # fmt: skip
def test_an_address_that_is_none_is_refused_in_production(url: str) -> None:
    with pytest.raises(Misused):
        parsed(url, public_only=True)
