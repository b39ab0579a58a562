"""
A fictional school, the same for the same seed: read ``generator.generate`` first.

Everybody in it is invented: family names are drawn by their real frequency, the rest at random, and all numbers lie in
ranges that nobody was ever given (``names.PROVINCE``). Likeness to a living person is chance.
"""
