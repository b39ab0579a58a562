"""
Two histories for two readers: two copies of a ledger that part after 620 entries, each signed with the same real key.

Each reader by himself sees a ledger that is whole and continues what he kept; only what both hold, held against one
another, shows the fork.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integration.audit.ledgers import ENTRIES, Audited, attacked
from tests.integration.history.readers import Reader, grow, newest, note_at, proof_from
from tests.kit.check_ledger import check_ledger

BOTH = 600
"""The last checkpoint before the fork."""


@pytest.fixture
def other() -> Iterator[Audited]:
    """The copy that the second reader is shown."""
    with attacked() as made:
        yield made


def test_each_reader_alone_sees_one_history(case: Audited, other: Audited, outsider: Reader) -> None:
    """Nothing finds it: each keeps what he was shown, and his ledger goes on from it. A limit, and said in the docs."""
    for one, size in ((case, 640), (other, 650)):
        mine = outsider.at(one.database)
        before = mine.keep("before.txt", note_at(one, BOTH))
        kept = mine.keep("kept.txt", grow(one, size))
        check_ledger(one.ledger, one.key.verifier_key, kept=[("kept.txt", kept.read_bytes())])
        assert mine.one_history(before, "live")["newer"]["size"] == size
        grow(one, size + 30)
        assert mine.one_history(kept, "live")["older"]["size"] == size


def test_what_both_hold_shows_it_with_a_database(case: Audited, other: Audited, outsider: Reader) -> None:
    first, second = outsider.keep("1.txt", grow(case, 640)), outsider.keep("2.txt", grow(other, 650))
    found = outsider.at(other.database).two_histories(first, second)
    assert (found["first"]["size"], found["second"]["size"]) == (640, 650)
    assert found["first"]["name"] == str(first)
    # The other ledger ends before what the second reader holds, and cannot tell until it has grown.
    assert outsider.cannot_tell(first, second) == "compare.behind"
    grow(case, 700)
    found = outsider.two_histories(first, second)
    assert (found["first"]["name"], found["second"]["name"], found["second"]["size"]) == (str(second), "live", 700)


def test_what_both_hold_shows_it_without_a_database(case: Audited, other: Audited, outsider: Reader) -> None:
    """With a proof from either ledger; its maker cannot help telling on himself."""
    home = outsider.offline
    first, second = home.keep("1.txt", grow(case, 640)), home.keep("2.txt", grow(other, 650))
    assert home.cannot_tell(first, second) == "compare.no_proof"
    theirs = home.keep("theirs.txt", proof_from(other, 640))
    assert home.two_histories(first, second, "--proof", theirs)["first"]["size"] == 640
    assert home.two_histories(first, theirs)["first"]["size"] == 640
    # Proofs of the first ledger, when it has grown, convict what the second reader holds.
    grow(case, 700)
    mine = [home.keep(f"{size}.txt", proof_from(case, size)) for size in (640, 650)]
    found = home.two_histories(first, second, "--proof", mine[0], "--proof", mine[1])
    assert (found["first"]["name"], found["second"]["size"]) == (str(second), 700)


def test_checkpoints_of_one_size_need_nothing_else(case: Audited, other: Audited, outsider: Reader) -> None:
    first, second = outsider.keep("1.txt", grow(case, 650)), outsider.keep("2.txt", grow(other, 650))
    found = outsider.offline.two_histories(first, second)
    assert found["first"]["size"] == found["second"]["size"] == 650
    assert found["first"]["root"] != found["second"]["root"]


def test_what_was_sealed_before_they_parted_is_one_history_in_both(
    case: Audited, other: Audited, outsider: Reader
) -> None:
    kept = outsider.keep("kept.txt", note_at(case, BOTH))
    grow(case, 640)
    grow(other, 650)
    assert outsider.one_history(kept, "live")
    assert outsider.at(other.database).one_history(kept, "live")


def test_a_copy_that_only_lags_is_no_second_history(case: Audited, other: Audited, outsider: Reader) -> None:
    """An honest replica: behind, and when asked for both it says so instead of crying fork."""
    ahead = outsider.keep("ahead.txt", grow(case, ENTRIES))
    replica = outsider.at(other.database)
    assert replica.cannot_tell(ahead, "live") == "compare.behind"
    behind = outsider.keep("behind.txt", newest(other))
    assert outsider.one_history(behind, ahead)["proven_by"] == ["live"]
    assert outsider.one_history(behind, "live")["newer"]["size"] == ENTRIES
