"""Roll call (điểm danh): ``calling`` records a half-day, ``sheets`` show what stands, ``warnings`` who misses much."""
