"""
The database's shape: numbered plain SQL, applied once and in order, and the checks that it still is as it was made.

Read ``0001`` to ``0006`` for the ledger, then ``runner.migrate``. ``privileges`` says who may do what, ``protection``
finds what no longer holds. Imports nothing of ours but ``domain``.
"""
