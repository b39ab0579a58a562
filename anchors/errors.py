"""
Errors of the evidence, one tree, the families of ``domain.errors`` without importing them (design §9).

::

    AnchorError
    ├── Rejected         change the request: a rule or a right stands against it
    ├── Misused          fix the arguments, the key or the file: nothing could be judged (exit 2)
    │   └── Malformed    the input is not in its format
    ├── Unavailable      try again: a store, a key device or a service could not answer (exit 2)
    └── Tampered         stop and tell somebody: stored evidence contradicts itself (exit 1)
        └── ProofInvalid a proof was read, and what it claims is not so
            └── UnknownKey   nothing in it is signed by the key that it was judged with

Every error has a permanent ``code``, the ``facts`` it speaks of, and its text in both languages. Other modules of this
folder add theirs with ``MESSAGES.update(...)``.
"""

from __future__ import annotations

from typing import Literal

Language = Literal["vi", "en"]

EXCERPT_CHARACTERS_MAX = 80  # A text of foreign origin fills at most one line of a terminal.

#: Permanent code → (Vietnamese, English); ``{name}`` stands for a fact given with the error.
MESSAGES: dict[str, tuple[str, str]] = {
    "proof.hash_length": (
        "{where}: một giá trị băm dài {found} byte, cần đúng {expected} byte. Hãy lấy lại tệp gốc.",
        "{where}: a hash is {found} bytes long, expected {expected}. Take the original file again.",
    ),
    "proof.range": (
        "{where}: vị trí {index} nằm ngoài cây có {size} bản ghi. Hãy lấy lại tệp gốc.",
        "{where}: position {index} lies outside a tree of {size} entries. Take the original file again.",
    ),
    "proof.path_length": (
        "{where}: đường dẫn chứng minh có {found} giá trị băm, không khớp với cây có {size} bản ghi. "
        "Hãy lấy lại tệp gốc.",
        "{where}: the path has {found} hashes, which does not fit a tree of {size} entries. "
        "Take the original file again.",
    ),
    "proof.inclusion": (
        "Bản ghi ở vị trí {index} không thuộc sổ cái có {size} bản ghi: tính ra gốc {found}, mốc niêm phong ghi "
        "{expected}. Bản ghi hoặc biên nhận đã bị thay đổi.",
        "The entry at position {index} is not in the ledger of {size} entries: computed root {found}, the checkpoint "
        "says {expected}. The entry or its receipt has been changed.",
    ),
    "proof.consistency": (
        "Chứng minh không dẫn từ sổ cái {old_size} bản ghi (gốc {old_root}) đến sổ cái {new_size} bản ghi (gốc "
        "{new_root}): chứng minh hỏng, hoặc không phải của hai sổ cái này.",
        "The proof does not lead from the ledger of {old_size} entries (root {old_root}) to the one of {new_size} "
        "entries (root {new_root}): it is broken, or not of these two.",
    ),
    "tile.width": (
        "Ô cây tầng {level} số {index}: chiều rộng {found}, cần từ 1 đến {expected} giá trị băm 32 byte.",
        "Tile level {level} index {index}: width {found}, expected 1 to {expected} hashes of 32 bytes.",
    ),
    "tile.other": (
        "Kho lưu trả ô cây {found} thay cho ô {expected}. Hãy dừng lại và chạy kiểm tra sổ cái.",
        "The store returned tile {found} where {expected} was asked for. Stop and audit the ledger.",
    ),
    "note.length": (
        "Văn bản ký dài {found} byte, tối đa {expected} byte. Đây không phải mốc niêm phong.",
        "The note is {found} bytes long, at most {expected}. This is not a checkpoint.",
    ),
    "note.encoding": (
        "Văn bản ký không phải UTF-8 hoặc có ký tự điều khiển (byte {found}). Hãy lấy lại tệp gốc.",
        "The note is not UTF-8, or holds a control character (byte {found}). Take the original file again.",
    ),
    "note.signatures": (
        "Văn bản ký không có phần chữ ký sau dòng trống cuối cùng. Hãy lấy lại tệp gốc, kể cả dấu xuống dòng.",
        "The note has no signatures after its last blank line. Take the original file again, line ends included.",
    ),
    "note.signature_line": (
        "Dòng chữ ký thứ {line} không đúng mẫu «— tên base64»: {found}. Hãy lấy lại tệp gốc.",
        "Signature line {line} is not of the form «— name base64»: {found}. Take the original file again.",
    ),
    "note.signature": (
        "Chữ ký của {name} không khớp với nội dung: mốc niêm phong đã bị sửa hoặc chữ ký bị giả mạo.",
        "The signature of {name} does not fit the text: the checkpoint was changed, or the signature forged.",
    ),
    "note.unknown_key": (
        "Không có chữ ký nào của khóa {expected}; chỉ thấy: {found}. Hãy kiểm tra lại khóa xác minh của trường.",
        "No signature by the key {expected}; found: {found}. Check the school's verifier key.",
    ),
    "checkpoint.lines": (
        "Mốc niêm phong cần ít nhất ba dòng không trống (nguồn, số bản ghi, gốc); thấy {found}.",
        "A checkpoint needs at least three non-empty lines (origin, size, root); found {found}.",
    ),
    "checkpoint.origin": (
        "Nguồn của mốc niêm phong không hợp lệ: {found}. Cần một dòng không trống, không có ký tự điều khiển.",
        "Not an origin of a checkpoint: {found}. Expected one non-empty line without control characters.",
    ),
    "checkpoint.size": (
        "Số bản ghi của mốc niêm phong không hợp lệ: {found}. Cần số thập phân không có số 0 đứng đầu.",
        "Not a size of a checkpoint: {found}. Expected a decimal number without leading zeroes.",
    ),
    "checkpoint.root": (
        "Gốc cây trong mốc niêm phong không hợp lệ: {found}. Cần base64 của 32 byte.",
        "Not a root of a checkpoint: {found}. Expected the base64 of 32 bytes.",
    ),
    "checkpoint.foreign_origin": (
        "Mốc niêm phong thuộc sổ cái {found}, không phải {expected}. Hãy dùng khóa xác minh của đúng trường.",
        "The checkpoint belongs to the ledger {found}, not to {expected}. Use the verifier key of the right school.",
    ),
    "key.verifier": (
        "Khóa xác minh không hợp lệ ({reason}): {found}. Cần «tên+8 chữ số hex+base64» của khóa Ed25519.",
        "Not a verifier key ({reason}): {found}. Expected «name+8 hex digits+base64» of an Ed25519 key.",
    ),
    "key.name": (
        "Tên khóa không hợp lệ: {found}. Tên không được trống, không chứa khoảng trắng, dấu + hay ký tự điều khiển.",
        "Not a key name: {found}. A name is not empty and has no spaces, plus signs or control characters.",
    ),
    "key.passphrase": (
        "Không mở được khóa của {name}: mật khẩu sai hoặc thiếu, hoặc khóa không đặt mật khẩu.",
        "The key of {name} does not open: the passphrase is wrong or missing, or the key has none.",
    ),
    "key.passphrase_empty": (
        "Mật khẩu của khóa {name} đang trống. Hãy đặt mật khẩu, hoặc bỏ hẳn tham số này.",
        "The passphrase for the key of {name} is empty. Give one, or leave it out altogether.",
    ),
    "key.unreadable": (
        "Tệp khóa của {name} không phải PKCS#8 PEM của một khóa riêng. Hãy kiểm tra lại tệp.",
        "The key file of {name} is not the PKCS#8 PEM of a private key. Check the file.",
    ),
    "key.kind": (
        "Khóa của {name} là loại {found}, cần Ed25519.",
        "The key of {name} is of the kind {found}, expected Ed25519.",
    ),
    "key.other_ledger": (
        "Khóa của {name} không được ký mốc niêm phong của sổ cái {found}.",
        "The key of {name} must not sign a checkpoint of the ledger {found}.",
    ),
    "receipt.length": (
        "Biên nhận chứng minh dài {found} byte, tối đa {expected} byte. Hãy kiểm tra lại tệp.",
        "The receipt is {found} bytes long, at most {expected}. Check the file.",
    ),
    "receipt.encoding": (
        "Biên nhận chứng minh không phải UTF-8 (byte {found}). Hãy lấy lại tệp gốc.",
        "The receipt is not UTF-8 (byte {found}). Take the original file again.",
    ),
    "receipt.magic": (
        "Dòng đầu của biên nhận chứng minh là {found}, cần {expected}. Đây không phải biên nhận chứng minh.",
        "The first line of the receipt is {found}, expected {expected}. This is not a receipt.",
    ),
    "receipt.entry": (
        "Biên nhận chứng minh không mang theo bản ghi: dòng {line} cần «extra base64» của 1 đến {expected} byte; "
        "thấy {found}.",
        "The receipt does not carry its entry: line {line} must be «extra base64» of 1 to {expected} bytes; "
        "found {found}.",
    ),
    "receipt.index": (
        "Dòng {line} của biên nhận chứng minh cần «index số», không có số 0 đứng đầu; thấy {found}.",
        "Line {line} of the receipt must be «index number» without leading zeroes; found {found}.",
    ),
    "receipt.path": (
        "Dòng {line} của biên nhận chứng minh cần base64 của 32 byte, nhiều nhất {expected} dòng; thấy {found}.",
        "Line {line} of the receipt must be the base64 of 32 bytes, at most {expected} such lines; found {found}.",
    ),
    "receipt.checkpoint": (
        "Biên nhận chứng minh thiếu mốc niêm phong sau dòng trống. Hãy lấy lại tệp gốc.",
        "The receipt has no checkpoint after a blank line. Take the original file again.",
    ),
}


class AnchorError(Exception):
    """
    Base of all errors of this folder.

    Args:
        code: permanent dotted name, a key of ``MESSAGES``.
        facts: the values its text speaks of; rendered with ``str``.

    """

    def __init__(self, code: str, /, **facts: object) -> None:
        self.code = code
        self.facts = facts
        super().__init__(self.text("en"))

    def __reduce__(self) -> tuple[object, ...]:
        """As it is, so that a worker process can hand it to its parent; an exception's own way calls ``__init__``."""
        return _restored, (type(self), self.args, self.__dict__)

    def text(self, language: Language) -> str:
        """The message in ``vi`` or ``en``; a missing code or fact is a bug and raises KeyError."""
        vietnamese, english = MESSAGES[self.code]
        return (vietnamese if language == "vi" else english).format_map(self.facts)


def _restored(kind: type[AnchorError], args: tuple[object, ...], state: dict[str, object]) -> AnchorError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error


class Rejected(AnchorError):
    """The request breaks a rule: change the request."""


class Misused(AnchorError):
    """Arguments, a key or a file that cannot be judged at all."""


class Malformed(Misused):
    """Input that is not in its format; nothing is said about what it claims."""


class Unavailable(AnchorError):
    """A store, a key device or a service could not answer now; the same call may succeed later."""


class Tampered(AnchorError):
    """Stored evidence contradicts itself. Stop; never guess."""


class ProofInvalid(Tampered):
    """A proof that could be read, but does not prove what it claims."""


class UnknownKey(ProofInvalid):
    """No signature by the expected key: signed by nobody whom the verifier knows."""


def excerpt(text: object) -> str:
    """A short quotation of foreign text for a message: one line, control characters escaped."""
    quoted = repr(text)
    return quoted if len(quoted) <= EXCERPT_CHARACTERS_MAX else quoted[: EXCERPT_CHARACTERS_MAX - 1] + "…"
