-- Batches (đợt phát hành): the editions that the clerk has sealed and issued in one go by a worker of the server. What
-- has been done with them stands in the ledger alone; a batch says which they are, who began it, and what was refused.
--
-- refused and fault are {"code", "vi", "en"}: of a report what keeps it back, of a batch what stopped its worker.
CREATE TABLE work.batches (
    school_id      uuid        NOT NULL,
    batch_id       uuid        NOT NULL,
    school_year_id uuid        NOT NULL,
    started_by     uuid        NOT NULL,
    started_at     timestamptz NOT NULL,
    stop_asked     boolean     NOT NULL DEFAULT false,
    ended_at       timestamptz,
    fault          jsonb       CHECK (octet_length(fault::text) <= 8192),
    PRIMARY KEY (school_id, batch_id)
);
-- Two at once would draw from the same reports and hold each other up.
CREATE UNIQUE INDEX one_batch_at_a_time ON work.batches (school_id) WHERE ended_at IS NULL;

CREATE TABLE work.batch_reports (
    school_id uuid  NOT NULL,
    batch_id  uuid  NOT NULL,
    lookup_id uuid  NOT NULL,
    report_id uuid  NOT NULL,
    refused   jsonb CHECK (octet_length(refused::text) <= 8192),
    PRIMARY KEY (school_id, batch_id, lookup_id),
    FOREIGN KEY (school_id, batch_id) REFERENCES work.batches ON DELETE CASCADE
);

ALTER TABLE work.batches ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE work.batch_reports ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY one_school ON work.batches USING (school_id = current_setting('hocba.school_id')::uuid);
CREATE POLICY one_school ON work.batch_reports USING (school_id = current_setting('hocba.school_id')::uuid);
