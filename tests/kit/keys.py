"""
One demo authority and a few signers, made once per test process: an RSA key takes 0.1 s, a fresh one in each test
would be most of the run.
"""

from __future__ import annotations

import warnings
from datetime import UTC, datetime, timedelta, timezone
from functools import cache

from anchors.signing.demo_authority import DemoAuthority, Issued
from anchors.signing.software import KeyKind, SoftwareKey, SoftwareKeyWarning, load_pkcs12

PASSPHRASE = "mật khẩu thử"
ISSUED_AT = datetime(2025, 9, 1, tzinfo=UTC)
"""When the certificates of the kit begin; they end three years later."""
SIGNED_AT = datetime(2026, 5, 25, 9, 30, tzinfo=timezone(timedelta(hours=7)))

HEAD, TEACHER, HOMEROOM = "048080000001", "048180000002", "048185000003"
SCHOOL_TAX_NUMBER = "0400123456"


@cache
def authority(name: str = "Cơ quan chứng thực thử nghiệm") -> DemoAuthority:
    """The root of the kit; another name gives a foreign root."""
    return DemoAuthority.create(name, ISSUED_AT - timedelta(days=1))


@cache
def issued_person(number: str = HEAD, kind: KeyKind = "rsa-2048") -> Issued:
    names = {HEAD: "Trần Thị Hiệu Trưởng", TEACHER: "Nguyễn Văn Toán", HOMEROOM: "Lê Thị Chủ Nhiệm"}
    return authority().issue_person(
        names.get(number, "Người Ký"), number, passphrase=PASSPHRASE, at=ISSUED_AT, kind=kind
    )


@cache
def person(number: str = HEAD, kind: KeyKind = "rsa-2048") -> SoftwareKey:
    """A person's key, loaded without its warning."""
    return quietly(issued_person(number, kind))


@cache
def school() -> SoftwareKey:
    """The key of a school, the function of its seal."""
    return quietly(
        authority().issue_organisation("Trường THCS Nguyễn Huệ", SCHOOL_TAX_NUMBER, passphrase=PASSPHRASE, at=ISSUED_AT)
    )


def quietly(issued: Issued) -> SoftwareKey:
    """Load a key of the kit; the warning is a test of its own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SoftwareKeyWarning)
        return load_pkcs12(issued.pkcs12, PASSPHRASE)
