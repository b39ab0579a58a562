-- Publishes a checkpoint and the tiles of its right edge, together or not at all. A crash before the commit leaves the
-- previous checkpoint, whose tiles are still there at their own widths. Two publishers: the second loses, here or at
-- checkpoints_previous_key. Never more than the ledger holds, never back in time.
-- Errors: HB001 school not open, HB011 the last checkpoint is another one, HB012 refused, HB013 a tile contradicts one
-- published before.
CREATE FUNCTION ledger.publish(
    p_school uuid, p_previous bigint, p_size bigint, p_root bytea, p_note text, p_at timestamptz,
    p_levels integer[], p_indexes bigint[], p_widths integer[], p_hashes bytea[]
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    head bigint;
    latest record;
    differs record;
BEGIN
    SELECT h.size INTO head FROM ledger.heads h WHERE h.school_id = p_school;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'school % is not open', p_school USING ERRCODE = 'HB001',
            DETAIL = json_build_object('school', p_school);
    END IF;
    SELECT c.size, c.issued_at INTO latest FROM ledger.checkpoints c
    WHERE c.school_id = p_school ORDER BY c.size DESC LIMIT 1;
    IF coalesce(latest.size, 0) IS DISTINCT FROM p_previous THEN
        RAISE EXCEPTION 'the last checkpoint is of size %, not %', coalesce(latest.size, 0), p_previous
            USING ERRCODE = 'HB011',
            DETAIL = json_build_object('expected', p_previous, 'found', coalesce(latest.size, 0));
    END IF;
    IF p_size > head OR p_size <= p_previous OR p_at <= latest.issued_at
        OR p_at > ledger.now() + interval '1 minute' THEN
        RAISE EXCEPTION 'a checkpoint grows, within the ledger and in time' USING ERRCODE = 'HB012',
            DETAIL = json_build_object('size', p_size, 'previous', p_previous, 'head', head, 'at', p_at,
                'latest', latest.issued_at);
    END IF;
    INSERT INTO ledger.checkpoints (school_id, size, previous_size, root, note, issued_at)
    VALUES (p_school, p_size, p_previous, p_root, p_note, p_at);
    INSERT INTO ledger.tiles (school_id, level, index, width, hashes)
    SELECT p_school, t.level, t.index, t.width, t.hashes
    FROM unnest(p_levels, p_indexes, p_widths, p_hashes) AS t (level, index, width, hashes)
    ON CONFLICT (school_id, level, index, width) DO NOTHING;
    SELECT t.level, t.index, t.width INTO differs
    FROM unnest(p_levels, p_indexes, p_widths, p_hashes) AS t (level, index, width, hashes)
    JOIN ledger.tiles s ON s.school_id = p_school AND s.level = t.level AND s.index = t.index AND s.width = t.width
    WHERE s.hashes <> t.hashes LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'tile % % of width % was published with other hashes', differs.level, differs.index,
            differs.width USING ERRCODE = 'HB013',
            DETAIL = json_build_object('level', differs.level, 'index', differs.index, 'width', differs.width);
    END IF;
END
$$;
