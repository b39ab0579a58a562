-- One entry and nothing beside it, as most commands append: the same answers as ledger.append, by values instead of
-- arrays. PostgreSQL sets up each expression and each statement of a function anew in every transaction, so what is not
-- asked costs nothing: here are three statements with few expressions, and whatever is not plain goes to ledger.append.
--
-- The head is moved only if the command is unknown, the stream stands where it must, the time is the database's and
-- nobody has set its clock (0003). That is looked at before the head's lock is had: who loses a race meets a uniqueness,
-- commands_pkey for the same command, events_stream_key for the same version. A stream never goes back.
-- At REPEATABLE READ and above a head that moved meanwhile is an error of its own (40001), so the level is not asked.
CREATE FUNCTION ledger.append_one(
    p_school uuid, p_command uuid, p_digest bytea, p_at timestamptz,
    p_stream uuid, p_version bigint, p_topic text, p_event_id uuid, p_entry bytea
) RETURNS bigint[]
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    head bigint;
BEGIN
    UPDATE ledger.heads h SET size = h.size + 1
    WHERE h.school_id = p_school
        AND NOT EXISTS (SELECT FROM ledger.commands c WHERE c.school_id = p_school AND c.command_id = p_command)
        AND p_version = 1 + (
            SELECT coalesce(max(e.stream_version), 0)
            FROM ledger.events e WHERE e.school_id = p_school AND e.stream_id = p_stream
        )
        AND p_at - clock_timestamp() BETWEEN interval '-1 minute' AND interval '1 minute'
        AND NOT EXISTS (SELECT FROM ledger.clock)
    RETURNING h.size INTO head;
    IF NOT FOUND THEN
        RETURN ledger.append(
            p_school, p_command, p_digest, p_at,
            ARRAY[p_stream], ARRAY[p_version], ARRAY[p_topic], ARRAY[p_event_id], ARRAY[p_entry],
            NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
        );
    END IF;
    INSERT INTO ledger.commands (school_id, command_id, input_digest, first_position, last_position)
    VALUES (p_school, p_command, p_digest, head, head);
    INSERT INTO ledger.events (school_id, position, stream_id, stream_version, topic, entry, event_id, recorded_at)
    VALUES (p_school, head, p_stream, p_version, p_topic, p_entry, p_event_id, p_at);
    RETURN ARRAY[head, head, 0];
END
$$;
