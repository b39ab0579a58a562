-- What became of an issued edition: cancelled, recalled or amended, when, by which document, and the code of the next
-- one. NULL while it stands. The reason stays in the ledger: it may speak of the pupil, and this index is read by code.
ALTER TABLE read.lookup
    ADD COLUMN fate text,
    ADD COLUMN ended_at timestamptz,
    ADD COLUMN document text,
    ADD COLUMN document_date date,
    ADD COLUMN replaced_by uuid;
