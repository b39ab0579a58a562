-- What anybody with a code may see stands in the index itself, read from the signed XML when the issue is folded: a
-- look-up parses nothing. NULL, all of it, where the ledger does not hold that XML.
ALTER TABLE read.lookup
    ADD COLUMN school text,
    ADD COLUMN school_code text,
    ADD COLUMN school_year text,
    ADD COLUMN initials text,
    ADD COLUMN demo boolean,
    ADD CONSTRAINT lookup_public CHECK (num_nulls(school, school_code, school_year, initials, demo) IN (0, 5));

-- The edition before is found by report and number; so are the rows that a later entry completes.
CREATE INDEX lookup_by_edition ON read.lookup (school_id, generation, report_id, edition);
DROP INDEX read.lookup_by_school;

-- The rows stay, so that codes go on being found, and are folded again by whoever reads next; until then they say so.
DO $$
DECLARE
    school uuid;
BEGIN
    FOR school IN SELECT school_id FROM ledger.heads LOOP
        PERFORM set_config('hocba.school_id', school::text, true);
        UPDATE read.progress SET position = 0 WHERE school_id = school AND projection = 'lookup';
    END LOOP;
END
$$;

-- One edition by its code, with how far the index and the last checkpoint have come, all as of one moment: an answer is
-- never older than what it says of itself. It takes on the reader's role, which sees the index of all schools and, of
-- the one that is chosen then, no entry. lookup_id is NULL where there is no such code.
CREATE FUNCTION read.look_up(
    p_code uuid,
    OUT lookup_id uuid, OUT school_id uuid, OUT report_id uuid, OUT edition integer, OUT effective_date date,
    OUT xml_sha256 text, OUT pdf_sha256 text, OUT "position" bigint, OUT replaces uuid,
    OUT fate text, OUT ended_at timestamptz, OUT document text, OUT document_date date, OUT replaced_by uuid,
    OUT school text, OUT school_code text, OUT school_year text, OUT initials text, OUT demo boolean,
    OUT reached bigint, OUT size bigint, OUT checkpoint_size bigint, OUT checkpoint_at timestamptz)
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    owner uuid;
BEGIN
    PERFORM set_config('role', 'hocba_reader', true);
    owner := (SELECT l.school_id FROM read.lookup l WHERE l.lookup_id = p_code LIMIT 1);
    IF owner IS NULL THEN
        RETURN;
    END IF;
    PERFORM set_config('hocba.school_id', owner::text, true);
    SELECT l.lookup_id, l.school_id, l.report_id, l.edition, l.effective_date, l.xml_sha256, l.pdf_sha256, l.position,
        (SELECT b.lookup_id FROM read.lookup b WHERE l.edition > 1 AND b.school_id = l.school_id
            AND b.generation = l.generation AND b.report_id = l.report_id AND b.edition = l.edition - 1),
        l.fate, l.ended_at, l.document, l.document_date, l.replaced_by,
        l.school, l.school_code, l.school_year, l.initials, l.demo,
        p.position, h.size, c.size, c.issued_at
    INTO lookup_id, school_id, report_id, edition, effective_date, xml_sha256, pdf_sha256, "position",
        replaces, fate, ended_at, document, document_date, replaced_by,
        school, school_code, school_year, initials, demo,
        reached, size, checkpoint_size, checkpoint_at
    FROM read.lookup l
    JOIN read.progress p
        ON p.projection = 'lookup' AND p.school_id = l.school_id AND p.generation = l.generation AND p.live
    JOIN ledger.heads h ON h.school_id = l.school_id
    LEFT JOIN LATERAL (
        SELECT k.size, k.issued_at FROM ledger.checkpoints k WHERE k.school_id = l.school_id ORDER BY k.size DESC LIMIT 1
    ) c ON true
    WHERE l.lookup_id = p_code;
END
$$;

-- Who has looked: which code, at what of it, from which network (an address without its last part), nothing else of
-- anybody. Look-ups by code alone are counted by the hour, so that nobody can fill a disk with them; the rest stands by
-- the second.
CREATE TABLE work.accesses (
    school_id uuid        NOT NULL,
    lookup_id uuid        NOT NULL,
    since     timestamptz NOT NULL,
    kind      text        NOT NULL CHECK (kind IN ('FACTS', 'REPORT', 'REFUSED', 'FILE', 'PDF', 'XML', 'RECEIPT')),
    network   text        NOT NULL CHECK (length(network) BETWEEN 1 AND 50),
    times     bigint      NOT NULL CHECK (times > 0),
    PRIMARY KEY (school_id, lookup_id, since, kind, network)
);
CREATE INDEX accesses_by_day ON work.accesses (school_id, since);
ALTER TABLE work.accesses ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY one_school ON work.accesses USING (school_id = current_setting('hocba.school_id')::uuid);

-- Nobody waits for the disk because somebody has looked by code alone; what shows a whole report is on the disk first.
CREATE FUNCTION work.accessed(p_school uuid, p_code uuid, p_kind text, p_network text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM set_config('hocba.school_id', p_school::text, true);
    IF p_kind = 'FACTS' THEN
        PERFORM set_config('synchronous_commit', 'off', true);
    END IF;
    INSERT INTO work.accesses AS a (school_id, lookup_id, since, kind, network, times)
    VALUES (
        p_school, p_code, date_trunc(CASE p_kind WHEN 'FACTS' THEN 'hour' ELSE 'second' END, clock_timestamp()),
        p_kind, p_network, 1)
    ON CONFLICT (school_id, lookup_id, since, kind, network) DO UPDATE SET times = a.times + 1;
END
$$;
