"""Every vector gives what ``expected.json`` says; the generator gives every vector; the documents quote them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from anchors import errors
from anchors.checkpoint import Checkpoint, Note, VerifierKey, open_note
from anchors.consistency import ConsistencyProof, verify_proof
from anchors.receipt import Receipt, verify_receipt
from anchors.tree import EMPTY_ROOT
from tests.kit.merkle import MemoryTiles, leaf_hashes
from tests.vectors.anchors import generate

VECTORS = generate.HERE
DOCUMENTS = Path(__file__).parents[3] / "docs" / "formats"
EXPECTED: dict[str, dict[str, str]] = json.loads((VECTORS / "expected.json").read_text(encoding="utf-8"))
KEYS: dict[str, Any] = json.loads((VECTORS / "verifier_keys.json").read_text(encoding="utf-8"))
KEY = VerifierKey.parse((VECTORS / "verifier.key").read_text(encoding="utf-8"))


def files(pattern: str) -> list[str]:
    return sorted(path.relative_to(VECTORS).as_posix() for path in VECTORS.glob(pattern))


def test_running_the_generator_again_gives_no_difference():
    kept = {path: (VECTORS / path).read_bytes() for path in files("**/*") if (VECTORS / path).is_file()}
    written = generate.vectors()
    assert {path for path in kept if not path.endswith((".py", ".pyc"))} == set(written)
    assert [path for path, content in written.items() if kept[path] != content] == []


@pytest.mark.parametrize("file", files("checkpoints/good/*"))
def test_good_checkpoint(file: str):
    text = (VECTORS / file).read_bytes()
    checkpoint = open_note(text, KEY)
    assert checkpoint.origin == KEY.name
    assert Note.parse(text).text().encode() == text
    assert text.decode().startswith(checkpoint.body() + "\n")


@pytest.mark.parametrize("file", files("checkpoints/bad/*"))
def test_bad_checkpoint(file: str):
    with pytest.raises(errors.AnchorError) as caught:
        open_note((VECTORS / file).read_bytes(), KEY)
    assert {"error": type(caught.value).__name__, "code": caught.value.code} == EXPECTED[file]


@pytest.mark.parametrize("file", files("receipts/good/*"))
def test_good_receipt(file: str):
    text = (VECTORS / file).read_bytes()
    receipt = Receipt.parse(text)
    assert receipt.to_text().encode() == text
    assert isinstance(verify_receipt(receipt, KEY), Checkpoint)


@pytest.mark.parametrize("file", files("receipts/bad/*"))
def test_bad_receipt(file: str):
    with pytest.raises(errors.AnchorError) as caught:
        verify_receipt(Receipt.parse((VECTORS / file).read_bytes()), KEY)
    assert {"error": type(caught.value).__name__, "code": caught.value.code} == EXPECTED[file]


@pytest.mark.parametrize("file", files("consistency/good/*"))
def test_good_consistency_proof(file: str):
    text = (VECTORS / file).read_bytes()
    proof = ConsistencyProof.parse(text)
    assert proof.to_text().encode() == text
    assert verify_proof(proof, KEY).size == generate.SIZE


@pytest.mark.parametrize("file", files("consistency/bad/*"))
def test_bad_consistency_proof(file: str):
    with pytest.raises(errors.AnchorError) as caught:
        verify_proof(ConsistencyProof.parse((VECTORS / file).read_bytes()), KEY)
    assert {"error": type(caught.value).__name__, "code": caught.value.code} == EXPECTED[file]


@pytest.mark.parametrize("text", KEYS["good"])
def test_good_verifier_key(text: str):
    assert str(VerifierKey.parse(text)) == text


@pytest.mark.parametrize("fault", KEYS["bad"])
def test_bad_verifier_key(fault: str):
    with pytest.raises(errors.Malformed):
        VerifierKey.parse(KEYS["bad"][fault])


def test_tree_vectors():
    from anchors import tiles

    expected = json.loads((VECTORS / "tree.json").read_text(encoding="utf-8"))
    store = MemoryTiles()
    sizes = sorted({int(n) for n in expected["roots"]} | {case["size"] for case in expected["inclusion"]} | {300})
    leaves, size = leaf_hashes(sizes[-1]), 0
    for bigger in sizes:
        store.grow(size, leaves[size:bigger])
        size = bigger
    assert EMPTY_ROOT.hex() == expected["empty_root"] == tiles.root(0, store).hex()
    for n, root in expected["roots"].items():
        assert tiles.root(int(n), store).hex() == root
    for case in expected["inclusion"]:
        path = tiles.inclusion_path(case["index"], case["size"], store)
        assert [value.hex() for value in path] == case["path"]
    for case in expected["consistency"]:
        path = tiles.consistency_path(case["old"], case["new"], store)
        assert [value.hex() for value in path] == case["path"]


@pytest.mark.parametrize(
    ("document", "vector"),
    [
        ("checkpoint.md", "checkpoints/good/plain.note"),
        ("checkpoint.md", "verifier.key"),
        ("receipt.md", "receipts/good/plain.tlog-proof"),
        ("receipt.md", "verifier.key"),
        ("consistency.md", "consistency/good/plain.txt"),
        ("consistency.md", "verifier.key"),
    ],
)
def test_the_worked_example_of_the_document_is_the_vector(document: str, vector: str):
    assert (VECTORS / vector).read_text(encoding="utf-8") in (DOCUMENTS / document).read_text(encoding="utf-8")
