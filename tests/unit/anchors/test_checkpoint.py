"""Notes, keys and checkpoints beyond what the vectors say: limits, key files, what a key refuses to sign."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed448

from anchors.checkpoint import NOTE_BYTES_MAX, Checkpoint, LogKey, Note, VerifierKey, open_note
from anchors.errors import Malformed, Misused, ProofInvalid, UnknownKey

NAME = "so-cai.example.vn/truong"
KEY = LogKey.generate(NAME)
CHECKPOINT = Checkpoint(NAME, 42, bytes(range(32)))


def test_what_is_signed_is_opened():
    text = KEY.sign(CHECKPOINT)
    assert text.startswith(f"{NAME}\n42\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n\n— {NAME} ")
    assert open_note(text, KEY.verifier_key) == open_note(text.encode(), KEY.verifier_key) == CHECKPOINT


def test_signing_twice_gives_the_same_bytes():
    assert KEY.sign(CHECKPOINT) == KEY.sign(CHECKPOINT)


def test_a_key_signs_for_its_own_ledger_only():
    with pytest.raises(Misused) as caught:
        KEY.sign(Checkpoint("so-cai.example.vn/khac", 42, bytes(32)))
    assert caught.value.code == "key.other_ledger"


def test_sixteen_large_signatures_of_strangers_are_accepted():
    text = KEY.sign(CHECKPOINT)
    line = Note.parse(text).signatures[0]
    strangers = [type(line)(f"witness{n}.example", b"1234", bytes(5_000)) for n in range(16)]
    assert open_note(text + "".join(stranger.line() for stranger in strangers), KEY.verifier_key) == CHECKPOINT


def test_a_note_without_end_is_refused():
    text = KEY.sign(CHECKPOINT)
    with pytest.raises(Malformed) as caught:
        open_note(text + "— x YWJjZGVm\n" * (NOTE_BYTES_MAX // 12), KEY.verifier_key)
    assert caught.value.code == "note.length"


def test_lone_surrogates_are_refused_like_bytes_that_are_not_utf8():
    for text in ("so-cai\ud800", "so-cai\udcff\n1\n"):
        with pytest.raises(Malformed):
            Note.parse(text)
        with pytest.raises(Malformed):
            VerifierKey(text, bytes(32))
        with pytest.raises(Malformed):
            Checkpoint(text, 0, bytes(32))


@pytest.mark.parametrize("name", ["", "a b", "a\u00a0b", "a\u2028b", "a+b", "a\nb", "a\x1bb"])
def test_names_that_no_key_may_have(name: str):
    for make in (LogKey.generate, lambda given: VerifierKey(given, bytes(32))):
        with pytest.raises(Malformed):
            make(name)


@pytest.mark.parametrize(
    "values",
    [("", 0, bytes(32)), ("a\nb", 0, bytes(32)), ("a", -1, bytes(32)), ("a", 2**63, bytes(32)), ("a", 0, bytes(31))],
)
def test_values_that_no_checkpoint_may_have(values: tuple[str, int, bytes]):
    with pytest.raises(Malformed):
        Checkpoint(*values)


@pytest.mark.parametrize("extension", ["", "a\nb", "a\rb"])
def test_extensions_that_would_make_another_body(extension: str):
    with pytest.raises(Malformed):
        Checkpoint("a", 0, bytes(32), (extension,))


@pytest.mark.parametrize("line", ["x", f"— {NAME} YWJjZGVm", "\n"])
def test_a_line_after_a_proper_signature_is_judged_too(line: str):
    with pytest.raises((Malformed, ProofInvalid, UnknownKey)):
        open_note(f"{KEY.sign(CHECKPOINT)}{line}", KEY.verifier_key)


def test_verifier_key_forgives_the_end_of_the_line():
    assert VerifierKey.parse(f"  {KEY.verifier_key}\r\n") == KEY.verifier_key


def test_a_key_of_another_algorithm_is_named_as_such():
    with pytest.raises(Malformed) as caught:
        VerifierKey.parse(f"{NAME}+{KEY.verifier_key.key_id.hex()}+{base64.b64encode(bytes([4, *range(32)])).decode()}")
    assert caught.value.facts["reason"] == "not Ed25519"


def test_a_body_ends_its_last_line():
    assert Checkpoint.from_body(CHECKPOINT.body()) == CHECKPOINT
    with pytest.raises(Malformed) as caught:
        Checkpoint.from_body(f"{CHECKPOINT.body()}x")
    assert caught.value.code == "checkpoint.lines"


def test_a_public_key_that_is_no_point_verifies_nothing():
    key = VerifierKey(NAME, b"\xff" * 32)
    text = KEY.sign(CHECKPOINT)
    line = Note.parse(text).signatures[0]
    forged = type(line)(NAME, key.key_id, line.signature)
    with pytest.raises((ProofInvalid, Malformed)):
        Note(CHECKPOINT.body(), (forged,)).verify(key)


@pytest.mark.parametrize("passphrase", [None, "mật khẩu".encode()])
def test_a_key_file_gives_the_same_key(passphrase: bytes | None):
    pem = KEY.to_pem(passphrase)
    assert (b"ENCRYPTED" in pem) == (passphrase is not None)
    assert LogKey.from_pem(NAME, pem, passphrase).verifier_key == KEY.verifier_key


@pytest.mark.parametrize(("written", "given"), [(b"dung", b"sai"), (b"dung", None), (None, b"thua")])
def test_a_key_file_does_not_open_with_another_passphrase(written: bytes | None, given: bytes | None):
    with pytest.raises(Misused) as caught:
        LogKey.from_pem(NAME, KEY.to_pem(written), given)
    assert caught.value.code == "key.passphrase"
    assert not isinstance(caught.value, Malformed)


def test_an_empty_passphrase_is_not_taken_for_none():
    with pytest.raises(Misused) as caught:
        KEY.to_pem(b"")
    assert caught.value.code == "key.passphrase_empty"


@pytest.mark.parametrize(
    "pem",
    [b"", b"rubbish", KEY.to_pem()[:60], str(KEY.verifier_key).encode()],
    ids=["empty", "rubbish", "cut off", "a verifier key"],
)
def test_what_is_no_key_file(pem: bytes):
    with pytest.raises(Malformed) as caught:
        LogKey.from_pem(NAME, pem)
    assert caught.value.code == "key.unreadable"


def test_a_key_of_another_kind():
    pem = ed448.Ed448PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with pytest.raises(Malformed) as caught:
        LogKey.from_pem(NAME, pem)
    assert caught.value.code == "key.kind"


def test_the_private_key_is_never_shown():
    assert repr(KEY) == f"LogKey(name={NAME!r})"
