"""
Publishing: the ledger's new entries go into the tree, a checkpoint is signed, both are stored.

Order of work, and what a crash leaves at each step:

0. The last checkpoint must be signed by this key, and the stored right edge must give its root, or changed tiles would
   be signed into a history that contradicts it. Nothing is stored.
1. The entries behind the last checkpoint are hashed, none of them missing, the right edge's tiles built. Nothing is
   stored.
2. The checkpoint is signed. Nothing is stored.
3. ``Ledger.publish`` inserts tiles and checkpoint in one transaction, which compares and swaps on the previous
   checkpoint: both or neither. Two publishers at once: one wins, the other gets Conflict and reads what the first
   published. Time must progress; the database checks it.
4. ``stamp``, where a timestamp service is known: the checkpoint stands whatever comes of it. A crash leaves it without
   its timestamp; the next ``stamp`` asks for the newest one that has none, which covers those before it, because it
   continues them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from anchors.checkpoint import Checkpoint, LogKey, open_note
from anchors.consistency import ConsistencyProof
from anchors.errors import MESSAGES as ANCHOR_MESSAGES
from anchors.errors import AnchorError, ProofInvalid
from anchors.receipt import Receipt
from anchors.signing.port import TimestampService
from anchors.tiles import Tile, consistency_path, extend, inclusion_path, root
from anchors.timestamp import note_digest, verify_timestamp
from anchors.tree import leaf_hash
from domain.errors import Misused, Tampered
from domain.ledger import Checkpoint as Published
from domain.ledger import Ledger
from domain.messages import MESSAGES

MESSAGES.update(
    {
        "anchor.origin": (
            "Khóa niêm phong mang tên {found}, sổ cái này có tên {expected}. Hãy dùng đúng khóa của trường.",
            "The log key is named {found}, this ledger {expected}. Use this school's key.",
        ),
        "anchor.shorter": (
            "Sổ cái ngắn hơn mốc niêm phong đã công bố ({size} < {published}). Dừng lại: có thể đã khôi phục bản "
            "sao cũ.",
            "The ledger is shorter than its published checkpoint ({size} < {published}). Stop: an old copy may have "
            "been restored.",
        ),
        "anchor.edge": (
            "Cây niêm phong đang lưu không khớp mốc {size}: mong đợi {expected}, thấy {found}. Dừng lại và kiểm tra "
            "bằng: hocba audit verify.",
            "The stored tree does not give the checkpoint at {size}: expected {expected}, found {found}. Stop, and "
            "run: hocba audit verify.",
        ),
        "anchor.last": (
            "Mốc niêm phong cuối cùng, ở {size}, không phải do khóa này ký: {reason} Dừng lại và kiểm tra bằng: hocba "
            "audit verify.",
            "The last checkpoint, at {size}, is not one that this key has signed: {reason} Stop, and run: hocba audit "
            "verify.",
        ),
        "anchor.gap": (
            "Thiếu bản ghi {position} trong sổ cái {size} bản ghi. Dừng lại và kiểm tra bằng: hocba audit verify.",
            "Entry {position} of {size} is missing. Stop, and run: hocba audit verify.",
        ),
        "anchor.not_covered": (
            "Bản ghi {position} chưa nằm trong mốc niêm phong nào (mốc gần nhất ở {size}). Hãy chạy: hocba anchor "
            "publish.",
            "Entry {position} is under no checkpoint yet (the last one is at {size}). Run: hocba anchor publish.",
        ),
        "anchor.proof_from": (
            "Không có chứng minh nối tiếp từ {size} bản ghi: mốc niêm phong gần nhất ở {published}. Hãy nêu số bản ghi "
            "của mốc cũ.",
            "There is no consistency proof from {size} entries: the last checkpoint is at {published}. Name the size "
            "of the older checkpoint.",
        ),
    }
)

ANCHOR_MESSAGES.update(
    {
        "anchor.stamped_before": (
            "Dịch vụ cấp dấu thời gian cho giờ {found}, trước giờ {expected} của chính mốc niêm phong. Hãy kiểm tra "
            "đồng hồ của máy chủ; dấu thời gian này không được lưu.",
            "The timestamp service states {found}, before the checkpoint's own time {expected}. Check the server's "
            "clock; this timestamp is not kept.",
        ),
    }
)

CLOCKS_DIFFER = timedelta(minutes=5)
"""The service's clock and the database's; a wider gap is a clock that somebody must look at."""


class LedgerTiles:
    """The stored tiles of one ledger, as ``anchors.tiles`` reads them; a wider tile serves for a narrower one."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._known: dict[tuple[int, int], Tile] = {}

    def read(self, level: int, index: int, width: int) -> Tile:
        """The tile at this width or wider."""
        known = self._known.get((level, index))
        if known is None or known.width < width:
            known = Tile.from_bytes(level, index, self.ledger.read_tile(level, index, width))
            self._known[level, index] = known
        return known


def publish(ledger: Ledger, key: LogKey) -> Checkpoint:
    """
    Cover every entry up to the head with a signed checkpoint; the last one again where there is nothing new.

    Raises Misused for another ledger's key, Conflict where another publisher was faster, and Tampered where going on
    would sign a second history: the ledger is shorter than what was published, an entry is missing, the last checkpoint
    is not one of this key, or the stored tiles do not give its root.
    """
    last = ledger.latest_checkpoint()
    published, size = (last.size if last else 0), ledger.size()
    if size < published:
        raise Tampered("anchor.shorter", size=size, published=published)
    if last and size == published:
        return Checkpoint(key.name, last.size, last.root)
    tiles = LedgerTiles(ledger)
    if last:
        _require_signed(last, key)
    if last and root(last.size, tiles) != last.root:
        raise Tampered("anchor.edge", size=last.size, expected=last.root.hex(), found=root(last.size, tiles).hex())
    extension = extend(published, tiles, _leaves(ledger, published, size))
    checkpoint = Checkpoint(key.name, extension.size, extension.root)
    ledger.publish(
        [(tile.level, tile.index, tile.width, tile.to_bytes()) for tile in extension.tiles],
        (checkpoint.size, checkpoint.root, key.sign(checkpoint), ledger.now()),
        published,
    )
    return checkpoint


def stamp(ledger: Ledger, service: TimestampService) -> bool:
    """
    Give the last checkpoint its timestamp, if it has none; whether one was added.

    Raises anchors' Unavailable (the service) and ProofInvalid (its answer); the checkpoint stands all the same.
    """
    last = ledger.latest_checkpoint()
    if last is None or ledger.timestamp(last.size) is not None:
        return False
    digest = note_digest(last.note)
    answer = service.stamp(digest)
    at = verify_timestamp(answer, digest).at
    if at < last.at - CLOCKS_DIFFER:  # Kept for ever it would be a fault of the ledger's for ever.
        raise ProofInvalid("anchor.stamped_before", expected=last.at.isoformat(), found=at.isoformat())
    ledger.stamp(last.size, digest, answer)
    return True


def require_origin(key: LogKey, origin: str) -> LogKey:
    """The key, if it is this ledger's. Raises Misused."""
    if key.name != origin:
        raise Misused("anchor.origin", found=key.name, expected=origin)
    return key


def receipt(ledger: Ledger, position: int, tiles: LedgerTiles | None = None) -> Receipt:
    """The receipt of one entry under the last checkpoint. Raises Misused where none covers it yet."""
    last = ledger.latest_checkpoint()
    if last is None or last.size < position:
        raise Misused("anchor.not_covered", position=position, size=last.size if last else 0)
    path = inclusion_path(position - 1, last.size, tiles or LedgerTiles(ledger))
    return Receipt(ledger.entry(position), position - 1, tuple(path), last.note)


def consistency_proof(ledger: Ledger, old_size: int, last: Published | None = None) -> ConsistencyProof:
    """
    From ``old_size`` entries to a checkpoint of the ledger, the newest by default; not verified (``verify_proof``).

    Raises Misused where no checkpoint holds as many entries, Tampered where a tile is missing.
    """
    last = last or ledger.latest_checkpoint()
    if last is None or not 0 <= old_size <= last.size:
        raise Misused("anchor.proof_from", size=old_size, published=last.size if last else 0)
    tiles = LedgerTiles(ledger)
    # First the path: it reads the tiles that the older root needs, as wide as the checkpoint has them; at the width of
    # the older size they were never stored, where nothing was published there.
    path = consistency_path(old_size, last.size, tiles)
    return ConsistencyProof(old_size, root(old_size, tiles), tuple(path), last.note)


def _require_signed(last: Published, key: LogKey) -> None:
    try:
        said = open_note(last.note, key.verifier_key)
    except AnchorError as error:
        raise Tampered("anchor.last", size=last.size, reason=error) from error
    if (said.size, said.root) != (last.size, last.root):
        raise Tampered("anchor.last", size=last.size, reason=f"{said.size}, {said.root.hex()}.")


def _leaves(ledger: Ledger, after: int, until: int) -> Iterator[bytes]:
    position = after
    for raw in ledger.raw_entries(after, until):
        if raw.position != position + 1:
            break
        position += 1
        yield leaf_hash(raw.entry)
    if position < until:
        raise Tampered("anchor.gap", position=position + 1, size=until)
