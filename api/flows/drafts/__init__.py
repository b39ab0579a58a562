"""
Drafts (nháp) and how they become records (Ghi sổ): docs/drafts.md.

Read ``sheet`` first: where somebody drafts and what may stand there; then ``kept``: the table outside the ledger;
``entering``, ``pasting`` and ``uploading`` put values in, ``showing`` and ``provisional`` show them, ``preview`` shows
what recording would do, ``recording`` does it.
"""

from api.flows.drafts import messages as messages  # registers the texts of this folder's errors
