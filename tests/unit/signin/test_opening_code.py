"""The operator's code: good for a day and for one opening."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from api.signin.invitations import code_digest
from api.signin.opening import new_code, require, spent
from tests.kit.story import rejected


def spend(folder: Path, digest: bytes) -> None:
    with spent(folder, digest):
        pass


def test_a_later_code_takes_the_place_of_an_earlier_one(tmp_path: Path) -> None:
    first, second = new_code(tmp_path), new_code(tmp_path)
    require(tmp_path, code_digest(second.lower().replace("-", " ")))
    rejected("opening.code", require, tmp_path, code_digest(first))


def test_a_code_is_good_for_a_day(tmp_path: Path) -> None:
    code = new_code(tmp_path)
    (path,) = tmp_path.iterdir()
    path.write_text(json.dumps(json.loads(path.read_text()) | {"until": 0}))
    rejected("opening.code", require, tmp_path, code_digest(code))


def test_it_is_spent_once_and_only_by_what_went_well(tmp_path: Path) -> None:
    digest = code_digest(new_code(tmp_path))
    with pytest.raises(ZeroDivisionError), spent(tmp_path, digest):
        raise ZeroDivisionError
    with spent(tmp_path, digest):
        rejected("opening.code", spend, tmp_path, digest)
    rejected("opening.code", spend, tmp_path, digest)
    assert not list(tmp_path.iterdir())
