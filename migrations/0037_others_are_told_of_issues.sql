-- Who is told that a report was issued or ended (webhooks): address, what of, the secret that each message is signed
-- with, and the entry of the ledger that has been told last. An address is kept apart by school as everything else.
--
-- The secret is kept as it is: it signs messages, so its hash would be of no use. It opens nothing here.
CREATE TABLE work.webhooks (
    webhook_id uuid        NOT NULL PRIMARY KEY,
    school_id  uuid        NOT NULL,
    url        text        NOT NULL CHECK (length(url) BETWEEN 8 AND 500),
    kinds      text[]      NOT NULL CHECK (kinds <> '{}'),
    secret     bytea       NOT NULL CHECK (octet_length(secret) = 32),
    position   bigint      NOT NULL CHECK (position >= 0),
    made_by    uuid        NOT NULL,
    made_at    timestamptz NOT NULL DEFAULT now(),
    failures   integer     NOT NULL DEFAULT 0 CHECK (failures >= 0),
    retry_at   timestamptz NOT NULL DEFAULT now(),
    last_fault text        CHECK (length(last_fault) <= 200)
);
CREATE INDEX webhooks_of_a_school ON work.webhooks (school_id);

ALTER TABLE work.webhooks ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY one_school ON work.webhooks USING (school_id = current_setting('hocba.school_id')::uuid);
