"""
The audit of a whole ledger (kiểm tra toàn bộ sổ cái): everything recomputed from the stored bytes, nothing believed.

Read ``run.audit_school`` first; ``docs/formats/audit.md`` says what is checked, in the same order. One file per thing:

- ``store``: the ledger as it stood at one moment, streamed.
- ``entries``: each entry and the columns that are copies of it; order of positions and streams.
- ``commands``: which command brought which entries.
- ``tree``: leaves against tiles, roots against checkpoints; names the first position that differs.
- ``checkpoints``: signature, origin, chain and time of each.
- ``timestamps``: those of the ledger and of kept checkpoints, against what they are over.
- ``references``: documents and identity values that entries name.
- ``findings``, ``messages``: what was found, in both languages.

May import ``anchors`` and ``domain``; the findings about triggers and rights are given in, because they come from
``migrations``.
"""

from anchors.audit.findings import Finding, Report
from anchors.audit.run import audit_school

__all__ = ["Finding", "Report", "audit_school"]
