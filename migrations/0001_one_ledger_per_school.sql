-- One append-only ledger per school: every key is led by school_id, so one machine or many is a question of placement.
-- The runner has made the schema "ledger". "read" holds what can be recomputed, "work" what is not a record yet.
CREATE SCHEMA read;
CREATE SCHEMA work;

-- One row per school: how many entries it has. Adding to it is what gives positions their order (0004).
-- Room on each page, because the same row is written by every append of its school.
CREATE TABLE ledger.heads (
    school_id uuid CONSTRAINT heads_pkey PRIMARY KEY,
    size bigint NOT NULL CONSTRAINT heads_size CHECK (size >= 0)
) WITH (fillfactor = 50);

-- "entry" is the exact JSON that was written, and what is hashed; the other columns are copies for indexes.
-- 65,535 bytes is the largest entry of a C2SP tlog-tiles entry bundle.
CREATE TABLE ledger.events (
    school_id uuid NOT NULL,
    position bigint NOT NULL CONSTRAINT events_position CHECK (position >= 1),
    stream_id uuid NOT NULL,
    stream_version bigint NOT NULL CONSTRAINT events_stream_version CHECK (stream_version >= 1),
    topic text NOT NULL,
    entry bytea NOT NULL CONSTRAINT events_entry_size CHECK (octet_length(entry) BETWEEN 2 AND 65535),
    event_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT events_pkey PRIMARY KEY (school_id, position),
    CONSTRAINT events_stream_key UNIQUE (school_id, stream_id, stream_version),
    CONSTRAINT events_event_id_key UNIQUE (school_id, event_id)
);

-- What was asked and what came of it: the same command again gets the same answer.
CREATE TABLE ledger.commands (
    school_id uuid NOT NULL,
    command_id uuid NOT NULL,
    input_digest bytea NOT NULL CONSTRAINT commands_input_digest CHECK (octet_length(input_digest) = 32),
    first_position bigint NOT NULL,
    last_position bigint NOT NULL,
    CONSTRAINT commands_pkey PRIMARY KEY (school_id, command_id),
    CONSTRAINT commands_positions CHECK (first_position BETWEEN 1 AND last_position)
);

-- Signed XML, sealed PDF, attachments. The database computes the digest itself: a blob is what its name says.
CREATE TABLE ledger.blobs (
    school_id uuid NOT NULL,
    sha256 bytea NOT NULL,
    content bytea NOT NULL,
    media_type text NOT NULL,
    CONSTRAINT blobs_pkey PRIMARY KEY (school_id, sha256),
    CONSTRAINT blobs_sha256 CHECK (sha256 = pg_catalog.sha256(content))
);

-- Identity values behind the salted commitments that stand in entries (domain.values.Personal).
CREATE TABLE ledger.personal (
    school_id uuid NOT NULL,
    commitment bytea NOT NULL,
    field text NOT NULL,
    salt bytea NOT NULL CONSTRAINT personal_salt CHECK (octet_length(salt) = 16),
    value text NOT NULL,
    CONSTRAINT personal_pkey PRIMARY KEY (school_id, commitment),
    CONSTRAINT personal_commitment CHECK (
        commitment = sha256(salt || convert_to(field, 'UTF8') || '\x00'::bytea || convert_to(value, 'UTF8'))
    )
);

-- Which values were lawfully erased, and by which entry: without a row here the database refuses to delete one.
CREATE TABLE ledger.erasures (
    school_id uuid NOT NULL,
    commitment bytea NOT NULL,
    position bigint NOT NULL,
    CONSTRAINT erasures_pkey PRIMARY KEY (school_id, commitment)
);

-- C2SP tlog-tiles: a partial tile is a row of its own width and never grows; the widest row is the newest.
CREATE TABLE ledger.tiles (
    school_id uuid NOT NULL,
    level integer NOT NULL CONSTRAINT tiles_level CHECK (level BETWEEN 0 AND 63),
    index bigint NOT NULL CONSTRAINT tiles_index CHECK (index >= 0),
    width integer NOT NULL CONSTRAINT tiles_width CHECK (width BETWEEN 1 AND 256),
    hashes bytea NOT NULL,
    CONSTRAINT tiles_pkey PRIMARY KEY (school_id, level, index, width),
    CONSTRAINT tiles_hashes CHECK (octet_length(hashes) = 32 * width)
);

-- Each checkpoint has exactly one successor (checkpoints_previous_key): that is the compare-and-swap of two publishers.
CREATE TABLE ledger.checkpoints (
    school_id uuid NOT NULL,
    size bigint NOT NULL,
    previous_size bigint NOT NULL CONSTRAINT checkpoints_previous_size CHECK (previous_size >= 0),
    root bytea NOT NULL CONSTRAINT checkpoints_root CHECK (octet_length(root) = 32),
    note text NOT NULL,
    issued_at timestamptz NOT NULL,
    CONSTRAINT checkpoints_pkey PRIMARY KEY (school_id, size),
    CONSTRAINT checkpoints_previous_key UNIQUE (school_id, previous_size),
    CONSTRAINT checkpoints_growth CHECK (size > previous_size)
);

-- Row-level security keeps schools apart against bugs, not against injected SQL. FORCE: the owner, as whom the functions
-- run, is held to it too. A missing or empty setting is an error, never "no rows".
-- heads stays outside: to find a school's size, or the schools there are, no school is chosen yet.
ALTER TABLE ledger.events ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE ledger.commands ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE ledger.blobs ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE ledger.personal ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE ledger.erasures ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE ledger.tiles ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE ledger.checkpoints ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_school ON ledger.events USING (school_id = current_setting('hocba.school_id')::uuid);
CREATE POLICY own_school ON ledger.commands USING (school_id = current_setting('hocba.school_id')::uuid);
CREATE POLICY own_school ON ledger.blobs USING (school_id = current_setting('hocba.school_id')::uuid);
CREATE POLICY own_school ON ledger.personal USING (school_id = current_setting('hocba.school_id')::uuid);
CREATE POLICY own_school ON ledger.erasures USING (school_id = current_setting('hocba.school_id')::uuid);
CREATE POLICY own_school ON ledger.tiles USING (school_id = current_setting('hocba.school_id')::uuid);
CREATE POLICY own_school ON ledger.checkpoints USING (school_id = current_setting('hocba.school_id')::uuid);
