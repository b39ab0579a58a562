"""
Reports on paper from elsewhere (học bạ giấy) that the school has digitised (số hoá), one stream for each.

Read ``events`` for what happens, ``decide`` for the rules (QĐ 1789 Điều 22.3, Điều 39.2), ``document`` for what is
signed; ``domain.formats.paper`` says in which form.
"""
