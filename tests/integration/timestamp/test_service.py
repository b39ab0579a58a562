"""The client against a real service in its own process, and what one may do instead of answering; openssl judges."""

from __future__ import annotations

import os
import pickle
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from hashlib import sha256
from pathlib import Path

import pytest

from anchors import timestamp_client
from anchors.errors import AnchorError, Misused, ProofInvalid, Unavailable
from anchors.signing.trust import TrustRoots
from anchors.timestamp import TIMESTAMP_BYTES_MAX, request, verify_timestamp
from anchors.timestamp_client import HttpTimestampService
from api.flows.demo import timestamp_service as demo_service
from api.flows.demo.timestamp_service import timestamp_service
from api.settings import Environment, Settings
from domain.errors import Misused as SettingsMisused
from domain.errors import Unavailable as NotStarted
from tests.kit import require
from tests.kit.timestamps import maker, service

pytestmark = pytest.mark.one_server

DIGEST = sha256(b"note\n").digest()
ROOT = Path(__file__).parents[3]


def test_stamps_over_one_connection_that_openssl_accepts(tmp_path: Path) -> None:
    running, openssl = service(), require.program("openssl")
    with closing(HttpTimestampService(running.url)) as client:
        first, connection = client.stamp(DIGEST), client._connection
        second = client.stamp(DIGEST)
        assert client._connection is connection is not None
    found = [verify_timestamp(each, DIGEST, TrustRoots.from_pem(running.root_pem)) for each in (first, second)]
    assert found[0].at <= found[1].at
    assert found[0].serial != found[1].serial

    (tmp_path / "note").write_bytes(b"note\n")
    (tmp_path / "note.tsr").write_bytes(first)
    (tmp_path / "roots.pem").write_bytes(running.root_pem)
    judged = subprocess.run(
        [openssl, "ts", "-verify", "-data", "note", "-in", "note.tsr", "-CAfile", "roots.pem"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (judged.returncode, judged.stdout) == (0, "Verification: OK\n"), judged.stderr
    (tmp_path / "note").write_bytes(b"note")
    judged = subprocess.run(
        [openssl, "ts", "-verify", "-data", "note", "-in", "note.tsr", "-CAfile", "roots.pem"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert judged.returncode != 0


def test_openssl_reads_our_request_and_its_answer_is_ours(tmp_path: Path) -> None:
    """Conformance: openssl's own request for the same bytes differs in its nonce only."""
    openssl = require.program("openssl")
    (tmp_path / "ours.tsq").write_bytes(request(DIGEST, 1 << 62))
    (tmp_path / "note").write_bytes(b"note\n")
    subprocess.run(
        [openssl, "ts", "-query", "-data", "note", "-sha256", "-cert", "-no_nonce", "-out", "theirs.tsq"],
        cwd=tmp_path, capture_output=True, check=True,
    )  # fmt: skip
    texts = [
        subprocess.run(
            [openssl, "ts", "-query", "-in", name, "-text"], cwd=tmp_path, capture_output=True, text=True, check=True
        ).stdout
        for name in ("ours.tsq", "theirs.tsq")
    ]
    assert "Nonce: 0x4000000000000000" in texts[0]
    assert texts[0].replace("Nonce: 0x4000000000000000", "Nonce: unspecified") == texts[1]


def test_a_service_that_ended_is_unavailable_and_one_that_came_back_is_asked_anew() -> None:
    with timestamp_service(Settings()) as running:
        client = HttpTimestampService(running.url)
        client.stamp(DIGEST)
    with pytest.raises(Unavailable) as caught:
        client.stamp(DIGEST)
    assert caught.value.code == "timestamp.unreachable"
    assert client._connection is None
    client._port = HttpTimestampService(service().url)._port
    assert client.stamp(DIGEST)
    client.close()


def test_the_client_goes_to_another_process_and_serves_threads() -> None:
    done: list[bytes] = []
    with closing(pickle.loads(pickle.dumps(HttpTimestampService(service().url)))) as client:
        threads = [threading.Thread(target=lambda: done.append(client.stamp(DIGEST))) for _ in range(4)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    assert len(done) == 4


@contextmanager
def answering(reply: Callable[[bytes], bytes], *, slowly_s: float = 0.0) -> Iterator[HttpTimestampService]:
    """A client of a listener on the loopback interface that reads one request a connection and sends a reply."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(60)

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    _, _, body = connection.recv(65536).partition(b"\r\n\r\n")
                    if not body:
                        body = connection.recv(65536)
                    answer = reply(body)
                    pieces = [bytes([byte]) for byte in answer] if slowly_s else [answer]
                    with suppress(OSError):  # the client may have gone
                        for piece in pieces:
                            connection.sendall(piece)
                            time.sleep(slowly_s)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        with closing(HttpTimestampService(f"http://127.0.0.1:{listener.getsockname()[1]}/tsa")) as client:
            yield client
    thread.join(1)


def http(body: bytes, status: str = "200 OK", kind: str = "application/timestamp-reply") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


@pytest.mark.parametrize(
    ("reply", "error", "code"),
    [
        (lambda asked: http(maker().answer(asked)), None, ""),
        (lambda asked: b"", Unavailable, "timestamp.unreachable"),
        (lambda asked: b"not HTTP at all\r\n\r\n", Unavailable, "timestamp.unreachable"),
        (lambda asked: http(maker().answer(asked))[:-9], Unavailable, "timestamp.answer"),
        (lambda asked: http(b"busy", "503 Service Unavailable"), Unavailable, "timestamp.answer"),
        (lambda asked: http(b"", "302 Found"), Unavailable, "timestamp.answer"),
        (lambda asked: http(b"<html>log in</html>", kind="text/html"), Unavailable, "timestamp.answer"),
        (lambda asked: http(b"<html>log in</html>"), Unavailable, "timestamp.answer"),
        (lambda asked: http(bytes(TIMESTAMP_BYTES_MAX + 1)), Unavailable, "timestamp.answer"),
        (lambda asked: http(maker().answer(request(DIGEST[::-1], 1))), ProofInvalid, "timestamp.other_content"),
        (lambda asked: http(maker().answer(request(DIGEST, 1))), ProofInvalid, "timestamp.other_request"),
        (lambda asked: http(maker().answer(asked)[:-1] + b"\0"), ProofInvalid, "signing.value_wrong"),
    ],
)  # fmt: skip
def test_what_a_service_may_do_instead(
    reply: Callable[[bytes], bytes], error: type[AnchorError] | None, code: str
) -> None:
    with answering(reply) as client:
        if error is None:
            assert verify_timestamp(client.stamp(DIGEST), DIGEST, maker().roots)
            return
        with pytest.raises(error) as caught:
            client.stamp(DIGEST)
        assert caught.value.code == code
        assert "/tsa" not in caught.value.text("en")


def test_an_answer_that_drips_in_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte comes before the socket's own timeout."""
    monkeypatch.setattr(timestamp_client, "ANSWER_S_MAX", 0.3)
    with answering(lambda asked: http(maker().answer(asked)), slowly_s=0.05) as client, pytest.raises(Unavailable):
        client.stamp(DIGEST)


@pytest.mark.parametrize("url", ["", "ftp://x/", "http://", "http://u:p@host/", "https://host:port/", "host/tsa"])
def test_addresses_that_are_none(url: str) -> None:
    with pytest.raises(Misused) as caught:
        HttpTimestampService(url)
    assert caught.value.code == "timestamp.address"
    assert ":p@" not in caught.value.text("en")


def test_production_starts_no_service_of_the_demo() -> None:
    with pytest.raises(SettingsMisused) as caught, timestamp_service(Settings(env=Environment.PRODUCTION)):
        pytest.fail("it started")
    assert caught.value.code == "demo.timestamp_production"


def test_a_service_that_does_not_start_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_service, "PROCESS", "api.flows.demo.no_such_thing")
    with pytest.raises(NotStarted, match="no_such_thing") as caught, timestamp_service(Settings()):
        pytest.fail("it started")
    assert caught.value.code == "demo.timestamp_failed"


def test_a_service_ends_with_who_started_it_even_when_killed() -> None:
    program = (
        "import time\nfrom api.settings import Settings\n"
        "from api.flows.demo.timestamp_service import timestamp_service\n"
        "with timestamp_service(Settings()) as running:\n    print(running.pid, flush=True)\n    time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    os.kill(pid, 0)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 60
    while _alive(pid):
        assert time.monotonic() < deadline, f"process {pid} outlives who started it"
        time.sleep(0.05)


def _alive(pid: int) -> bool:
    """A zombie that waits for the machine's first process to notice has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except FileNotFoundError:
        return False
