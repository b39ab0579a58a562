"""
Flows: what a door does step by step, over the domain, the projections and the anchors.

One folder or file per flow. ``workbooks`` is files in and out only; it knows no ledger and no database.
"""
