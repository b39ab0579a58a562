-- Drafts (nháp): what somebody has typed and not recorded yet. They belong to who typed them, change freely, count for
-- nothing that others see, and are gone once they stand in the ledger; so they lie in schema work, with ordinary rights.
--
-- sheet is a subject's code, or GVCN for what the homeroom teacher records; place is where in it, as a correction names
-- places (TOAN/1/TX1, conduct/1); value is what was typed, read as a value of that place. Rows of other schools are out
-- of sight as everywhere.
CREATE TABLE work.drafts (
    school_id uuid        NOT NULL,
    staff_id  uuid        NOT NULL,
    class_id  uuid        NOT NULL,
    sheet     text        NOT NULL CHECK (length(sheet) BETWEEN 1 AND 32),
    report_id uuid        NOT NULL,
    place     text        NOT NULL CHECK (length(place) BETWEEN 1 AND 64),
    value     text        NOT NULL CHECK (length(value) BETWEEN 1 AND 1000),
    saved_at  timestamptz NOT NULL,
    PRIMARY KEY (school_id, staff_id, class_id, sheet, report_id, place)
);

-- The day of the assessment of a column (plan 003: entered right after it), until the column is recorded.
CREATE TABLE work.draft_days (
    school_id   uuid NOT NULL,
    staff_id    uuid NOT NULL,
    class_id    uuid NOT NULL,
    sheet       text NOT NULL CHECK (length(sheet) BETWEEN 1 AND 32),
    place       text NOT NULL CHECK (length(place) BETWEEN 1 AND 64),
    assessed_on date NOT NULL,
    PRIMARY KEY (school_id, staff_id, class_id, sheet, place)
);

ALTER TABLE work.drafts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE work.draft_days ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY one_school ON work.drafts USING (school_id = current_setting('hocba.school_id')::uuid);
CREATE POLICY one_school ON work.draft_days USING (school_id = current_setting('hocba.school_id')::uuid);
