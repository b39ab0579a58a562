"""The school's register of papers (sổ văn bản): numbers without gaps, one stream for each school year."""
