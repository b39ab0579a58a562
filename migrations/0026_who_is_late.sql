-- How far each report has come, beside what stands in it, as texts that are equal where reports stand equal: the board
-- of a whole school is counted in the database, and few of its reports are left to be judged (``projections.board``).
-- The rows are folded anew by whoever reads next; the other read models stay as they are.
DO $$
DECLARE
    school uuid;
BEGIN
    FOR school IN SELECT school_id FROM ledger.heads LOOP
        PERFORM set_config('hocba.school_id', school::text, true);
        DELETE FROM read.reports WHERE school_id = school;
        DELETE FROM read.progress WHERE school_id = school AND projection = 'reports';
    END LOOP;
END
$$;
ALTER TABLE read.reports
    ADD COLUMN standing text   NOT NULL,
    ADD COLUMN sheets   text[] NOT NULL;

-- Reminders (Nhắc): one of each sender to each person a day, about what was open then; not a record of the school.
CREATE TABLE work.inbox (
    school_id  uuid        NOT NULL,
    staff_id   uuid        NOT NULL,
    sent_by    uuid        NOT NULL,
    sent_on    date        NOT NULL,
    message_id uuid        NOT NULL DEFAULT gen_random_uuid() UNIQUE,
    sent_at    timestamptz NOT NULL,
    content    jsonb       NOT NULL CHECK (octet_length(content::text) <= 65536),
    read_at    timestamptz,
    mailed_at  timestamptz,
    PRIMARY KEY (school_id, staff_id, sent_by, sent_on)
);

-- Where a person reads mail: told by himself or the IT officer, outside the ledger, gone when it is taken back.
CREATE TABLE work.addresses (
    school_id uuid NOT NULL,
    staff_id  uuid NOT NULL,
    email     text NOT NULL CHECK (length(email) <= 254),
    PRIMARY KEY (school_id, staff_id)
);

DO $$
DECLARE
    relation text;
BEGIN
    FOREACH relation IN ARRAY ARRAY['inbox', 'addresses'] LOOP
        EXECUTE format('ALTER TABLE work.%I ENABLE ROW LEVEL SECURITY', relation);
        EXECUTE format('ALTER TABLE work.%I FORCE ROW LEVEL SECURITY', relation);
        EXECUTE format(
            'CREATE POLICY one_school ON work.%I USING (school_id = current_setting(''hocba.school_id'')::uuid)',
            relation);
    END LOOP;
END
$$;
