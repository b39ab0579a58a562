-- What a timestamp service answered (RFC 3161, TimeStampResp in DER) over the note of a checkpoint. In a table of its
-- own, because it arrives after the checkpoint was published: the service may be down, the process killed in between.
-- One for each checkpoint, the first that comes; a checkpoint without one is covered by any later one that has one,
-- because that continues it. recorded_at is the ledger's time, which proves nothing; the time that counts is in answer.
CREATE TABLE ledger.timestamps (
    school_id uuid NOT NULL,
    size bigint NOT NULL,
    note_sha256 bytea NOT NULL CONSTRAINT timestamps_note_sha256 CHECK (octet_length(note_sha256) = 32),
    answer bytea NOT NULL CONSTRAINT timestamps_answer CHECK (octet_length(answer) BETWEEN 1 AND 32768),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT timestamps_pkey PRIMARY KEY (school_id, size)
);

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.timestamps
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
ALTER TABLE ledger.timestamps ENABLE ALWAYS TRIGGER refuse_change;
ALTER TABLE ledger.timestamps ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_school ON ledger.timestamps USING (school_id = current_setting('hocba.school_id')::uuid);

-- Keeps an answer beside its checkpoint. The database cannot read it, but holds it to the very note that was asked for:
-- an answer over a note that is not the one published is refused. Two at once: the first stays.
-- Error HB014: no checkpoint of this size, or its note has another digest.
CREATE FUNCTION ledger.stamp(p_school uuid, p_size bigint, p_note_sha256 bytea, p_answer bytea) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM ledger.checkpoints c
        WHERE c.school_id = p_school AND c.size = p_size AND sha256(convert_to(c.note, 'UTF8')) = p_note_sha256
    ) THEN
        RAISE EXCEPTION 'no checkpoint of size % with this note', p_size USING ERRCODE = 'HB014',
            DETAIL = json_build_object('size', p_size);
    END IF;
    INSERT INTO ledger.timestamps (school_id, size, note_sha256, answer, recorded_at)
    VALUES (p_school, p_size, p_note_sha256, p_answer, ledger.now())
    ON CONFLICT ON CONSTRAINT timestamps_pkey DO NOTHING;
END
$$;
