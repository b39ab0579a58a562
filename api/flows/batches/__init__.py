"""
Batches (đợt phát hành): reports that the clerk has sealed and issued in one go, by a worker of the server.

Read ``kept`` first: what a batch is and how its work is taken up. ``shown`` is how people see it, ``issuing`` what is
done with a class of it.
"""
