-- Deletes personal values and records that in the ledger, together or not at all. The entry must name each commitment,
-- so that an erasure is read from the ledger itself; every proof still holds, because entries hold commitments only.
-- Errors beside those of append: HB010 no such value (never recorded, or erased before).
CREATE FUNCTION ledger.erase(
    p_school uuid, p_command uuid, p_digest bytea, p_at timestamptz,
    p_stream uuid, p_version bigint, p_topic text, p_event_id uuid, p_entry bytea,
    p_commitments bytea[]
) RETURNS bigint[]
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    done bigint[];
    absent bytea;
BEGIN
    done := ledger.append(
        p_school, p_command, p_digest, p_at, ARRAY[p_stream], ARRAY[p_version], ARRAY[p_topic], ARRAY[p_event_id],
        ARRAY[p_entry], NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
    );
    IF done[3] = 1 THEN
        RETURN done;
    END IF;
    SELECT c.commitment INTO absent FROM unnest(p_commitments) AS c (commitment)
    WHERE NOT EXISTS (
        SELECT FROM ledger.personal v WHERE v.school_id = p_school AND v.commitment = c.commitment
    ) LIMIT 1;
    IF FOUND OR coalesce(cardinality(p_commitments), 0) = 0 THEN
        RAISE EXCEPTION 'no such personal value: %', encode(absent, 'hex') USING ERRCODE = 'HB010',
            DETAIL = json_build_object('commitment', coalesce(encode(absent, 'hex'), '-'));
    END IF;
    IF EXISTS (
        SELECT FROM unnest(p_commitments) AS c (commitment)
        WHERE position(convert_to(encode(c.commitment, 'hex'), 'UTF8') IN p_entry) = 0
    ) THEN
        RAISE EXCEPTION 'the entry of an erasure names every commitment' USING ERRCODE = 'HB006';
    END IF;
    INSERT INTO ledger.erasures (school_id, commitment, position)
    SELECT p_school, c.commitment, done[2] FROM unnest(p_commitments) AS c (commitment);
    DELETE FROM ledger.personal v WHERE v.school_id = p_school AND v.commitment = ANY (p_commitments);
    RETURN done;
END
$$;
