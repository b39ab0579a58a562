-- Whether anything is behind is asked before every page and command, so it is one statement (0007 says why a function:
-- it chooses the school first and looks second). It runs with the caller's own rights.
--
-- size: of the ledger, NULL if the school is not open. reached: the live position of the read model, of those named, that
-- has come least far; 0 where one has not begun.
CREATE FUNCTION read.standing(p_school uuid, p_projections text[], OUT size bigint, OUT reached bigint)
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM set_config('hocba.school_id', p_school::text, true);
    size := (SELECT h.size FROM ledger.heads h WHERE h.school_id = p_school);
    reached := (
        SELECT min(coalesce(p.position, 0)) FROM unnest(p_projections) AS named (projection)
        LEFT JOIN read.progress p ON p.projection = named.projection AND p.school_id = p_school AND p.live
    );
END
$$;
