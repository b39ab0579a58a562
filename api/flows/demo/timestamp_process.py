"""
The demo's timestamp service as a program of its own: certomancer's, on a free port of the loopback interface.

``python -m api.flows.demo.timestamp_process FOLDER`` makes keys and certificates in FOLDER, writes the root there, says
on which port it listens, and ends when its standard input does: so it never outlives who started it, even one that was
killed. Started by ``timestamp_service`` only, which refuses in production.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiohttp import web
from asn1crypto import pem
from certomancer.integrations.aiohttp_animator import build_animator_app
from certomancer.registry import ArchLabel, CertLabel, CertomancerConfig
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from api.flows.demo.timestamp_service import ROOT_FILE

VALID = timedelta(days=3652)

_CERTIFICATE = """
      {name}:
        subject: {name}
        subject-key: {name}
        issuer: root
        authority-key: root
        validity: {{valid-from: "{after}", valid-to: "{until}"}}
        extensions:
          - {{id: key_usage, critical: true, smart-value: {{schema: key-usage, params: [{uses}]}}}}
          - {{id: {id}, critical: true, value: {value}}}
"""
_CONFIGURATION = """
keysets:
  demo: {{keys: {{root: {{path: root.key}}, tsa: {{path: tsa.key}}}}}}
pki-architectures:
  demo:
    keyset: demo
    entities:
      root: {{common-name: DEMO gốc dấu thời gian}}
      tsa: {{common-name: DEMO dịch vụ cấp dấu thời gian}}
    certs:{certificates}
    services: {{time-stamping: {{tsa: {{signing-cert: tsa}}}}}}
"""


def configured(folder: Path) -> CertomancerConfig:
    """Fresh keys and certificates, the root's in ``ROOT_FILE``; a day old, so that clocks may differ."""
    for name in ("root", "tsa"):
        key = ec.generate_private_key(ec.SECP256R1())
        content = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / f"{name}.key").write_bytes(content)
    now = datetime.now(UTC)
    when = {"after": (now - timedelta(days=1)).isoformat(), "until": (now + VALID).isoformat()}
    root = {"name": "root", "uses": "key_cert_sign, crl_sign", "id": "basic_constraints", "value": "{ca: true}"}
    tsa = {"name": "tsa", "uses": "digital_signature", "id": "extended_key_usage", "value": "[time_stamping]"}
    certificates = "".join(_CERTIFICATE.format(**each, **when) for each in (root, tsa))
    configuration = CertomancerConfig.from_yaml(
        _CONFIGURATION.format(certificates=certificates), key_search_dir=str(folder)
    )
    for name in ("root", "tsa"):
        (folder / f"{name}.key").unlink()  # They are in memory now; a killed demo leaves none behind.
    issued = configuration.get_pki_arch(ArchLabel("demo")).get_cert(CertLabel("root"))
    (folder / ROOT_FILE).write_bytes(pem.armor("CERTIFICATE", issued.dump()))
    return configuration


async def serve(folder: Path) -> None:
    """Answer until standard input ends."""
    app = build_animator_app(configured(folder).pki_archs, with_web_ui=False)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(runner.addresses[0][1], flush=True)  # noqa: T201  # the answer to who started it
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1])))
