"""
Benchmarks: what the ledger does a second, beside what people would use instead. ``docs/benchmarks.md`` says how.

Read ``harness`` first, then any of the others: one file measures one figure, or a few from the same rounds.
``python -m tests.benchmarks [NAME …]`` runs some, ``make bench`` all of them.
"""
