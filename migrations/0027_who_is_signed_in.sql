-- Sessions of signed-in people: the browser keeps the secret, this table its SHA-256 only.
--
-- It stands outside row-level security as tokens do: who asks is known only once the row is found. ``how`` says by what
-- the person was known (DEMO, PASSWORD, PASSKEY, OIDC). seen_at moves at most once a minute.
CREATE TABLE work.sessions (
    sha256     bytea       NOT NULL PRIMARY KEY CHECK (octet_length(sha256) = 32),
    school_id  uuid        NOT NULL,
    staff_id   uuid        NOT NULL,
    how        text        NOT NULL CHECK (length(how) BETWEEN 1 AND 16),
    opened_at  timestamptz NOT NULL DEFAULT now(),
    seen_at    timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    CHECK (expires_at > opened_at)
);
CREATE INDEX sessions_of_a_person ON work.sessions (school_id, staff_id);
-- What the next page tells once (saved, signed, refused): here and not in the browser, for it may name a pupil.
ALTER TABLE work.sessions ADD COLUMN note text CHECK (length(note) BETWEEN 1 AND 1000);
