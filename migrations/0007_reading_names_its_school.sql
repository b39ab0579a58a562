-- The two hot reads, one statement each. They choose the school first and look second: in one plain statement the planner
-- may evaluate the row-level security policy before a set_config beside it. They run with the caller's own rights.
CREATE FUNCTION ledger.read_streams(
    p_school uuid, p_streams uuid[], p_after bigint, p_until bigint, p_limit bigint, p_descending boolean
) RETURNS SETOF ledger.events
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM set_config('hocba.school_id', p_school::text, true);
    IF p_descending THEN
        RETURN QUERY SELECT e.* FROM ledger.events e
        WHERE e.school_id = p_school AND e.stream_id = ANY (p_streams)
            AND e.stream_version > p_after AND e.stream_version <= p_until
        ORDER BY e.position DESC LIMIT p_limit;
    ELSE
        RETURN QUERY SELECT e.* FROM ledger.events e
        WHERE e.school_id = p_school AND e.stream_id = ANY (p_streams)
            AND e.stream_version > p_after AND e.stream_version <= p_until
        ORDER BY e.position LIMIT p_limit;
    END IF;
END
$$;

CREATE FUNCTION ledger.read_entries(
    p_school uuid, p_after bigint, p_until bigint, p_limit bigint, p_topics text[]
) RETURNS SETOF ledger.events
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM set_config('hocba.school_id', p_school::text, true);
    RETURN QUERY SELECT e.* FROM ledger.events e
    WHERE e.school_id = p_school AND e.position > p_after AND e.position <= p_until
        AND (p_topics IS NULL OR e.topic = ANY (p_topics))
    ORDER BY e.position LIMIT p_limit;
END
$$;
