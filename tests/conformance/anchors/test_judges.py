"""Programs that are not ours judge the same evidence: pymerkle the tree, openssl the signature and the key file."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from pymerkle import InmemoryTree, InvalidProof, verify_consistency

from anchors import tiles
from anchors.checkpoint import Checkpoint, LogKey, Note
from anchors.comparison import Evidence, Kind, compare, proven
from anchors.consistency import ConsistencyProof
from tests.kit.merkle import MemoryTiles
from tests.kit.require import program

SIZES = [*range(1, 34), 63, 64, 65, 127, 128, 129, 255, 256, 257, 300, 511, 512, 513, 700]


@pytest.fixture(scope="module")
def judged() -> tuple[InmemoryTree, MemoryTiles]:
    """The same entries in pymerkle's tree and in our tiles, published at each size."""
    judge, store, size = InmemoryTree("sha256"), MemoryTiles(), 0
    judge.append_entries([f"entry {index}".encode() for index in range(SIZES[-1])])
    for bigger in SIZES:
        store.grow(size, [judge.get_leaf(index + 1) for index in range(size, bigger)])
        size = bigger
    return judge, store


@pytest.mark.parametrize("size", SIZES)
def test_roots_and_every_inclusion_path_equal_pymerkles(size: int, judged: tuple[InmemoryTree, MemoryTiles]):
    judge, store = judged
    assert tiles.root(size, store) == judge.get_root(size)
    for index in range(size):
        # Its path starts with the leaf itself, and its indices with 1.
        assert tiles.inclusion_path(index, size, store) == judge.prove_inclusion(index + 1, size).path[1:]


@pytest.mark.parametrize("fork", [0, 3, 128, 257, 700])
def test_one_history_or_two_as_pymerkle_says(fork: int, judged: tuple[InmemoryTree, MemoryTiles]):
    """What somebody kept of a ledger that parts at ``fork``, against proofs of this one by each program's own means."""
    judge, store = judged
    kept, key, newest = InmemoryTree("sha256"), LogKey.generate("so-cai.example.vn/truong"), SIZES[-1]
    kept.append_entries([f"entry {index}{'' if index < fork else ' changed'}".encode() for index in range(newest)])
    note = key.sign(Checkpoint(key.name, newest, tiles.root(newest, store)))
    for size in SIZES[:-1]:
        root = kept.get_root(size)
        theirs = judge.prove_consistency(size, newest)
        try:
            verify_consistency(root, judge.get_root(newest), theirs)
            one_history = True
        except InvalidProof:
            one_history = False
        ours = ConsistencyProof(size, tiles.root(size, store), tuple(tiles.consistency_path(size, newest, store)), note)
        ledger = proven("ledger", ours, key.verifier_key)
        held = Evidence("kept", Kind.CHECKPOINT, Checkpoint(key.name, size, root))
        assert compare(held, ledger).consistent == one_history == (size <= fork)


def test_the_empty_root_equals_pymerkles():
    assert tiles.root(0, MemoryTiles()) == InmemoryTree("sha256").get_root(0)


@pytest.fixture
def signed(tmp_path: Path) -> tuple[Path, Path]:
    """Files of a checkpoint's text and of the raw signature over it, with the key beside them."""
    key = LogKey.generate("so-cai.example.vn/truong")
    note = Note.parse(key.sign(Checkpoint(key.name, 42, bytes(range(32)))))
    (tmp_path / "key.pem").write_bytes(key.to_pem(b"mat khau"))
    text, signature = tmp_path / "text", tmp_path / "signature"
    text.write_text(note.body, encoding="utf-8", newline="\n")
    signature.write_bytes(note.signatures[0].signature)
    return text, signature


def openssl(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([program("openssl"), *arguments], cwd=folder, capture_output=True, text=True, check=False)


def test_openssl_opens_the_key_and_accepts_the_signature(signed: tuple[Path, Path]):
    folder = signed[0].parent
    opened = openssl(folder, "pkey", "-in", "key.pem", "-passin", "pass:mat khau", "-pubout", "-out", "public.pem")
    assert opened.returncode == 0, opened.stderr
    check = ["pkeyutl", "-verify", "-pubin", "-inkey", "public.pem", "-rawin", "-sigfile", "signature", "-in", "text"]
    assert openssl(folder, *check).returncode == 0
    signed[0].write_text(signed[0].read_text(encoding="utf-8").replace("42", "43"), encoding="utf-8", newline="\n")
    assert openssl(folder, *check).returncode != 0


def test_openssl_refuses_the_key_without_its_passphrase(signed: tuple[Path, Path]):
    assert openssl(signed[0].parent, "pkey", "-in", "key.pem", "-passin", "pass:sai", "-noout").returncode != 0


def test_a_key_that_openssl_made_signs_here(tmp_path: Path):
    made = openssl(tmp_path, "genpkey", "-algorithm", "ed25519", "-out", "made.pem")
    assert made.returncode == 0, made.stderr
    key = LogKey.from_pem("so-cai.example.vn/truong", (tmp_path / "made.pem").read_bytes())
    Note.parse(key.sign(Checkpoint(key.name, 0, bytes(32)))).verify(key.verifier_key)
