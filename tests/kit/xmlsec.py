"""Debian's xmlsec1 as the judge of a report's signatures, one after the other: it looks at one at a time."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from domain.formats import hoc_ba
from domain.formats.hoc_ba import Stage
from tests.kit import require

Place = tuple[Stage, str | None]


def accepted(
    document: bytes, roots_pem: bytes, lookup_id: UUID, places: Iterable[Place], at: datetime, folder: Path
) -> list[Place]:
    """Those of these places whose signatures xmlsec1 accepts, with certificates that were valid ``at``."""
    path, roots = folder / "hoc-ba.xml", folder / "roots.pem"
    path.write_bytes(document)
    roots.write_bytes(roots_pem)
    identifiers = [part for tag in hoc_ba.ID_TAGS for part in ("--id-attr:Id", tag)]
    for tag in ("Signature", "SignatureProperties"):
        identifiers += ["--id-attr:Id", f"{hoc_ba.SIGNATURE_NAMESPACE}:{tag}"]
    command = [require.program("xmlsec1"), "--verify", "--trusted-pem", str(roots), *identifiers]
    command += ["--enabled-key-data", "x509", "--verification-time", f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}"]
    found = []
    for place in places:
        where = f"//*[@Id='{hoc_ba.signature_id(lookup_id, *place)}']"
        done = subprocess.run([*command, "--node-xpath", where, str(path)], capture_output=True, check=False)
        if done.returncode == 0:
            found.append(place)
    return found
