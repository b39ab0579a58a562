"""A class's roll (sổ điểm danh): which half-days were called, one stream for each class and school year."""
