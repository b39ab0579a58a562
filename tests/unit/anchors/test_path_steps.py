"""The steps of an inclusion path, against the tree as RFC 6962 defines it: every index of every small tree."""

from __future__ import annotations

import pytest

from anchors.errors import ProofInvalid
from anchors.path_steps import path_steps
from tests.kit.merkle import leaf_hashes, mth, path


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 13, 33])
def test_every_step_names_two_nodes_of_the_tree_and_ends_at_its_root(size: int) -> None:
    leaves = leaf_hashes(size)
    for index in range(size):
        steps = path_steps(leaves[index], index, size, path(index, leaves), mth(leaves))
        assert (steps[-1].parent if steps else leaves[index]) == mth(leaves)
        for step in steps:
            (first, last), (other_first, other_last) = step.leaves, step.sibling_leaves
            assert step.node == mth(leaves[first - 1 : last])
            assert step.sibling == mth(leaves[other_first - 1 : other_last])
            assert first <= index + 1 <= last
            assert step.sibling_is_left == (other_first < first)
            assert (other_last + 1 == first) if step.sibling_is_left else (last + 1 == other_first)


def test_a_path_that_does_not_prove_has_no_steps() -> None:
    leaves = leaf_hashes(7)
    with pytest.raises(ProofInvalid):
        path_steps(leaves[2], 3, 7, path(2, leaves), mth(leaves))
