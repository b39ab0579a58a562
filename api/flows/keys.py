"""
Keys: the ledger's log key, software keys of people and school.

Layout of ``HOCBA_KEYS_DIR`` (0700, files 0600): ``<school>/log.pem`` (encrypted PKCS#8), ``<school>/log.vkey``,
``<school>/<staff code>.p12`` and ``<school>/SCHOOL.p12`` (encrypted PKCS#12), ``authority.p12`` and ``roots.pem`` of
the demo's own certificate authority. All of them fall under one passphrase, ``HOCBA_KEY_PASSPHRASE``.
"""

from __future__ import annotations

import os
import stat
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from anchors.checkpoint import LogKey, VerifierKey
from anchors.signing.demo_authority import DemoAuthority
from anchors.signing.software import SoftwareKey, SoftwareKeyWarning, load_pkcs12
from api.flows.desk import Desk, attempt, made, operator_command
from api.flows.school_model import SCHOOL
from api.flows.year_decisions import decide_for_year
from domain.context import OPERATOR
from domain.errors import Misused
from domain.ledger import Blob, Ledger, NewEvents
from domain.messages import MESSAGES
from domain.school_year import commands as c
from domain.school_year.decide import decide
from domain.school_year.state import SchoolYear, Staff

MESSAGES.update(
    {
        "key.production": (
            "Khóa phần mềm chỉ dùng để trình diễn; HOCBA_ENV=production từ chối. Hãy dùng thiết bị ký hoặc ký số "
            "từ xa.",
            "Software keys are for demonstration; HOCBA_ENV=production refuses them. Use a token or remote signing.",
        ),
        "key.log_lost": (
            "Trường {school} đã có mốc niêm phong nhưng thư mục khóa không có khóa niêm phong. Hãy đặt lại khóa; không "
            "tạo khóa mới, vì mốc cũ sẽ không còn nối tiếp được.",
            "School {school} has checkpoints, but there is no log key in the key folder. Put the key back; none is "
            "made anew, because it could not continue the old checkpoints.",
        ),
        "key.missing": (
            "Chưa có khóa ký phần mềm {name}. Cán bộ phụ trách CNTT tạo bằng: hocba key create.",
            "There is no software key {name}. The IT officer makes it by: hocba key create.",
        ),
        "key.exists": (
            "Khóa {name} đã có; không ghi đè. Hãy đổi tên tệp cũ nếu thật sự cần khóa mới.",
            "Key {name} exists and is not overwritten. Rename the old file if a new key is really needed.",
        ),
        "key.passphrase": (
            "Cần mật khẩu khóa trong biến HOCBA_KEY_PASSPHRASE.",
            "The keys' passphrase is needed in HOCBA_KEY_PASSPHRASE.",
        ),
        "key.folder": (
            "Thư mục khóa {folder} cho người khác truy cập (quyền {found}). Hãy chạy: chmod 700 {folder}",
            "Others have access to the key folder {folder} (mode {found}). Run: chmod 700 {folder}",
        ),
        "key.unwritable": (
            "Không dùng được thư mục khóa {folder}: {reason}. Hãy kiểm tra HOCBA_KEYS_DIR.",
            "The key folder {folder} cannot be used: {reason}. Check HOCBA_KEYS_DIR.",
        ),
    }
)

CERTIFICATE_TYPE = "application/pkix-cert"
#: Keys held open by a process, a large school's: to decrypt a PKCS#12 takes as long as sixty signatures with it.
KEYS_OPEN_MAX = 256


@lru_cache(KEYS_OPEN_MAX)
def _opened(content: bytes, passphrase: str) -> SoftwareKey:
    """A file that has changed is another key: what it held is never used again."""
    return load_pkcs12(content, passphrase)


@lru_cache(KEYS_OPEN_MAX)
def _opened_log_key(origin: str, content: bytes, passphrase: str) -> LogKey:
    return LogKey.from_pem(origin, content, passphrase.encode())


class KeyFolder:
    """The keys of one school. Software keys are refused in production."""

    def __init__(self, folder: Path, school_id: UUID, passphrase: str | None, *, production: bool) -> None:
        self.root = folder
        self.folder = folder / str(school_id)
        self._passphrase = passphrase
        self.production = production

    @property
    def passphrase(self) -> str:
        """Raises Misused where none is set."""
        if not self._passphrase:
            raise Misused("key.passphrase")
        return self._passphrase

    def log_key(self, origin: str, ledger: Ledger) -> LogKey:
        """
        The ledger's log key; made at first use, because every ledger needs exactly one.

        Raises Misused ``key.log_lost`` where the ledger has checkpoints already: a new key could not continue them.
        """
        path = self.folder / "log.pem"
        if not self._has(path):
            if ledger.latest_checkpoint() is not None:
                raise Misused("key.log_lost", school=ledger.school_id)
            self._write(path, LogKey.generate(origin).to_pem(self.passphrase.encode()))
        key = _opened_log_key(origin, self._read(path), self.passphrase)
        if not self._has(self.folder / "log.vkey"):
            self._write(self.folder / "log.vkey", f"{key.verifier_key}\n".encode())
        return key

    def verifier_key(self) -> VerifierKey:
        """The public half of the ledger's log key, without its passphrase. Raises Misused ``key.missing``."""
        path = self.folder / "log.vkey"
        if not self._has(path):
            raise Misused("key.missing", name=path.name)
        return VerifierKey.parse(self._read(path).decode())

    def create(self, year: SchoolYear, desk: Desk, staff: Staff | None) -> Path:
        """A demo key with a certificate of the demo's own authority, for a person or (None) for the school."""
        self._refuse_production()
        path = self._path(staff)
        if self._has(path):
            raise Misused("key.exists", name=path.name)
        authority, now = self._authority(desk), desk.ledger.now()
        if staff is None:
            issued = authority.issue_organisation(
                year.school.name, tax_number(year.school.code), passphrase=self.passphrase, at=now
            )
        else:
            person = desk.signatory(staff)
            issued = authority.issue_person(
                person.full_name, person.personal_number, passphrase=self.passphrase, at=now
            )
        if not self._write(path, issued.pkcs12):
            raise Misused("key.exists", name=path.name)
        return path

    def load(self, staff: Staff | None) -> SoftwareKey:
        """The key of a person, or of the school; the loud warning goes to the caller's screen once."""
        self._refuse_production()
        path = self._path(staff)
        if not self._has(path):
            raise Misused("key.missing", name=path.name)
        return _opened(self._read(path), self.passphrase)

    def roots_pem(self) -> bytes:
        """Certificate roots of the demo's authority, for ``--trust``."""
        path = self.root / "roots.pem"
        if not self._has(path):
            raise Misused("key.missing", name=path.name)
        return self._read(path)

    def _authority(self, desk: Desk) -> DemoAuthority:
        path = self.root / "authority.p12"
        if not self._has(path):
            self._write(path, DemoAuthority.create("Học bạ số", desk.ledger.now()).save(self.passphrase))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SoftwareKeyWarning)
            authority = DemoAuthority.load(self._read(path), self.passphrase)
        if not self._has(self.root / "roots.pem"):
            self._write(self.root / "roots.pem", authority.roots_pem)
        return authority

    def _path(self, staff: Staff | None) -> Path:
        return self.folder / f"{staff.code if staff else SCHOOL}.p12"

    def _refuse_production(self) -> None:
        if self.production:
            raise Misused("key.production")

    def _has(self, path: Path) -> bool:
        """Whether the file is there. Raises Misused where others can reach the folder that it lies in."""
        with self._usable():
            for folder in (self.root, path.parent):
                if folder.exists() and (mode := stat.S_IMODE(folder.stat().st_mode)) & 0o077:
                    raise Misused("key.folder", folder=folder, found=f"{mode:04o}")
            return path.exists()

    def _read(self, path: Path) -> bytes:
        with self._usable():
            return path.read_bytes()

    def _write(self, path: Path, content: bytes) -> bool:
        """Whole or not at all, for the owner only; False where somebody else was faster: nothing is overwritten."""
        with self._usable():
            for folder in (self.root, path.parent):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                os.link(draft, path)
            except FileExistsError:
                return False
            finally:
                Path(draft).unlink()
            return True

    @contextmanager
    def _usable(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise Misused("key.unwritable", folder=self.root, reason=error.strerror or str(error)) from error


def tax_number(school_code: str) -> str:
    """A demo certificate's MST: ten digits made from the school's code; a real one has the school's own."""
    return (
        (school_code + "0000000000")[:10]
        if school_code.isdigit()
        else f"{int.from_bytes(school_code.encode()) % 10**10:010d}"
    )


def approve(desk: Desk, certificate: bytes, document: str, dated: date) -> None:
    """``key approve``: the Department's approval of a certificate of the school's seal. Again it changes nothing."""
    sha256 = Blob(certificate, CERTIFICATE_TYPE).sha256
    decide_for_year(desk, OPERATOR, made(c.ApproveCertificate, sha256=sha256, document=document, dated=dated))


def register(desk: Desk, staff: Staff | None, certificate: bytes, *, software: bool) -> None:
    """``key register``: this certificate may sign from now on. The same one again changes nothing."""
    blob = Blob(certificate, CERTIFICATE_TYPE)
    asked = c.RegisterCertificate(staff_id=staff.staff_id if staff else None, sha256=blob.sha256, software=software)

    def once() -> None:
        year = desk.year()
        events = decide(year, asked, desk.context(OPERATOR))
        order = operator_command("key register", asked.model_dump(mode="json"))
        desk.append([NewEvents(desk.school_year_id, year.version, tuple(events))], order, blobs=[blob])

    attempt(desk.ledger, once)
