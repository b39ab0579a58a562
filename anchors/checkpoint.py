"""
The checkpoint (mốc niêm phong): a signed note that names a ledger, its size and its root.

Formats: C2SP signed-note and tlog-checkpoint, Ed25519 only (type 0x01); ``docs/formats/checkpoint.md``. Rules:

- The text is believed only after every signature by the given key has been verified.
- The first line (origin) equals the name of the key: a key signs for one ledger.
- Signatures by other keys, such as a witness's cosignature, are kept aside in ``Note.signatures`` and not judged here.

Left out: whether a checkpoint continues an earlier one (``tree.verify_consistency``), and who else has seen it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from anchors.errors import Malformed, Misused, ProofInvalid, UnknownKey, excerpt
from anchors.tree import HASH_BYTES, PATH_HASHES_MAX, SIZE_MAX

#: Sixteen signatures of nearly 5 kB, as signed-note asks verifiers to accept, are 110 kB in base64.
NOTE_BYTES_MAX = 128 * 1024
KEY_ID_BYTES = 4
ED25519 = b"\x01"  # Signature type of signed-note.
PUBLIC_KEY_BYTES = 32
SIGNATURE_PREFIX = "— "
NAMES_SHOWN_MAX = 5  # Of unknown signers, in a message.

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")
_KEY_ID = re.compile(r"[0-9a-f]{8}")
#: What no note may hold: control characters other than newline, and halves of surrogate pairs, which have no UTF-8.
_FORBIDDEN = re.compile(r"[\x00-\x09\x0b-\x1f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """
    Origin (the ledger's name), size (entries) and root (32 bytes) of a tree.

    ``extensions`` are further lines of somebody else's log, signed but without meaning here; ours has none.
    Raises ``Malformed`` where a value cannot stand in a checkpoint.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.origin or "\n" in self.origin or _FORBIDDEN.search(self.origin):
            raise Malformed("checkpoint.origin", found=excerpt(self.origin))
        if not 0 <= self.size <= SIZE_MAX:
            raise Malformed("checkpoint.size", found=self.size)
        if len(self.root) != HASH_BYTES:
            raise Malformed("checkpoint.root", found=excerpt(self.root.hex()))
        if any(not line or "\n" in line or _FORBIDDEN.search(line) for line in self.extensions):
            raise Malformed("checkpoint.lines", found=excerpt(self.extensions))

    def body(self) -> str:
        """The text that is signed: one value a line, each line ended."""
        root = base64.b64encode(self.root).decode()
        return "".join(f"{line}\n" for line in (self.origin, str(self.size), root, *self.extensions))

    @classmethod
    def from_body(cls, body: str) -> Checkpoint:
        """The checkpoint whose ``body`` this is; proves nothing. Raises ``Malformed``."""
        *lines, rest = body.split("\n")
        if rest or len(lines) < 3 or not all(lines):
            raise Malformed("checkpoint.lines", found=len([line for line in lines if line]))
        origin, size, root, *extensions = lines
        count = strict_decimal(size)
        if count is None:
            raise Malformed("checkpoint.size", found=excerpt(size))
        decoded = strict_base64(root)
        if decoded is None or len(decoded) != HASH_BYTES:
            raise Malformed("checkpoint.root", found=excerpt(root))
        return cls(origin, count, decoded, tuple(extensions))


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature line: the signer's key name, the 4-byte key id, and what follows, in the signer's algorithm."""

    name: str
    key_id: bytes
    signature: bytes

    def line(self) -> str:
        """As it stands in a note, ended."""
        return f"{SIGNATURE_PREFIX}{self.name} {base64.b64encode(self.key_id + self.signature).decode()}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A signed note, read but not verified: the text with its last newline, and every signature line."""

    body: str
    signatures: tuple[NoteSignature, ...]

    @classmethod
    def parse(cls, text: str | bytes) -> Note:
        """Read a note of at most ``NOTE_BYTES_MAX`` bytes. Raises ``Malformed`` naming the line."""
        decoded = read_text(text, NOTE_BYTES_MAX, "note")
        if control := _FORBIDDEN.search(decoded):
            raise Malformed("note.encoding", found=len(decoded[: control.start()].encode()))
        body, blank, block = decoded.rpartition("\n\n")
        if not blank or not block.endswith("\n"):
            raise Malformed("note.signatures")
        lines = block[:-1].split("\n")
        return cls(f"{body}\n", tuple(_signature(number, line) for number, line in enumerate(lines, 1)))

    def text(self) -> str:
        """The note as it is written."""
        return f"{self.body}\n{''.join(signature.line() for signature in self.signatures)}"

    def verify(self, key: VerifierKey) -> None:
        """
        Verify every signature by ``key``; those of other keys are passed over.

        Raises:
            UnknownKey: the key has not signed this note.
            ProofInvalid: one of its signatures does not fit the text.

        """
        ours = [line.signature for line in self.signatures if (line.name, line.key_id) == (key.name, key.key_id)]
        if not ours:
            names = [excerpt(f"{line.name}+{line.key_id.hex()}") for line in self.signatures[:NAMES_SHOWN_MAX]]
            raise UnknownKey("note.unknown_key", expected=f"{key.name}+{key.key_id.hex()}", found=", ".join(names))
        public = Ed25519PublicKey.from_public_bytes(key.public)
        for signature in ours:
            try:
                public.verify(signature, self.body.encode())
            except InvalidSignature as error:
                raise ProofInvalid("note.signature", name=key.name) from error


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """The public key of a ledger (khóa xác minh): its name, equal to the origin, and 32 bytes of Ed25519."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        require_key_name(self.name)
        if len(self.public) != PUBLIC_KEY_BYTES:
            raise Malformed("key.verifier", reason=f"{len(self.public)} bytes", found=excerpt(self.name))

    @property
    def key_id(self) -> bytes:
        """First 4 bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key)."""
        return hashlib.sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:KEY_ID_BYTES]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(ED25519 + self.public).decode()}"

    @classmethod
    def parse(cls, text: str) -> VerifierKey:
        """
        Read ``name+id+base64``, the content of ``verifier.key``; white space around it is forgiven.

        Raises ``Malformed``: other form, other algorithm than Ed25519, or an id that is not that of name and key.
        """
        name, first, rest = text.strip().partition("+")
        key_id, second, encoded = rest.partition("+")  # Base64 has plus signs of its own.
        decoded = strict_base64(encoded)
        if not first or not second or not _KEY_ID.fullmatch(key_id) or decoded is None:
            raise Malformed("key.verifier", reason="form", found=excerpt(text))
        if decoded[:1] != ED25519 or len(decoded) != 1 + PUBLIC_KEY_BYTES:
            raise Malformed("key.verifier", reason="not Ed25519", found=excerpt(text))
        key = cls(name, decoded[1:])
        if key.key_id.hex() != key_id:
            raise Malformed("key.verifier", reason=f"id {key_id} is not {key.key_id.hex()}", found=excerpt(text))
        return key


@dataclass(frozen=True, slots=True)
class LogKey:
    """The private key with which a ledger signs its checkpoints; ``name`` is the ledger's origin."""

    name: str
    private: Ed25519PrivateKey = field(repr=False)

    def __post_init__(self) -> None:
        require_key_name(self.name)

    @classmethod
    def generate(cls, name: str) -> LogKey:
        """A fresh random key."""
        return cls(name, Ed25519PrivateKey.generate())

    @property
    def verifier_key(self) -> VerifierKey:
        """What verifiers need to know of it."""
        return VerifierKey(self.name, self.private.public_key().public_bytes_raw())

    def sign(self, checkpoint: Checkpoint) -> str:
        """
        The signed note, deterministic for key and checkpoint. Raises ``Misused`` for another ledger's checkpoint.

        The caller sees to it that the checkpoint continues the last one: two that do not are proof of cheating.
        """
        if checkpoint.origin != self.name:
            raise Misused("key.other_ledger", name=self.name, found=excerpt(checkpoint.origin))
        body = checkpoint.body()
        signature = NoteSignature(self.name, self.verifier_key.key_id, self.private.sign(body.encode()))
        return Note(body, (signature,)).text()

    def to_pem(self, passphrase: bytes | None = None) -> bytes:
        """PKCS#8 PEM, encrypted where a passphrase is given (RFC 8410, RFC 8018)."""
        encryption: serialization.KeySerializationEncryption = serialization.NoEncryption()
        if passphrase is not None:
            if not passphrase:
                raise Misused("key.passphrase_empty", name=self.name)
            encryption = serialization.BestAvailableEncryption(passphrase)
        return self.private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)

    @classmethod
    def from_pem(cls, name: str, pem: bytes, passphrase: bytes | None = None) -> LogKey:
        """
        Read what ``to_pem`` wrote; the file does not hold the name.

        Raises:
            Malformed: not a PEM private key, or not Ed25519.
            Misused: the passphrase is wrong or missing, or the key has none.

        """
        try:
            private = serialization.load_pem_private_key(pem, passphrase)
        except TypeError as error:  # A passphrase too many or too few.
            raise Misused("key.passphrase", name=name) from error
        except (ValueError, UnsupportedAlgorithm) as error:
            if passphrase is not None and b"-----BEGIN ENCRYPTED PRIVATE KEY-----" in pem:
                raise Misused("key.passphrase", name=name) from error
            raise Malformed("key.unreadable", name=name) from error
        if not isinstance(private, Ed25519PrivateKey):
            raise Malformed("key.kind", name=name, found=type(private).__name__)
        return cls(name, private)


def open_note(text: str | bytes, key: VerifierKey) -> Checkpoint:
    """
    The checkpoint of a signed note, verified with the ledger's key; other signatures are passed over.

    Raises:
        Malformed: not a note, or its text is not a checkpoint.
        ProofInvalid: another ledger's checkpoint, or a signature that does not fit.
        UnknownKey: the right ledger's name, but not signed by its key.

    """
    note = Note.parse(text)
    checkpoint = Checkpoint.from_body(note.body)
    if checkpoint.origin != key.name:
        raise ProofInvalid("checkpoint.foreign_origin", found=excerpt(checkpoint.origin), expected=key.name)
    note.verify(key)
    return checkpoint


def require_key_name(name: str) -> None:
    """Raise ``Malformed`` unless ``name`` can stand in a signature line and in a verifier key."""
    if not name or "+" in name or _FORBIDDEN.search(name) or any(character.isspace() for character in name):
        raise Malformed("key.name", found=excerpt(name))


def strict_base64(text: str) -> bytes | None:
    """
    RFC 4648 §4 with padding, or None; the one encoding of each value, so that no two texts say the same.

    Python alone forgives stray padding bits, which would let a proof be altered and stay valid (RFC 4648 §3.5).
    """
    try:
        decoded = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return decoded if base64.b64encode(decoded).decode() == text else None


def strict_decimal(text: str) -> int | None:
    """The value of at most 19 ASCII digits without sign or leading zeroes, or None."""
    return int(text) if _DECIMAL.fullmatch(text) else None


def read_text(text: str | bytes, bytes_max: int, kind: str) -> str:
    """Input as a text within its limit. Raises ``Malformed`` with ``{kind}.length`` or ``{kind}.encoding``."""
    try:
        data = text.encode() if isinstance(text, str) else text
        if len(data) > bytes_max:
            raise Malformed(f"{kind}.length", found=len(data), expected=bytes_max)
        return data.decode()
    except UnicodeError as error:
        raise Malformed(f"{kind}.encoding", found=getattr(error, "start", "?")) from error


def path_hashes(kind: str, first_line: int, lines: Sequence[str]) -> tuple[bytes, ...]:
    """The hashes of a path, one a line in base64. Raises ``Malformed`` with ``{kind}.path``, naming the line."""
    path = []
    for number, line in enumerate(lines, first_line):
        decoded = strict_base64(line)
        if decoded is None or len(decoded) != HASH_BYTES:
            raise Malformed(f"{kind}.path", line=number, expected=PATH_HASHES_MAX, found=excerpt(line))
        path.append(decoded)
    return tuple(path)


def require_path(kind: str, first_line: int, path: Sequence[bytes]) -> None:
    """Raise ``Malformed`` where a path is longer than that of any tree, or one of its hashes has another length."""
    for number, value in enumerate(path):
        if len(value) != HASH_BYTES or number >= PATH_HASHES_MAX:
            found = f"{len(value)} bytes"
            raise Malformed(f"{kind}.path", line=first_line + number, expected=PATH_HASHES_MAX, found=found)


def _signature(number: int, line: str) -> NoteSignature:
    fields = line.removeprefix(SIGNATURE_PREFIX).split(" ")
    decoded = strict_base64(fields[-1])
    if not line.startswith(SIGNATURE_PREFIX) or len(fields) != 2 or decoded is None or len(decoded) <= KEY_ID_BYTES:
        raise Malformed("note.signature_line", line=number, found=excerpt(line))
    require_key_name(fields[0])
    return NoteSignature(fields[0], decoded[:KEY_ID_BYTES], decoded[KEY_ID_BYTES:])
