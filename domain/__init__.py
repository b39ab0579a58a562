"""
What is true: the rules of the school report (học bạ), the streams of events, and the ledger that keeps them.

Read ``values`` first, then ``report/decide.py``. Everything but ``domain.ledger`` is pure: no SQL, HTTP, keys or
clock. Nothing here imports ``projections``, ``anchors`` or ``api`` (import-linter proves it).
"""
