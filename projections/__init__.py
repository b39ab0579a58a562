"""
What can be recomputed: read models folded from the ledger, and the documents made from them.

One file per read model (``reports``, ``gradebook``, ``lookup``, ``school_years``) with its fold and its queries;
``runner`` keeps them up to date and rebuilds them. May import ``domain`` only.
"""
