-- Tokens of school software: what each may do (scopes), how its owner calls it, when it was last used (at most once a
-- minute). Those that were there before may do everything, as they could.
ALTER TABLE work.tokens
    ADD COLUMN token_id     uuid        NOT NULL DEFAULT gen_random_uuid() UNIQUE,
    ADD COLUMN scopes       text[]      NOT NULL DEFAULT ARRAY['read', 'record', 'sign', 'issue', 'admin'],
    ADD COLUMN name         text        NOT NULL DEFAULT '' CHECK (length(name) <= 60),
    ADD COLUMN last_used_at timestamptz,
    ADD CONSTRAINT known_scopes CHECK (scopes <@ ARRAY['read', 'record', 'sign', 'issue', 'admin'] AND scopes <> '{}');
CREATE INDEX tokens_of_a_person ON work.tokens (school_id, staff_id);
