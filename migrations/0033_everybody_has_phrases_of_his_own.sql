-- Phrases for comments (câu mẫu): each person's own, outside the ledger, no record of the school. Nobody else sees them,
-- whatever is asked by the application: the policy names the person beside the school.
CREATE TABLE work.phrases (
    school_id uuid        NOT NULL,
    staff_id  uuid        NOT NULL,
    phrase_id uuid        NOT NULL DEFAULT gen_random_uuid(),
    text      text        NOT NULL CHECK (length(text) BETWEEN 1 AND 1000),
    kept_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (school_id, staff_id, phrase_id)
);

ALTER TABLE work.phrases ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_only ON work.phrases USING (
    school_id = current_setting('hocba.school_id')::uuid AND staff_id = current_setting('hocba.staff_id')::uuid
);

-- What could not be sent yet waits in the browser enciphered under a key that only its owner's pages bring along: whoever
-- uses the same computer reads nothing of it. Losing a key loses what waits, and nothing else.
CREATE TABLE work.page_keys (
    school_id uuid  NOT NULL,
    staff_id  uuid  NOT NULL,
    key       bytea NOT NULL CHECK (octet_length(key) = 32),
    PRIMARY KEY (school_id, staff_id)
);

ALTER TABLE work.page_keys ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_only ON work.page_keys USING (
    school_id = current_setting('hocba.school_id')::uuid AND staff_id = current_setting('hocba.staff_id')::uuid
);
