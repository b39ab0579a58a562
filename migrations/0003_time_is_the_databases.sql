-- Every time in the ledger is the database's. Only a database marked "test-clock" when it was made can be set, so that
-- dated stories can be played; the mark is permanent, and production settings refuse a database that bears it.
CREATE TABLE ledger.marks (
    name text CONSTRAINT marks_pkey PRIMARY KEY CONSTRAINT marks_name CHECK (name IN ('test-clock')),
    made_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.marks
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
ALTER TABLE ledger.marks ENABLE ALWAYS TRIGGER refuse_change;

-- At most one row: how far the set clock is ahead of the real one. Microseconds, because days differ in length.
CREATE TABLE ledger.clock (
    one boolean CONSTRAINT clock_pkey PRIMARY KEY DEFAULT true CONSTRAINT clock_one CHECK (one),
    ahead_us bigint NOT NULL
);

CREATE FUNCTION ledger.now() RETURNS timestamptz
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN clock_timestamp()
        + coalesce((SELECT c.ahead_us FROM ledger.clock c), 0) * interval '1 microsecond';
END
$$;

CREATE FUNCTION ledger.set_clock(p_at timestamptz) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    ahead bigint := round(extract(epoch FROM p_at - clock_timestamp()) * 1000000);
BEGIN
    IF NOT EXISTS (SELECT FROM ledger.marks m WHERE m.name = 'test-clock') THEN
        RAISE EXCEPTION 'this database was not made with --test-clock' USING ERRCODE = 'HB008';
    END IF;
    INSERT INTO ledger.clock (ahead_us) VALUES (ahead) ON CONFLICT (one) DO UPDATE SET ahead_us = excluded.ahead_us;
END
$$;
