"""
Writes the vectors of ``anchors`` beside it: ``python -m tests.vectors.anchors.generate``. Same output every time.

It shares no code with ``anchors``: the tree is the recursive definition, the notes are put together by hand. Every
file under ``bad/`` is named after its one fault; ``expected.json`` says what each file must give.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.kit import merkle

HERE = Path(__file__).parent
ORIGIN = "so-cai.example.vn/0f8c2f1e-7d1b-4c7e-9a55-3b8f0f6f2a10"
OTHER_ORIGIN = "so-cai.example.vn/9d3e6a52-1c44-4f0b-8f0e-5a6f7c1d2e30"
SIZE = 300
INDEX = 261  # In the partial tile at the right edge.
OLD = 130  # Size of an older checkpoint: 128 + 2.


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def flip(data: bytes) -> bytes:
    return bytes([data[0] ^ 1]) + data[1:]


class Signer:
    """A note signer with a key that follows from its name, for test vectors only."""

    def __init__(self, name: str, secret: str, kind: bytes = b"\x01") -> None:
        self.name = name
        self.key = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(secret.encode()).digest())
        self.public = self.key.public_key().public_bytes_raw()
        self.id = hashlib.sha256(name.encode() + b"\n" + kind + self.public).digest()[:4]

    def vkey(self) -> str:
        return "+".join([self.name, self.id.hex(), b64(b"\x01" + self.public)])

    def line(self, body: str, *, name: str = "", fault: bool = False) -> str:
        signature = self.key.sign(body.encode())
        return f"— {name or self.name} {b64(self.id + (flip(signature) if fault else signature))}\n"

    def note(self, body: str) -> str:
        return f"{body}\n{self.line(body)}"


OURS = Signer(ORIGIN, "log key of a school that does not exist")
STRANGER = Signer(ORIGIN, "somebody who took the school's name")
OTHER = Signer(OTHER_ORIGIN, "log key of another school that does not exist")
WITNESS = Signer("nhan-chung.example.vn/so-gddt", "witness that does not exist", b"\x04")

ENTRIES = [
    json.dumps({"position": n, "note": "Bản ghi thử, không có thật", "salt": f"{n:032x}"}, ensure_ascii=False).encode()
    for n in range(SIZE)
]
LEAVES = [hashlib.sha256(b"\0" + entry).digest() for entry in ENTRIES]
ROOT = merkle.mth(LEAVES)


def body(size: int | str = SIZE, root: bytes | str = ROOT, origin: str = ORIGIN) -> str:
    return f"{origin}\n{size}\n{root if isinstance(root, str) else b64(root)}\n"


PLAIN = OURS.note(body())
#: The last letter before the padding carries two bits that stand for nothing; setting one gives a second spelling.
STRAY = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def stray(encoded: str) -> str:
    """The same bytes in base64 of another spelling."""
    data = encoded.rstrip("=")
    return data[:-1] + STRAY[STRAY.index(data[-1]) + 1] + "=" * (len(encoded) - len(data))


def cosigned() -> str:
    stamp = 1_790_000_000
    message = f"cosignature/v1\ntime {stamp}\n{body()}"
    payload = WITNESS.id + stamp.to_bytes(8, "big") + WITNESS.key.sign(message.encode())
    return f"{PLAIN}— {WITNESS.name} {b64(payload)}\n"


def good_checkpoints() -> dict[str, str]:
    return {
        "plain": PLAIN,
        "cosigned": cosigned(),
        "stranger-of-the-same-name-beside": PLAIN + STRANGER.line(body()),
        "empty-tree": OURS.note(body(0, merkle.mth([]))),
        "one-entry": OURS.note(body(1, LEAVES[0])),
        "extension-line": OURS.note(body() + "an opaque line\n"),
        "largest-size": OURS.note(body(2**63 - 1)),
    }


def bad_checkpoints() -> dict[str, tuple[str | bytes, str, str]]:
    line = OURS.line(body())
    encoded = line.split(" ")[2].strip()
    malformed: dict[str, tuple[str | bytes, str]] = {
        "no-blank-line": (body() + line, "note.signatures"),
        "no-final-newline": (PLAIN[:-1], "note.signatures"),
        "no-signature": (body() + "\n", "note.signatures"),
        "empty": ("", "note.signatures"),
        "carriage-returns": (PLAIN.replace("\n", "\r\n"), "note.encoding"),
        "tab-in-text": (OURS.note(body().replace("300", "\t300")), "note.encoding"),
        "not-utf8": (PLAIN.encode("utf-8").replace(b"\xe2\x80\x94", b"\x97"), "note.encoding"),
        "hyphen-for-dash": (PLAIN.replace("—", "-"), "note.signature_line"),
        "signature-of-three-fields": (PLAIN.replace(f" {encoded}", f" x {encoded}"), "note.signature_line"),
        "signature-only-key-id": (f"{body()}\n— {ORIGIN} {b64(OURS.id)}\n", "note.signature_line"),
        "signature-base64-cut": (PLAIN.replace(encoded, encoded[:-3]), "note.signature_line"),
        "signature-base64-stray-bits": (PLAIN.replace(encoded, stray(encoded)), "note.signature_line"),
        "key-name-with-plus": (PLAIN.replace(f"— {ORIGIN}", f"— {ORIGIN}+"), "key.name"),
        "two-lines": (OURS.note(f"{ORIGIN}\n{SIZE}\n"), "checkpoint.lines"),
        "empty-line-in-body": (OURS.note(body() + "\nx\n"), "checkpoint.lines"),
        "size-leading-zero": (OURS.note(body("0300")), "checkpoint.size"),
        "size-negative": (OURS.note(body("-1")), "checkpoint.size"),
        "size-plus-sign": (OURS.note(body("+300")), "checkpoint.size"),
        "size-other-digits": (OURS.note(body("३००")), "checkpoint.size"),
        "size-too-large": (OURS.note(body(2**63)), "checkpoint.size"),
        "root-short": (OURS.note(body(root=ROOT[:31])), "checkpoint.root"),
        "root-hex": (OURS.note(body(root=ROOT.hex())), "checkpoint.root"),
        "root-stray-bits": (OURS.note(body(root=stray(b64(ROOT)))), "checkpoint.root"),
    }
    invalid: dict[str, tuple[str, str]] = {
        "foreign-origin": (OTHER.note(body(origin=OTHER_ORIGIN)), "checkpoint.foreign_origin"),
        "foreign-origin-our-signature": (OURS.note(body(origin=OTHER_ORIGIN)), "checkpoint.foreign_origin"),
        "origin-changed-after-signing": (PLAIN.replace(ORIGIN, OTHER_ORIGIN, 1), "checkpoint.foreign_origin"),
        "size-changed-after-signing": (PLAIN.replace("\n300\n", "\n299\n"), "note.signature"),
        "root-changed-after-signing": (PLAIN.replace(b64(ROOT), b64(LEAVES[0])), "note.signature"),
        "line-added-after-signing": (PLAIN.replace("\n\n", "\nx\n\n"), "note.signature"),
        "signature-bit-flipped": (f"{body()}\n{OURS.line(body(), fault=True)}", "note.signature"),
        "signature-cut": (f"{body()}\n— {ORIGIN} {b64(base64.b64decode(encoded)[:-1])}\n", "note.signature"),
        "second-signature-false": (PLAIN + OURS.line(body(), fault=True), "note.signature"),
    }
    unknown: dict[str, str] = {
        "stranger-of-the-same-name": STRANGER.note(body()),
        "right-id-other-name": f"{body()}\n{OURS.line(body(), name='so-cai.example.vn')}",
        "only-a-witness": f"{body()}\n{cosigned().splitlines(keepends=True)[-1]}",
    }
    return {
        **{name: (text, "Malformed", code) for name, (text, code) in malformed.items()},
        **{name: (text, "ProofInvalid", code) for name, (text, code) in invalid.items()},
        **{name: (text, "UnknownKey", "note.unknown_key") for name, text in unknown.items()},
    }


def receipt(
    index: int | str = INDEX,
    path: Sequence[bytes | str] | None = None,
    entry: bytes = ENTRIES[INDEX],
    checkpoint: str = PLAIN,
) -> str:
    hashes = merkle.path(INDEX, LEAVES) if path is None else path
    lines = "".join(f"{value if isinstance(value, str) else b64(value)}\n" for value in hashes)
    return f"c2sp.org/tlog-proof@v1\nextra {b64(entry)}\nindex {index}\n{lines}\n{checkpoint}"


def good_receipts() -> dict[str, str]:
    return {
        "plain": receipt(),
        "cosigned": receipt(checkpoint=cosigned()),
        "first": receipt(0, merkle.path(0, LEAVES), ENTRIES[0]),
        "last": receipt(SIZE - 1, merkle.path(SIZE - 1, LEAVES), ENTRIES[-1]),
        "only-entry": receipt(0, [], ENTRIES[0], good_checkpoints()["one-entry"]),
    }


def bad_receipts() -> dict[str, tuple[str | bytes, str, str]]:
    path = merkle.path(INDEX, LEAVES)
    extra = f"extra {b64(ENTRIES[INDEX])}\n"
    checkpoints = bad_checkpoints()
    pair, uncle = LEAVES[INDEX ^ 1] + LEAVES[INDEX], path[1:]
    malformed: dict[str, tuple[str | bytes, str]] = {
        "version-2": (receipt().replace("@v1", "@v2"), "receipt.magic"),
        "not-a-receipt": (PLAIN, "receipt.magic"),
        "carriage-returns": (receipt().replace("\n", "\r\n"), "receipt.magic"),
        "not-utf8": (receipt().encode().replace(b"\xe2\x80\x94", b"\x97"), "receipt.encoding"),
        "no-entry": (receipt().replace(extra, ""), "receipt.entry"),
        "empty-entry": (receipt(entry=b""), "receipt.entry"),
        "entry-base64-cut": (receipt().replace(extra, extra[:-2] + "\n"), "receipt.entry"),
        "no-index": (receipt().replace(f"index {INDEX}\n", ""), "receipt.index"),
        "index-leading-zero": (receipt(f"0{INDEX}"), "receipt.index"),
        "index-negative": (receipt("-1"), "receipt.index"),
        "index-too-large": (receipt(str(2**63)), "receipt.index"),
        "path-hash-short": (receipt(path=[path[0][:31], *path[1:]]), "receipt.path"),
        "path-stray-bits": (receipt(path=[stray(b64(path[0])), *path[1:]]), "receipt.path"),
        "path-of-64-hashes": (receipt(path=path + [path[0]] * (64 - len(path))), "receipt.path"),
        "no-checkpoint": (receipt().split("\n\n")[0] + "\n", "receipt.checkpoint"),
        "checkpoint-without-signature": (receipt(checkpoint=body() + "\n"), "note.signatures"),
    }
    invalid: dict[str, tuple[str, str]] = {
        "entry-changed": (receipt(entry=flip(ENTRIES[INDEX])), "proof.inclusion"),
        "entry-of-the-neighbour": (receipt(entry=ENTRIES[INDEX ^ 1]), "proof.inclusion"),
        "index-of-the-neighbour": (receipt(INDEX ^ 1), "proof.inclusion"),
        "index-beyond-size": (receipt(SIZE), "proof.range"),
        "path-hash-flipped": (receipt(path=[path[0], flip(path[1]), *path[2:]]), "proof.inclusion"),
        "path-hashes-swapped": (receipt(path=[path[1], path[0], *path[2:]]), "proof.inclusion"),
        "path-hash-missing": (receipt(path=path[:-1]), "proof.path_length"),
        "path-hash-too-many": (receipt(path=[*path, path[0]]), "proof.path_length"),
        "path-empty": (receipt(path=[]), "proof.path_length"),
        "path-of-another-size": (receipt(path=merkle.path(INDEX, LEAVES[: INDEX + 1])), "proof.path_length"),
        "inner-node-as-entry": (receipt(INDEX // 2, uncle, pair), "proof.path_length"),
        "checkpoint-of-another-size": (
            receipt(checkpoint=OURS.note(body(299, merkle.mth(LEAVES[:299])))),
            "proof.inclusion",
        ),
        "size-changed-after-signing": (
            receipt(checkpoint=str(checkpoints["size-changed-after-signing"][0])),
            "note.signature",
        ),
        "root-changed-after-signing": (
            receipt(checkpoint=str(checkpoints["root-changed-after-signing"][0])),
            "note.signature",
        ),
        "foreign-ledger": (receipt(checkpoint=OTHER.note(body(origin=OTHER_ORIGIN))), "checkpoint.foreign_origin"),
    }
    return {
        **{name: (text, "Malformed", code) for name, (text, code) in malformed.items()},
        **{name: (text, "ProofInvalid", code) for name, (text, code) in invalid.items()},
        "rebuilt-and-signed-by-a-stranger": (
            receipt(checkpoint=STRANGER.note(body())),
            "UnknownKey",
            "note.unknown_key",
        ),
    }


def proof(
    old: int | str = OLD,
    root: bytes | str | None = None,
    path: Sequence[bytes | str] | None = None,
    checkpoint: str = PLAIN,
) -> str:
    at = merkle.mth(LEAVES[: int(old)]) if root is None else root
    hashes = merkle.proof(int(old), LEAVES) if path is None else path
    lines = "".join(f"{value if isinstance(value, str) else b64(value)}\n" for value in hashes)
    return f"hocba-consistency@v1\nold {old}\nroot {at if isinstance(at, str) else b64(at)}\n{lines}\n{checkpoint}"


def good_proofs() -> dict[str, str]:
    return {
        "plain": proof(),
        "cosigned": proof(checkpoint=cosigned()),
        "from-nothing": proof(0),
        "from-a-power-of-two": proof(256),
        "from-the-first-entry": proof(1),
        "from-the-last-but-one": proof(SIZE - 1),
        "from-the-same-size": proof(SIZE),
        "stranger-of-the-same-name-beside": proof(checkpoint=PLAIN + STRANGER.line(body())),
    }


def bad_proofs() -> dict[str, tuple[str | bytes, str, str]]:
    """What a forger would hand out: every one must prove nothing."""
    path, root = merkle.proof(OLD, LEAVES), merkle.mth(LEAVES[:OLD])
    forged = [*LEAVES[: OLD - 1], LEAVES[0], *LEAVES[OLD:]]  # The last entry of the older tree is another one.
    checkpoints = bad_checkpoints()
    malformed: dict[str, tuple[str | bytes, str]] = {
        "version-2": (proof().replace("@v1", "@v2"), "consistency.magic"),
        "not-a-proof": (PLAIN, "consistency.magic"),
        "without-its-first-line": (proof().partition("\n")[2], "consistency.magic"),
        "a-receipt": (receipt(), "consistency.magic"),
        "byte-order-mark": (b"\xef\xbb\xbf" + proof().encode(), "consistency.magic"),
        "carriage-returns": (proof().replace("\n", "\r\n"), "consistency.magic"),
        "not-utf8": (proof().encode().replace(b"\xe2\x80\x94", b"\x97"), "consistency.encoding"),
        "no-old": (proof().replace(f"old {OLD}\n", ""), "consistency.old"),
        "old-leading-zero": (proof().replace(f"old {OLD}", f"old 0{OLD}"), "consistency.old"),
        "old-negative": (proof().replace(f"old {OLD}", "old -1"), "consistency.old"),
        "old-other-digits": (proof().replace(f"old {OLD}", "old ३००"), "consistency.old"),
        "old-two-spaces": (proof().replace("old ", "old  "), "consistency.old"),
        "old-too-large": (proof().replace(f"old {OLD}", f"old {2**63}"), "consistency.old"),
        "old-of-a-thousand-digits": (proof().replace(f"old {OLD}", f"old {'9' * 1000}"), "consistency.old"),
        "no-root": (proof().replace(f"root {b64(root)}\n", ""), "consistency.root"),
        "root-short": (proof(root=root[:31]), "consistency.root"),
        "root-hex": (proof(root=root.hex()), "consistency.root"),
        "root-stray-bits": (proof(root=stray(b64(root))), "consistency.root"),
        "path-hash-short": (proof(path=[path[0][:31], *path[1:]]), "consistency.path"),
        "path-hash-long": (proof(path=[path[0] + b"\0", *path[1:]]), "consistency.path"),
        "path-stray-bits": (proof(path=[stray(b64(path[0])), *path[1:]]), "consistency.path"),
        "path-space-behind": (proof(path=[f"{b64(path[0])} ", *path[1:]]), "consistency.path"),
        "path-of-64-hashes": (proof(path=path + [path[0]] * (64 - len(path))), "consistency.path"),
        "no-checkpoint": (proof().split("\n\n")[0] + "\n", "consistency.checkpoint"),
        "checkpoint-without-signature": (proof(checkpoint=body() + "\n"), "note.signatures"),
        "blank-line-in-the-path": (proof(path=[path[0], "", *path[1:]]), "checkpoint.lines"),
        "bytes-behind": (proof() + "x", "note.signatures"),
        "line-behind": (proof() + "x\n", "note.signature_line"),
        "newline-behind": (proof() + "\n", "note.signatures"),
    }
    invalid: dict[str, tuple[str, str]] = {
        "path-empty": (proof(path=[]), "proof.path_length"),
        "path-hash-missing": (proof(path=path[:-1]), "proof.path_length"),
        "path-hash-too-many": (proof(path=[*path, path[0]]), "proof.path_length"),
        "path-hash-flipped": (proof(path=[*path[:-1], flip(path[-1])]), "proof.consistency"),
        "first-hash-flipped": (proof(path=[flip(path[0]), *path[1:]]), "proof.consistency"),
        "path-hashes-swapped": (proof(path=[path[1], path[0], *path[2:]]), "proof.consistency"),
        "path-of-another-size": (proof(path=merkle.proof(OLD + 1, LEAVES)), "proof.path_length"),
        "root-flipped": (proof(root=flip(root)), "proof.consistency"),
        "root-of-another-size": (proof(root=merkle.mth(LEAVES[: OLD - 1])), "proof.consistency"),
        "old-of-the-neighbour": (proof(OLD + 1, root, path), "proof.path_length"),
        "old-larger-than-new": (proof(SIZE + 1, merkle.mth(LEAVES), []), "proof.range"),
        "largest-old": (proof(2**63 - 1, root, path), "proof.range"),
        "same-size-other-root": (proof(SIZE, root, []), "proof.consistency"),
        "same-size-with-a-path": (proof(SIZE, ROOT, path), "proof.path_length"),
        "nothing-with-a-root": (proof(0, LEAVES[0], []), "proof.consistency"),
        "nothing-with-a-path": (proof(0, path=[LEAVES[0]]), "proof.path_length"),
        "power-of-two-with-its-own-root": (
            proof(256, path=[merkle.mth(LEAVES[:256]), *merkle.proof(256, LEAVES)]),
            "proof.path_length",
        ),
        "power-of-two-other-root": (proof(256, LEAVES[0]), "proof.consistency"),
        # The half up to the older root fits, the one up to the newer does not: what CVE-2022-36111 let pass.
        "only-the-older-half-fits": (
            proof(OLD, merkle.mth(forged[:OLD]), merkle.proof(OLD, forged)),
            "proof.consistency",
        ),
        "only-the-newer-half-fits": (proof(OLD, merkle.mth(forged[:OLD])), "proof.consistency"),
        "checkpoint-of-another-size": (
            proof(checkpoint=OURS.note(body(299, merkle.mth(LEAVES[:299])))),
            "proof.consistency",
        ),
        "checkpoint-beyond-all-measure": (proof(checkpoint=OURS.note(body(2**63 - 1))), "proof.path_length"),
        "size-changed-after-signing": (
            proof(checkpoint=str(checkpoints["size-changed-after-signing"][0])),
            "note.signature",
        ),
        "root-changed-after-signing": (
            proof(checkpoint=str(checkpoints["root-changed-after-signing"][0])),
            "note.signature",
        ),
        "second-signature-false": (proof(checkpoint=str(checkpoints["second-signature-false"][0])), "note.signature"),
        # The ledger's name comes from the key, never from the file: what CVE-2022-39199 let pass.
        "foreign-ledger": (proof(checkpoint=OTHER.note(body(origin=OTHER_ORIGIN))), "checkpoint.foreign_origin"),
        "foreign-ledger-our-signature": (
            proof(checkpoint=OURS.note(body(origin=OTHER_ORIGIN))),
            "checkpoint.foreign_origin",
        ),
    }
    unknown = {
        "rebuilt-and-signed-by-a-stranger": proof(checkpoint=STRANGER.note(body())),
        "only-a-witness": proof(checkpoint=str(checkpoints["only-a-witness"][0])),
    }
    return {
        **{name: (text, "Malformed", code) for name, (text, code) in malformed.items()},
        **{name: (text, "ProofInvalid", code) for name, (text, code) in invalid.items()},
        **{name: (text, "UnknownKey", "note.unknown_key") for name, text in unknown.items()},
    }


def verifier_keys() -> dict[str, object]:
    text = OURS.vkey()
    name, key_id, encoded = text.split("+", 2)
    cosigner = Signer(ORIGIN, "log key of a school that does not exist", b"\x04")
    return {
        "good": [text, OTHER.vkey(), STRANGER.vkey()],
        "bad": {
            "empty": "",
            "no-key": f"{name}+{key_id}",
            "no-name": f"+{key_id}+{encoded}",
            "name-with-space": f"so cai+{key_id}+{encoded}",
            "id-in-capitals": f"{name}+{'ABCDEF01'}+{encoded}",
            "id-of-another-key": f"{name}+{STRANGER.id.hex()}+{encoded}",
            "name-of-another-key": f"{OTHER_ORIGIN}+{key_id}+{encoded}",
            "cosignature-key": f"{name}+{cosigner.id.hex()}+{b64(bytes([4]) + cosigner.public)}",
            "key-cut": f"{name}+{key_id}+{b64(bytes([1]) + OURS.public[:31])}",
            "key-stray-bits": f"{name}+{key_id}+{encoded}=",
        },
    }


def tree() -> dict[str, object]:
    """Leaf hashes are of the entries ``entry 0``, ``entry 1``, …; all hashes in hex."""
    leaves = merkle.leaf_hashes(70_000)
    return {
        "empty_root": merkle.mth([]).hex(),
        "roots": {str(n): merkle.mth(leaves[:n]).hex() for n in (1, 2, 3, 7, 8, 255, 256, 257, 65_535, 65_536, 70_000)},
        "inclusion": [
            {"index": m, "size": n, "path": [value.hex() for value in merkle.path(m, leaves[:n])]}
            for m, n in ((0, 1), (0, 7), (6, 7), (255, 257), (256, 257), (0, 70_000), (69_999, 70_000))
        ],
        "consistency": [
            {"old": m, "new": n, "path": [value.hex() for value in merkle.proof(m, leaves[:n])]}
            for m, n in (
                (0, 7),
                (1, 2),
                (3, 7),
                (4, 7),
                (7, 7),
                (255, 257),
                (256, 257),
                (300, 70_000),
                (65_536, 70_000),
            )
        ],
    }


def vectors() -> dict[str, bytes]:
    """Every file, by its path below this folder."""
    files: dict[str, bytes] = {"verifier.key": f"{OURS.vkey()}\n".encode()}
    expected: dict[str, dict[str, str]] = {}
    for kind, suffix, good, bad in (
        ("checkpoints", "note", good_checkpoints(), bad_checkpoints()),
        ("receipts", "tlog-proof", good_receipts(), bad_receipts()),
        ("consistency", "txt", good_proofs(), bad_proofs()),
    ):
        for name, text in good.items():
            files[f"{kind}/good/{name}.{suffix}"] = text.encode()
        for name, (content, error, code) in bad.items():
            place = f"{kind}/bad/{name}.{suffix}"
            files[place] = content.encode() if isinstance(content, str) else content
            expected[place] = {"error": error, "code": code}
    for place, value in (("expected.json", expected), ("verifier_keys.json", verifier_keys()), ("tree.json", tree())):
        files[place] = (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
    return files


if __name__ == "__main__":
    for place, content in vectors().items():
        (HERE / place).parent.mkdir(parents=True, exist_ok=True)
        (HERE / place).write_bytes(content)
