"""
Whose a certificate is: its number and name against those that the document gives for the signer.

Certificates write names in capitals, without marks, or cut to 64 bytes (RFC 5280 ub-common-name); the number decides,
the name must correspond. A school is recognised by MST in its certificate (CV 2088 §1.6), its name in CN, or in O where
there is no CN: a member of staff's certificate has the school's name in O beside his own in CN.
"""

from __future__ import annotations

import re
import unicodedata

from cryptography.x509.oid import NameOID

from anchors.errors import Malformed, ProofInvalid
from anchors.report_values import SignerValues
from anchors.signing import certificates
from anchors.signing.certificates import CertificateFacts
from anchors.verify.findings import Findings

NAME_BYTES_MAX = 64
LETTER_BYTES_MAX = 3
"""A name cut at 64 bytes ends up to one letter (of 3 bytes in Vietnamese) and one space earlier."""
_DEMO = re.compile(r"\bDEMO\b")


def is_demo(facts: CertificateFacts) -> bool:
    """Whether certificate or issuer says DEMO of itself (``signing.demo_authority``)."""
    return bool(_DEMO.search(facts.subject) or _DEMO.search(facts.issuer))


def check_person(findings: Findings, signer: SignerValues, facts: CertificateFacts, of: str) -> None:
    """A person's certificate, with the signer's SO_CCCD and name."""
    if not check_kind(findings, "signature.kind", facts, of, organisation=False):
        return
    claimed, certified = signer.personal_number, facts.personal_number
    if claimed and certified:
        findings.equal("signature.number", claimed, certified, of)
    else:
        missing = Malformed("verify.no_number", expected=claimed or "-", found=certified or "-")
        findings.bad("signature.number", missing, of)
    check_name(findings, signer.name, (facts.common_name,), of)


def check_school(
    findings: Findings, signer: SignerValues, certificate: bytes, facts: CertificateFacts, of: str
) -> None:
    """An organisation's certificate, in the school's name."""
    if check_kind(findings, "signature.kind", facts, of, organisation=True):
        owner = certificates.load(certificate).subject
        names = [str(each.value) for each in owner.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)]
        check_name(findings, signer.name, (facts.common_name,) if facts.common_name else tuple(names), of)


def check_kind(findings: Findings, code: str, facts: CertificateFacts, of: str = "", *, organisation: bool) -> bool:
    """Persons sign with a person's certificate, the school with an organisation's."""
    kinds = {True: f"MST:{facts.tax_number}" if facts.tax_number else "organisation", False: "person"}
    if facts.organisation == organisation:
        findings.ok(code, kinds[organisation], of)
        return True
    expected, found = ("organisation", "person") if organisation else ("person", "organisation")
    findings.bad(code, ProofInvalid("verify.differs", expected=expected, found=f"{found}: {facts.subject}"), of)
    return False


def check_name(findings: Findings, claimed: str, certified: tuple[str, ...], of: str) -> None:
    """One of the certificate's names corresponds to the one claimed."""
    if any(corresponds(claimed, name) for name in certified):
        findings.ok("signature.name", claimed, of)
    else:
        fault = ProofInvalid("verify.differs", expected=claimed, found=" / ".join(certified) or "-")
        findings.bad("signature.name", fault, of)


def corresponds(claimed: str, certified: str) -> bool:
    """Whether both are one name, apart from capitals, spaces, marks where one has none, and the limit of 64 bytes."""
    wanted, found = _folded(claimed), _folded(_DEMO.sub("", certified))
    if not found:
        return False
    cut = len(certified.encode()) > NAME_BYTES_MAX - LETTER_BYTES_MAX - 1
    plain = found == _bare(found)  # A certificate without any marks says nothing about them.
    wanted = _bare(wanted) if plain else wanted
    return wanted.startswith(found) if cut else wanted == found


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def _bare(name: str) -> str:
    """Without marks: Đỗ → do."""
    parts = unicodedata.normalize("NFD", name.replace("đ", "d"))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))
