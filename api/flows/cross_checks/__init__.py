"""
Cross-checks (kiểm tra chéo) at a school's desk.

``acting`` records, ``views`` reads, ``gate`` says what stands before a signature.
"""
