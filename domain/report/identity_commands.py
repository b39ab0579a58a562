"""Commands about the pupil's identity: comparing it with other sources, deciding on differences, completing it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from domain.event import Value
from domain.report.events import Comparison, Evidence, IdentityField, Source
from domain.report.frozen import Frozen
from domain.values import Digest, Text


class Reconcile(Value):
    """Record what a source shows of the pupil's identity (đối soát); ``identity`` is ours as it stands, a guard."""

    source: Source
    results: Mapping[IdentityField, Comparison]
    found: Mapping[str, Digest] = {}
    evidence: Evidence
    identity: Mapping[str, Digest]


class KeepDifference(Value):
    """Decide that our record stands where a source differs from it."""

    source: Source
    field: IdentityField
    reason: Text
    document: Text


class ReturnSlip(Value):
    """Record that the parents' confirmation slip came back signed."""

    dated: date
    sha256: Digest
    media_type: str
    pupil_version: int


class CompleteIdentity(Value):
    """
    Give blank fields of the pupil's identity a value, by a document.

    ``identity`` is what stands, a guard. ``refrozen`` is needed where an edition is open and not issued, only there.
    """

    completed: Mapping[IdentityField, Digest]
    document: Text
    identity: Mapping[str, Digest]
    refrozen: Frozen | None = None
