"""The pupil (học sinh): identity with salted commitments, enrolments. Read ``events`` first."""
