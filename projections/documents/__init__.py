"""
Documents of a report: its XML (``xml``) and its pages (``pdf``), both projections of a ``ReportDocument``.

Same document, same bytes. Nothing here signs; what is signed becomes a fact and lies in ``ledger.blobs``.
"""
