"""
Signatures of people and of the school: XML (XMLDSig), PDF (PAdES), detached CMS; keys, certificates and their trust.

Read ``port`` first, then ``xml``, ``pdf``, ``cms``; ``trust`` says whose a certificate is; ``demo_authority`` makes
certificates for the demo. ``docs/formats/signatures.md`` says what each signature covers and how others check it.
Imports nothing of ours but ``anchors.errors``; no network, no database, no clock (times come with the call).
"""

from anchors.signing import messages as messages
