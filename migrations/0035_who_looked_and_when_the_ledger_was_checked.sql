-- Who of those who may see everything opened what: a supervisor, the leadership, the IT officer. Kept outside the ledger,
-- because looking records nothing about a pupil; added to and read, never changed, so that nobody wipes his own visit.
--
-- page is the route as the program names it, without values; report_id is what stood in the address, the report's stream
-- or its lookup code.
CREATE TABLE work.visits (
    school_id  uuid        NOT NULL,
    visit_id   bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    at         timestamptz NOT NULL DEFAULT ledger.now(),
    staff_id   uuid        NOT NULL,
    role       text        NOT NULL CHECK (length(role) <= 32),
    page       text        NOT NULL CHECK (length(page) <= 200),
    report_id  uuid,
    class_code text        CHECK (length(class_code) <= 10),
    PRIMARY KEY (school_id, visit_id)
);
CREATE INDEX visits_of_a_person ON work.visits (school_id, staff_id, at);

CREATE FUNCTION work.visits_stay() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'work.visits refuses %: who looked stays known', TG_OP USING ERRCODE = 'HB007';
END
$$;
CREATE TRIGGER visits_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON work.visits
    FOR EACH STATEMENT EXECUTE FUNCTION work.visits_stay();
ALTER TABLE work.visits ENABLE ALWAYS TRIGGER visits_stay;

-- Checks of the whole ledger that somebody asked for on a page: how far, and what was found. Whether one is running says
-- an advisory lock, which ends with the process; a row without an end and without a lock was cut off.
CREATE TABLE work.ledger_checks (
    school_id uuid        NOT NULL,
    check_id  uuid        NOT NULL,
    asked_by  uuid        NOT NULL,
    begun_at  timestamptz NOT NULL DEFAULT ledger.now(),
    stage     text        NOT NULL DEFAULT 'rows' CHECK (length(stage) <= 32),
    done      bigint      NOT NULL DEFAULT 0,
    total     bigint      NOT NULL DEFAULT 0,
    ended_at  timestamptz,
    stopped   text        CHECK (length(stopped) <= 200),
    report    jsonb,
    PRIMARY KEY (school_id, check_id)
);
CREATE INDEX ledger_checks_newest ON work.ledger_checks (school_id, begun_at DESC);

DO $$
DECLARE
    relation text;
BEGIN
    FOREACH relation IN ARRAY ARRAY['visits', 'ledger_checks'] LOOP
        EXECUTE format('ALTER TABLE work.%I ENABLE ROW LEVEL SECURITY', relation);
        EXECUTE format('ALTER TABLE work.%I FORCE ROW LEVEL SECURITY', relation);
        EXECUTE format(
            'CREATE POLICY one_school ON work.%I USING (school_id = current_setting(''hocba.school_id'')::uuid)',
            relation);
    END LOOP;
END
$$;
