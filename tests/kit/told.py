"""What a test has to tell beside passing, in one line, shown at the end of the run (``tests/conftest.py``)."""

from __future__ import annotations

from collections.abc import Callable

Told = Callable[[str], None]
PROPERTY = "told"
