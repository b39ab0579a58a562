"""Many documents in one query, each of them the one that was asked for."""

from __future__ import annotations

import hashlib
import uuid

import psycopg
import pytest

from domain.errors import Tampered
from domain.ledger import Blob, NewEvents
from domain.school_year.events import CertificateRegistered
from tests.kit.database import command, migrated, new_school, pool_of


def test_blobs_come_together_and_a_missing_one_is_named() -> None:
    with migrated() as database, pool_of(database) as pool:
        ledger = new_school(pool)
        blobs = [Blob(f"document {number}".encode(), "text/plain") for number in range(5)]
        events = tuple(CertificateRegistered(staff_id=None, sha256=blob.sha256, software=True) for blob in blobs)
        ledger.append([NewEvents(uuid.uuid4(), 0, events)], command=command(), blobs=blobs)

        assert ledger.blobs([]) == {}
        assert ledger.blobs([blob.sha256 for blob in blobs]) == {blob.sha256: blob.content for blob in blobs}
        assert ledger.blob(blobs[3].sha256) == blobs[3].content
        unknown = hashlib.sha256(b"never recorded").hexdigest()
        with pytest.raises(Tampered) as caught:
            ledger.blobs([blobs[0].sha256, unknown])
        assert (caught.value.code, caught.value.facts["sha256"]) == ("ledger.blob_missing", unknown)


def test_a_document_that_was_changed_is_not_given_out() -> None:
    with migrated() as database, pool_of(database) as pool:
        ledger = new_school(pool)
        blobs = [Blob(b"one", "text/plain"), Blob(b"two", "text/plain")]
        events = tuple(CertificateRegistered(staff_id=None, sha256=blob.sha256, software=True) for blob in blobs)
        ledger.append([NewEvents(uuid.uuid4(), 0, events)], command=command(), blobs=blobs)
        with psycopg.connect(database.owner_url, autocommit=True) as owner:
            owner.execute(
                "ALTER TABLE ledger.blobs DISABLE TRIGGER ALL, NO FORCE ROW LEVEL SECURITY, "
                "DROP CONSTRAINT blobs_sha256"
            )
            owner.execute(
                "UPDATE ledger.blobs SET content = 'three' WHERE sha256 = %s", [bytes.fromhex(blobs[1].sha256)]
            )
        with pytest.raises(Tampered):
            ledger.blobs([blob.sha256 for blob in blobs])
        assert ledger.blob(blobs[0].sha256) == b"one"
