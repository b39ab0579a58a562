"""
What an auditor asks of a ledger: how a report stood at a moment, what changed between two, who did what.

Everything is read from the entries; no read model is asked. ``chronicle`` knows who was who when an entry was written,
``standing`` what stood in a report, ``replay``, ``diff``, ``timeline`` and ``history`` answer.
"""
