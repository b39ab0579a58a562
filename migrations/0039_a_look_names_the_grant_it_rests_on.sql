-- An organisation opens reports under a grant of the school (docs/portal.md): the look says under which. A personal access
-- code is told from the birth date.
ALTER TABLE work.accesses
    ADD COLUMN grant_id uuid,
    DROP CONSTRAINT accesses_pkey,
    ADD CONSTRAINT accesses_once UNIQUE NULLS NOT DISTINCT (school_id, lookup_id, since, kind, network, grant_id),
    DROP CONSTRAINT accesses_kind_check,
    ADD CONSTRAINT accesses_kind_check CHECK (
        kind IN ('FACTS', 'REPORT', 'CODE', 'GRANT', 'REFUSED', 'FILE', 'PDF', 'XML', 'RECEIPT'));
CREATE INDEX accesses_of_a_grant ON work.accesses (school_id, grant_id, since) WHERE grant_id IS NOT NULL;

DROP FUNCTION work.accessed(uuid, uuid, text, text);

-- As before (migration 0030), and under which grant.
CREATE FUNCTION work.accessed(p_school uuid, p_code uuid, p_kind text, p_network text, p_grant uuid DEFAULT NULL)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM set_config('hocba.school_id', p_school::text, true);
    IF p_kind = 'FACTS' THEN
        PERFORM set_config('synchronous_commit', 'off', true);
    END IF;
    INSERT INTO work.accesses AS a (school_id, lookup_id, since, kind, network, times, grant_id)
    VALUES (
        p_school, p_code, date_trunc(CASE p_kind WHEN 'FACTS' THEN 'hour' ELSE 'second' END, clock_timestamp()),
        p_kind, p_network, 1, p_grant)
    ON CONFLICT ON CONSTRAINT accesses_once DO UPDATE SET times = a.times + 1;
END
$$;
