"""What a test needs from the machine: skipped loudly where absent, a failure where ``HOCBA_REQUIRE_ALL=1``."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest


def program(name: str) -> str:
    """Path of a system program that serves as an independent judge, such as ``xmlsec1``."""
    found = shutil.which(name)
    if found:
        return found
    if os.environ.get("HOCBA_REQUIRE_ALL") == "1":
        pytest.fail(f"{name} is not installed, and HOCBA_REQUIRE_ALL=1 asks for it")
    pytest.skip(f"NOT TESTED: {name} is not installed (apt-get install the package that has it)")


def shared(name: str) -> Path:
    """A file of the folder ``../shared`` beside the project (or ``HOCBA_SHARED``); may be absent anywhere."""
    root = Path(os.environ.get("HOCBA_SHARED", Path(__file__).parents[3] / "shared"))
    path = root / name
    if not path.exists():
        pytest.skip(f"NOT TESTED: {name} is not beside the project (set HOCBA_SHARED)")
    return path
