"""
Formats of signed documents, as data: XSDs, field maps, code tables, Ids, and who signs what. Read ``hoc_ba`` first.

Imports nothing of ours: the inspector's verifier (``anchors.verify``) reads these same files without the rest.
"""
