-- Access tokens of people: shown once by ``hocba token issue``, kept as SHA-256 only.
CREATE TABLE work.tokens (
    sha256     bytea       NOT NULL PRIMARY KEY CHECK (octet_length(sha256) = 32),
    school_id  uuid        NOT NULL,
    staff_id   uuid        NOT NULL,
    issued_at  timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    CHECK (expires_at > issued_at)
);

-- Facts about this database that outlive a session, such as the demo's mark (people act there without tokens).
CREATE TABLE work.marks (
    name  text NOT NULL PRIMARY KEY,
    value text NOT NULL
);
