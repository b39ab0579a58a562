"""``hocba serve`` as people start it: a process that says where it is, answers, ends on a signal, and keeps quiet."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import httpx

from tests.kit.served import free_port, wait_ready
from tests.kit.small_school import copy, issued_template


def test_it_serves_until_it_is_told_to_end_and_logs_no_code_and_no_birth_date() -> None:
    with copy(issued_template()) as school:
        settings, addresses, port = school.app.settings, school.app.addresses, free_port()
        environment = {
            **os.environ,
            "HOCBA_DATABASE_URL": addresses.application,
            "HOCBA_OWNER_DATABASE_URL": addresses.owner,
            "HOCBA_KEYS_DIR": str(settings.keys_folder),
            "HOCBA_KEY_PASSPHRASE": settings.key_passphrase or "",
            "HOCBA_LANG": "vi",
        }
        (code, born) = (school.lookup_ids[0], school.members[0].birth_date)
        process = subprocess.Popen(
            [sys.executable, "-c", "from api.cli import main; main()", "serve", "--port", str(port)],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
                wait_ready(client)
                assert client.get(f"/t/{code}").status_code == 200
                assert client.post(f"/t/{code}", data={"ngay_sinh": f"{born:%d%m%Y}"}).status_code == 200
                assert client.post(f"/t/{code}", data={"ngay_sinh": "01/01/2001"}).status_code == 404
                assert client.get("/health").json()["upkeep"] == "running"
            process.send_signal(signal.SIGTERM)
            out, err = process.communicate(timeout=120)
        finally:
            process.kill()
        assert process.returncode == 0, err
        assert f"http://127.0.0.1:{port}" in out
        assert "Traceback" not in err
        for private in (str(code), "2001", f"{born:%Y}", settings.key_passphrase or ""):
            assert private not in out + err
