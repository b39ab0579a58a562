"""What a run of tests is told by the environment: ``HOCBA_HARD=1``, everything that takes long; ``HOCBA_SEED``."""

from __future__ import annotations

import os
import time

HARD = os.environ.get("HOCBA_HARD") == "1"
#: What a run draws from; a hard one draws anew each time, and ``HOCBA_SEED`` plays it again.
SEED = int(os.environ.get("HOCBA_SEED") or (time.time_ns() % 10**9 if HARD else 20260531))
