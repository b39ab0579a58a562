"""
How a member of staff proves who he is: password with a second factor, passkey, or the school's sign-in service.

Read ``accounts`` first (what is kept), then ``entering`` (who comes in) and ``keeping`` (what the IT officer does).
Nothing here knows pages or cookies; what a browser has begun and not finished waits in ``steps``.
"""
