"""
Evidence for outsiders (bằng chứng cho người ngoài): what an inspector can check without trusting the school or us.

Read ``tree`` first, then ``checkpoint`` and ``receipt``; ``docs/formats/`` says the same in prose.

- ``errors``: the tree of errors of this folder, and their texts.
- ``tree``: the Merkle tree of RFC 6962 and RFC 9162: leaf hash, inclusion, consistency.
- ``tiles``: the same tree in pieces of 256 hashes (C2SP tlog-tiles): growing it, roots, paths.
- ``checkpoint``: a signed note that names origin, size and root (C2SP tlog-checkpoint).
- ``receipt``: entry, path and checkpoint in one file that proves alone (C2SP tlog-proof).
- ``consistency``: an older size and root, path and newer checkpoint in one file; ``comparison``: one history or two.
- ``signing``: signatures in XML, CMS and PDF, and the trust in their certificates.
- ``verify``: the verdict on one file, step by step; ``report_values`` reads what its XML says.
- ``publisher``: a ledger's new entries under a checkpoint. ``audit``: a whole ledger, hashed again.

All but ``tiles``, ``publisher`` and ``audit`` run on an inspector's laptop: they import
nothing of ours but each other and ``domain.formats``, and no database. The school holds its log key, so tree and
checkpoint alone prove nothing against the school; only what an outsider kept does.
"""
