-- Triggers that refuse change for everybody, owner and superuser too, until one of them disables a trigger, which the
-- check at start and at each audit finds. FOR EACH STATEMENT, because under forced row-level security a row trigger sees
-- no rows and a DELETE would succeed silently. ENABLE ALWAYS, so that session_replication_role does not switch them off.
CREATE FUNCTION ledger.refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'ledger.% refuses %: what is recorded stays recorded', TG_TABLE_NAME, TG_OP USING ERRCODE = 'HB007';
END
$$;

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.events
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.commands
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.blobs
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.erasures
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.tiles
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.checkpoints
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER refuse_change BEFORE DELETE OR TRUNCATE ON ledger.heads
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

-- heads has no row-level security, so a row trigger sees its rows; its condition costs an append next to nothing.
CREATE TRIGGER refuse_shrinking BEFORE UPDATE ON ledger.heads
    FOR EACH ROW WHEN (NEW.size <= OLD.size OR NEW.school_id <> OLD.school_id)
    EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER refuse_head_start BEFORE INSERT ON ledger.heads
    FOR EACH ROW WHEN (NEW.size <> 0) EXECUTE FUNCTION ledger.refuse_change();

-- A personal value may go, but only one whose erasure is recorded. No rows at all is an error as well: a DELETE that
-- found nothing, because of row-level security or a typing error, must not look like an erasure.
CREATE FUNCTION ledger.refuse_unrecorded_erasure() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM gone) OR EXISTS (
        SELECT FROM gone g
        WHERE NOT EXISTS (
            SELECT FROM ledger.erasures e WHERE e.school_id = g.school_id AND e.commitment = g.commitment
        )
    ) THEN
        RAISE EXCEPTION 'ledger.% refuses %: a value is erased by ledger.erase only', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'HB007';
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER refuse_change BEFORE UPDATE OR TRUNCATE ON ledger.personal
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER refuse_unrecorded_erasure AFTER DELETE ON ledger.personal
    REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_unrecorded_erasure();

ALTER TABLE ledger.events ENABLE ALWAYS TRIGGER refuse_change;
ALTER TABLE ledger.commands ENABLE ALWAYS TRIGGER refuse_change;
ALTER TABLE ledger.blobs ENABLE ALWAYS TRIGGER refuse_change;
ALTER TABLE ledger.erasures ENABLE ALWAYS TRIGGER refuse_change;
ALTER TABLE ledger.tiles ENABLE ALWAYS TRIGGER refuse_change;
ALTER TABLE ledger.checkpoints ENABLE ALWAYS TRIGGER refuse_change;
ALTER TABLE ledger.heads ENABLE ALWAYS TRIGGER refuse_change;
ALTER TABLE ledger.heads ENABLE ALWAYS TRIGGER refuse_shrinking;
ALTER TABLE ledger.heads ENABLE ALWAYS TRIGGER refuse_head_start;
ALTER TABLE ledger.personal ENABLE ALWAYS TRIGGER refuse_change;
ALTER TABLE ledger.personal ENABLE ALWAYS TRIGGER refuse_unrecorded_erasure;
