"""
What entries name and do not hold: documents by their digest, identity values by their commitment, a request by its
entry. Every document is hashed again, every commitment computed again.

Memory: about 200 bytes for each document and identity value that is named; nothing for entries.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from anchors.audit.findings import Findings
from anchors.audit.store import Snapshot
from domain.access import events as access
from domain.case import events as case
from domain.cross_check import events as cross_check
from domain.event import Event
from domain.ledger import PersonalErased
from domain.paper_report import events as paper
from domain.pupil import events as pupil
from domain.register import events as register
from domain.report import events as report
from domain.school_year import events as school_year
from domain.school_year.structure import events as structure

_Names = Callable[[Any], Iterable[str]]


def _papers(decision: report.CorrectionApproved | report.CorrectionRefused) -> Iterable[str]:
    """Of the supervising body's decision, and of the answer to who asked."""
    papers = (decision.body.paper if decision.body else None, decision.answer)
    return (paper.sha256 for paper in papers if paper)


#: Event → digests of documents in ``ledger.blobs``. A test walks every digest of every event: each must be here, in
#: ``COMMITMENTS`` or among those that name something else.
DOCUMENTS: Mapping[type[Event], _Names] = {
    school_year.CertificateRegistered: lambda event: (event.sha256,),
    school_year.CertificateApproved: lambda event: (event.sha256,),
    structure.DocumentRegistered: lambda event: filter(None, (event.sha256,)),
    report.CorrectionRequested: lambda event: (event.paper.sha256, *(each.sha256 for each in event.attachments)),
    report.CorrectionApproved: lambda event: (event.signature, event.certificate, *_papers(event)),
    report.CorrectionRefused: lambda event: (*filter(None, (event.signature, event.certificate)), *_papers(event)),
    register.DocumentEntered: lambda event: (event.sha256,),
    case.CaseOpened: lambda event: (each.sha256 for each in event.attachments),
    report.EditionOpened: lambda event: (event.data_sha256,),
    report.EditionRefrozen: lambda event: (event.data_sha256,),
    report.ReportSigned: lambda event: (event.certificate, event.signer),
    report.ReportSealed: lambda event: (event.certificate, event.signer, event.xml_sha256),
    report.ReportIssued: lambda event: (event.xml_sha256,),
    report.DocumentSealed: lambda event: (event.pdf_sha256,),
    report.ResultsAttested: lambda event: (event.paper.sha256,),
    report.SlipReturned: lambda event: (event.sha256,),
    report.EditionCancelled: lambda event: (event.paper.sha256,),
    report.RecallRequested: lambda event: (event.paper.sha256,),
    report.RecallGranted: lambda event: (event.document.sha256,),
    report.RecallRefused: lambda event: (event.document.sha256,),
    report.AmendmentRequested: lambda event: (event.paper.sha256,),
    report.AmendmentGranted: lambda event: (event.document.sha256,),
    report.AmendmentRefused: lambda event: (event.document.sha256,),
    paper.PaperReportDigitised: lambda event: (event.scan.sha256,),
    paper.PaperReportConfirmed: lambda event: (event.certificate, event.data_sha256, event.signer),
    paper.PaperReportSealed: lambda event: (event.certificate, event.signer, event.xml_sha256, event.scan_sha256),
    paper.PaperDocumentSealed: lambda event: (event.pdf_sha256,),
}

#: Event → commitments to identity values in ``ledger.personal``.
COMMITMENTS: Mapping[type[Event], _Names] = {
    cross_check.FindingNoted: lambda event: filter(None, (event.seen_identity,)),
    case.CaseOpened: lambda event: event.asked.values(),
    access.AccessRestricted: lambda event: event.about.values(),
    access.AccessRestored: lambda event: event.about.values(),
    school_year.StaffJoined: lambda event: event.identity.values(),
    pupil.PupilRegistered: lambda event: event.identity.values(),
    pupil.IdentityCorrected: lambda event: event.identity.values(),
    pupil.IdentityCompleted: lambda event: event.identity.values(),
    report.Reconciled: lambda event: event.found.values(),
    report.CorrectionRequested: lambda event: (
        commitment
        for change in event.changes
        if isinstance(change, report.IdentityChange)
        for commitment in (change.before, change.after)
    ),
}


class References:
    """Collects what entries name; ``finish`` looks for all of it."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._documents: dict[bytes, int] = {}
        self._values: dict[bytes, int] = {}
        self._erased: dict[bytes, int] = {}
        self._requests: dict[UUID, str] = {}
        self._seen: dict[type[Event], Callable[[int, Any, bytes], None] | None] = {}

    def see(self, position: int, data: Event, entry: bytes) -> None:
        """An entry's event, and its exact bytes."""
        kind = type(data)
        if kind not in self._seen:
            self._seen[kind] = self._way(kind)
        if (way := self._seen[kind]) is not None:
            way(position, data, entry)

    def finish(self, snapshot: Snapshot, progress: Callable[[int], None]) -> tuple[int, int]:
        """Look for everything that was named; how many documents and identity values there are."""
        return self._check_documents(snapshot, progress), self._check_values(snapshot)

    def _way(self, kind: type[Event]) -> Callable[[int, Any, bytes], None] | None:
        if kind is report.CorrectionRequested:
            return self._request
        if kind in (report.CorrectionApproved, report.CorrectionRefused):
            return self._decision
        if kind is PersonalErased:
            return lambda position, event, _: _name(self._erased, event.commitments, position)
        tables = ((DOCUMENTS, self._documents), (COMMITMENTS, self._values))
        ways = [self._naming(table[kind], known) for table, known in tables if kind in table]
        return self._each(ways) if ways else None

    @staticmethod
    def _each(ways: Sequence[Callable[[int, Any, bytes], None]]) -> Callable[[int, Any, bytes], None]:
        def each(position: int, event: Any, entry: bytes) -> None:
            for way in ways:
                way(position, event, entry)

        return each

    def _naming(self, names: _Names, known: dict[bytes, int]) -> Callable[[int, Any, bytes], None]:
        return lambda position, event, _: _name(known, names(event), position)

    def _request(self, position: int, event: report.CorrectionRequested, entry: bytes) -> None:
        _name(self._documents, DOCUMENTS[report.CorrectionRequested](event), position)
        _name(self._values, COMMITMENTS[report.CorrectionRequested](event), position)
        self._requests[event.request_id] = hashlib.sha256(entry).hexdigest()

    def _decision(
        self, position: int, event: report.CorrectionApproved | report.CorrectionRefused, _entry: bytes
    ) -> None:
        _name(self._documents, DOCUMENTS[type(event)](event), position)
        found = self._requests.get(event.request_id)
        if event.request_sha256 is not None and found != event.request_sha256:
            self._findings.fault(
                "audit.request_differs", position, what=event.request_id, expected=event.request_sha256, found=found
            )

    def _check_documents(self, snapshot: Snapshot, progress: Callable[[int], None]) -> int:
        count = 0
        for digest, content in snapshot.documents():
            count += 1
            position = self._documents.pop(digest, None)
            found = hashlib.sha256(content).digest()
            if found != digest:
                self._findings.fault(
                    "audit.document_differs", position, what=digest.hex(), expected=digest.hex(), found=found.hex()
                )
            if position is None:
                self._findings.warn("audit.document_unnamed", what=digest.hex())
            progress(count)
        for digest, position in self._documents.items():
            self._findings.fault("audit.document_missing", position, what=digest.hex())
        return count

    def _check_values(self, snapshot: Snapshot) -> int:
        count = 0
        for row in snapshot.personal():
            count += 1
            position = self._values.pop(row.commitment, None)
            found = hashlib.sha256(row.salt + row.field.encode() + b"\0" + row.value.encode()).digest()
            if found != row.commitment:
                # The value itself stays out of the report: it is personal.
                self._findings.fault(
                    "audit.value_differs", position, what=row.field, expected=row.commitment.hex(), found=found.hex()
                )
            if row.commitment in self._erased:
                self._findings.fault("audit.value_back", self._erased[row.commitment], what=row.commitment.hex())
            elif position is None:
                self._findings.warn("audit.value_unnamed", what=row.commitment.hex())
        for commitment, position in self._values.items():
            if commitment not in self._erased:
                self._findings.fault("audit.value_missing", position, what=commitment.hex())
        self._check_erasures(snapshot)
        return count

    def _check_erasures(self, snapshot: Snapshot) -> None:
        """``ledger.erasures`` is what the database goes by; the ledger itself is what counts."""
        recorded = dict(self._erased)
        for commitment, position in snapshot.erasures():
            said = recorded.pop(commitment, None)
            if said != position:
                self._findings.fault(
                    "audit.erasure_differs", position, what=commitment.hex(), expected=said, found=position
                )
        for commitment, position in recorded.items():
            self._findings.fault("audit.erasure_differs", position, what=commitment.hex(), expected=position)
        if self._erased:
            self._findings.note("audit.erased", what=len(self._erased))


def _name(known: dict[bytes, int], digests: Iterable[str], position: int) -> None:
    for digest in digests:
        known.setdefault(bytes.fromhex(digest), position)
