"""What was done to entries whose hashes a checkpoint contradicts: changed, inserted, removed, moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from anchors.audit.findings import Findings


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where the leaf hash of the entry (None: no entry) is not the ``anchored`` one, which ``tile`` holds."""

    position: int
    leaf: bytes | None
    anchored: bytes
    tile: str


class ChangedEntries:
    """
    Tells what happened to entries, from one checkpoint to the next.

    An entry that bears the hash anchored elsewhere has moved; a run of them that moved equally far is one finding.
    Missing entries are left to whoever counts positions. Remembered are the differences of the checkpoint before, so
    that a shift that runs on is not taken for a new one.
    """

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._before: dict[bytes, int] = {}

    def report(self, differences: Sequence[Difference], checkpoint_size: int) -> None:
        """The tiles are right, by the checkpoint of that size, and the entries are not."""
        here_anchored = {each.anchored: each.position for each in differences}
        anchored_at = self._before | here_anchored
        present = {each.leaf for each in differences}
        self._before = here_anchored
        at = 0
        while at < len(differences):
            here = differences[at]
            origin = anchored_at.get(here.leaf) if here.leaf else None
            if here.leaf is None:
                at += 1
            elif origin is None:
                follower = differences[at + 1] if at + 1 < len(differences) else None
                pushed = follower is not None and follower.leaf == here.anchored
                code = "audit.entry_inserted" if pushed else "audit.entry_changed"
                self._findings.fault(
                    code, here.position, what=checkpoint_size, expected=here.anchored.hex(), found=here.leaf.hex()
                )
                at += 1
            else:
                offset = origin - here.position
                end = _end_of_run(differences, at, offset, anchored_at, checkpoint_size)
                if offset > 0 and here.anchored not in present:
                    self._findings.fault("audit.entry_removed", here.position, what=checkpoint_size)
                last = differences[end - 1].position
                self._findings.fault("audit.entry_moved", here.position, last, what=checkpoint_size, found=origin)
                at = end


def _end_of_run(
    differences: Sequence[Difference], start: int, offset: int, anchored_at: Mapping[bytes, int], checkpoint_size: int
) -> int:
    """Index behind the last of those that follow each other and have moved by ``offset``."""
    end = start + 1
    while end < len(differences) and differences[end].position == differences[end - 1].position + 1:
        following = differences[end]
        origin = anchored_at.get(following.leaf) if following.leaf else None
        # What moved up from behind the checkpoint has no anchored hash of its own.
        from_behind = origin is None and following.leaf and following.position + offset > checkpoint_size
        if origin != following.position + offset and not from_behind:
            break
        end += 1
    return end
