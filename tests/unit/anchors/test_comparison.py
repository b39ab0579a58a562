"""What is proof of two histories, and what is not: every row of the table in ``docs/formats/consistency.md``."""

from __future__ import annotations

import pytest

from anchors import comparison
from anchors.checkpoint import Checkpoint, LogKey
from anchors.comparison import Comparison, Evidence, Kind, NotEvidence, compare, proven, read, read_proof
from anchors.consistency import ConsistencyProof
from anchors.errors import Malformed, Misused
from anchors.receipt import Receipt
from anchors.signing.pdf import PDF_BYTES_MAX
from anchors.verify.verifier import RECEIPT_NAME
from tests.kit import merkle
from tests.kit.issued import ORIGIN, SIZE, log_key, sample
from tests.vectors.anchors import generate

KEY = LogKey.generate("so-cai.example.vn/truong")
VKEY = KEY.verifier_key
ENTRIES = [f"entry {index}".encode() for index in range(40)]
TRUE = merkle.leaf_hashes(40)
#: The school changed entry 5 and went on.
REBUILT = [*TRUE[:5], TRUE[39], *TRUE[6:]]


def note(leaves: list[bytes], size: int, key: LogKey = KEY) -> str:
    return key.sign(Checkpoint(key.name, size, merkle.mth(leaves[:size])))


def at(leaves: list[bytes], size: int, name: str = "") -> Evidence:
    return read(name or f"{size}.txt", note(leaves, size).encode(), VKEY)


def proof(leaves: list[bytes], old: int, new: int) -> ConsistencyProof:
    path = tuple(merkle.proof(old, leaves[:new]))
    return ConsistencyProof(old, merkle.mth(leaves[:old]), path, note(leaves, new))


def shown(leaves: list[bytes], old: int, new: int, kind: Kind = Kind.PROOF) -> Evidence:
    return proven(f"{old}-{new}.txt", proof(leaves, old, new), VKEY, kind)


def cannot_tell(*arguments: object) -> str:
    with pytest.raises(Misused) as caught:
        compare(*arguments)
    return caught.value.code


@pytest.mark.parametrize(("old", "new"), [(1, 2), (4, 30), (5, 30), (16, 17), (29, 30)])
def test_a_proof_shows_one_history(old: int, new: int):
    found = compare(at(TRUE, old), at(TRUE, new), [shown(TRUE, old, new)])
    assert (found.consistent, found.swapped, found.proven_by) == (True, False, (f"{old}-{new}.txt",))
    assert (found.older.size, found.newer.size) == (old, new)


@pytest.mark.parametrize("old", [6, 8, 16, 29])
def test_a_proof_that_holds_shows_two_histories_to_who_kept_another_root(old: int):
    """Also where the older size is a power of two, and the path alone does not say what stood there."""
    found = compare(at(TRUE, old), at(REBUILT, 30), [shown(REBUILT, old, 30)])
    assert found.contradiction is not None
    assert found.contradiction.root == merkle.mth(REBUILT[:old])
    assert (found.contradiction.first.root, found.contradiction.second.root) == (
        merkle.mth(TRUE[:old]),
        merkle.mth(REBUILT[:30]),
    )


def test_what_lies_before_the_change_is_one_history():
    assert compare(at(TRUE, 5), at(REBUILT, 30), [shown(REBUILT, 5, 30)]).consistent


def test_equal_sizes_need_no_proof():
    assert compare(at(TRUE, 8, "a"), at(TRUE, 8, "b")).consistent
    found = compare(at(TRUE, 8, "a"), at(REBUILT, 8, "b"))
    assert found.contradiction is not None
    assert (found.contradiction.first.name, found.contradiction.second.name) == ("a", "b")


def test_everything_continues_the_empty_ledger_and_nothing_has_two_empty_roots():
    assert compare(at(TRUE, 0), at(TRUE, 7)).consistent
    false = Evidence("false", Kind.CHECKPOINT, Checkpoint(KEY.name, 0, TRUE[0]))
    assert not compare(false, at(TRUE, 7)).consistent
    assert not compare(false, false).consistent


def test_without_a_proof_nothing_is_told():
    assert cannot_tell(at(TRUE, 8), at(TRUE, 30)) == "compare.no_proof"
    assert cannot_tell(at(TRUE, 8), at(REBUILT, 30)) == "compare.no_proof"


@pytest.mark.parametrize(("old", "new"), [(7, 30), (8, 29), (8, 31), (9, 10)])
def test_a_proof_of_other_sizes_tells_nothing(old: int, new: int):
    assert cannot_tell(at(TRUE, 8), at(TRUE, 30), [shown(TRUE, old, new)]) == "compare.other_sizes"
    assert cannot_tell(at(TRUE, 8), at(REBUILT, 30), [shown(REBUILT, 7, 29)]) == "compare.other_sizes"


def test_two_proofs_up_to_one_checkpoint_compare_what_two_readers_hold():
    both = [shown(REBUILT, 8, 40), shown(REBUILT, 30, 40)]
    assert compare(at(REBUILT, 8), at(REBUILT, 30), both).consistent
    assert not compare(at(TRUE, 8), at(REBUILT, 30), both).consistent
    assert not compare(at(REBUILT, 8), at(TRUE, 30), both).consistent
    #: Up to two different checkpoints they speak of two trees, and nothing binds one to the other.
    apart = [shown(REBUILT, 8, 40), shown(REBUILT, 30, 39)]
    assert cannot_tell(at(REBUILT, 8), at(REBUILT, 30), apart) == "compare.other_sizes"


def test_a_contradiction_counts_whatever_else_fits():
    """One proof is true to what both hold, the other one, just as well signed, is not: there are two histories."""
    proofs = [shown(TRUE, 8, 30), shown(REBUILT, 8, 40)]
    found = compare(at(TRUE, 8), at(TRUE, 30), proofs)
    assert found.contradiction is not None
    assert found.contradiction.second.size == 40
    assert found.proven_by == ("8-40.txt",)


def test_the_larger_one_first_is_compared_the_other_way_round_and_said():
    found = compare(at(TRUE, 30), at(TRUE, 8), [shown(TRUE, 8, 30)])
    assert (found.consistent, found.swapped, found.older.size) == (True, True, 8)
    assert not compare(at(TRUE, 8), at(TRUE, 8)).swapped


@pytest.mark.parametrize("swap", [False, True])
def test_a_ledger_that_is_behind_tells_nothing(swap: bool):
    live = Evidence("live", Kind.LIVE, at(TRUE, 8).checkpoint)
    kept = at(TRUE, 30)
    assert cannot_tell(*((kept, live) if swap else (live, kept))) == "compare.behind"
    assert cannot_tell(at(TRUE, 5), kept, [live, shown(TRUE, 5, 8, Kind.LIVE)]) == "compare.behind"


def test_a_proof_file_carries_its_own_checkpoint():
    """The shortest way for an inspector: what he kept, and one file from the school."""
    file = read("today.txt", proof(REBUILT, 8, 30).to_text().encode(), VKEY)
    assert (file.kind, file.size) == (Kind.PROOF, 30)
    assert compare(at(REBUILT, 8), file).consistent
    assert not compare(at(TRUE, 8), file).consistent


@pytest.mark.parametrize("place", range(2))
def test_a_broken_proof_speaks_against_nobody(place: int):
    made = proof(REBUILT, 8, 30)
    path = [*made.path[:place], bytes(32), *made.path[place + 1 :]]
    broken = ConsistencyProof(made.old_size, made.old_root, tuple(path), made.checkpoint)
    with pytest.raises(NotEvidence) as caught:
        read_proof("broken.txt", broken.to_text().encode(), VKEY)
    assert caught.value.reason.code == "proof.consistency"
    assert "không chứng minh điều gì" in caught.value.text("vi")
    assert "Chứng minh không dẫn từ" in caught.value.text("vi")
    assert "proves nothing for or against" in caught.value.text("en")


@pytest.mark.parametrize(
    ("key", "code"),
    [
        (LogKey.generate(KEY.name), "note.unknown_key"),
        (LogKey.generate("so-cai.example.vn/truong-khac"), "checkpoint.foreign_origin"),
    ],
)
def test_what_another_key_has_signed_speaks_against_nobody(key: LogKey, code: str):
    foreign = note(REBUILT, 8, key)
    for content in (foreign, ConsistencyProof(8, merkle.mth(REBUILT[:8]), (), foreign).to_text()):
        with pytest.raises(NotEvidence) as caught:
            read("foreign.txt", content.encode(), VKEY)
        assert caught.value.reason.code == code


def test_every_bad_vector_is_no_evidence_and_none_is_a_verdict():
    key = generate.HERE / "verifier.key"
    vkey = comparison.VerifierKey.parse(key.read_text(encoding="utf-8"))
    good = {path.read_bytes() for path in generate.HERE.glob("*/good/*")}  # Some bad receipts are good checkpoints.
    bad = [path for path in generate.HERE.glob("*/bad/*") if path.read_bytes() not in good]
    assert len(bad) > 100
    for path in bad:
        with pytest.raises(NotEvidence):
            read(path.name, path.read_bytes(), vkey)


def test_a_receipt_gives_its_checkpoint_only_where_it_proves_its_entry():
    receipt = Receipt(ENTRIES[3], 3, tuple(merkle.path(3, TRUE[:8])), note(TRUE, 8))
    held = read("r.tlog-proof", receipt.to_text().encode(), VKEY)
    assert (held.kind, held.size) == (Kind.RECEIPT, 8)
    assert not compare(held, at(REBUILT, 30), [shown(REBUILT, 8, 30)]).consistent
    false = Receipt(ENTRIES[4], 3, receipt.path, receipt.checkpoint)
    with pytest.raises(NotEvidence) as caught:
        read("r.tlog-proof", false.to_text().encode(), VKEY)
    assert caught.value.reason.code == "proof.inclusion"


def test_an_issued_pdf_gives_the_checkpoint_of_its_receipt():
    held = read("hoc-ba.pdf", sample().pdf, sample().key)
    assert (held.kind, held.size, held.checkpoint.origin) == (Kind.PDF, SIZE, ORIGIN)
    other = log_key().sign(Checkpoint(ORIGIN, SIZE, bytes(32)))
    assert not compare(held, read("other.txt", other.encode(), sample().key)).consistent
    assert comparison.RECEIPT_NAME == RECEIPT_NAME
    assert comparison.FILE_BYTES_MAX == PDF_BYTES_MAX


@pytest.mark.parametrize("content", [b"", b"%PDF-", b"%PDF-1.7\nx\n%%EOF\n", b"\x00" * 100, b"<HOC_BA/>", b"live"])
def test_what_is_no_evidence_at_all(content: bytes):
    with pytest.raises(NotEvidence):
        read("file", content, VKEY)


def test_a_file_that_is_no_evidence_can_be_asked_in_both_languages():
    error = NotEvidence("a.txt", Malformed("receipt.checkpoint"), damaged=True)
    assert error.code == "compare.damaged"
    assert error.text("vi") != error.text("en")


def test_a_comparison_names_what_it_needed_once():
    older, newer = at(TRUE, 8), at(TRUE, 30)
    found: Comparison = compare(older, newer, [shown(TRUE, 8, 30), shown(TRUE, 8, 30)])
    assert found.proven_by == ("8-30.txt",)
