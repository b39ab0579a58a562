-- Local accounts: how a member of staff is known where the school has no sign-in service of its own.
--
-- login is the staff code in small letters. password is argon2id's own text; totp is the second factor's secret, sealed
-- under the password, so that a copy of this table alone opens no account. code_sha256 is the one-time code by which an
-- invited person, or one who has lost his second factor, sets both anew; it is shown once and kept as SHA-256 only.
-- failures counts wrong passwords since the last right one; locked_at: by the IT officer, until he unlocks it.
CREATE TABLE work.accounts (
    school_id       uuid        NOT NULL,
    staff_id        uuid        NOT NULL,
    login           text        NOT NULL CHECK (length(login) BETWEEN 1 AND 40),
    password        text        CHECK (length(password) BETWEEN 1 AND 256),
    totp            bytea       CHECK (octet_length(totp) BETWEEN 1 AND 256),
    totp_step       bigint      NOT NULL DEFAULT 0,
    failures        integer     NOT NULL DEFAULT 0,
    failed_at       timestamptz,
    locked_at       timestamptz,
    code_sha256     bytea       CHECK (octet_length(code_sha256) = 32),
    code_expires_at timestamptz,
    PRIMARY KEY (school_id, staff_id),
    UNIQUE (school_id, login),
    CHECK ((code_sha256 IS NULL) = (code_expires_at IS NULL))
);

-- Passkeys (WebAuthn): public keys only. sign_count finds a cloned one, where the device counts.
CREATE TABLE work.passkeys (
    school_id     uuid        NOT NULL,
    credential_id bytea       NOT NULL CHECK (octet_length(credential_id) BETWEEN 1 AND 1023),
    staff_id      uuid        NOT NULL,
    public_key    bytea       NOT NULL CHECK (octet_length(public_key) BETWEEN 1 AND 4096),
    sign_count    bigint      NOT NULL,
    added_at      timestamptz NOT NULL DEFAULT now(),
    used_at       timestamptz,
    PRIMARY KEY (school_id, credential_id)
);
CREATE INDEX passkeys_of_a_person ON work.passkeys (school_id, staff_id);

-- Whom a sign-in service (OpenID Connect) means: SHA-256 of issuer and subject, never the subject itself.
CREATE TABLE work.sign_in_links (
    school_id      uuid        NOT NULL,
    subject_sha256 bytea       NOT NULL CHECK (octet_length(subject_sha256) = 32),
    staff_id       uuid        NOT NULL,
    linked_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (school_id, subject_sha256)
);

-- What a session runs on, in two words (browser, system), so that its person can tell a lost laptop from his own.
ALTER TABLE work.sessions ADD COLUMN device text NOT NULL DEFAULT '' CHECK (length(device) <= 64);

-- What was done with accounts: by whom (nobody yet known, or the operator: NULL), whose, what, when. No secrets, no
-- names, no addresses. It only grows; the application's role cannot take the triggers away, because it does not own them.
CREATE TABLE work.account_acts (
    school_id uuid        NOT NULL,
    number    bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    at        timestamptz NOT NULL DEFAULT now(),
    actor_id  uuid,
    staff_id  uuid,
    act       text        NOT NULL CHECK (length(act) BETWEEN 1 AND 32),
    PRIMARY KEY (school_id, number)
);
CREATE INDEX account_acts_of_a_person ON work.account_acts (school_id, staff_id, number);
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON work.account_acts
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
ALTER TABLE work.account_acts ENABLE ALWAYS TRIGGER refuse_change;

DO $$
DECLARE
    relation text;
BEGIN
    FOREACH relation IN ARRAY ARRAY['accounts', 'passkeys', 'sign_in_links', 'account_acts'] LOOP
        EXECUTE format('ALTER TABLE work.%I ENABLE ROW LEVEL SECURITY', relation);
        EXECUTE format('ALTER TABLE work.%I FORCE ROW LEVEL SECURITY', relation);
        EXECUTE format(
            'CREATE POLICY one_school ON work.%I USING (school_id = current_setting(''hocba.school_id'')::uuid)',
            relation);
    END LOOP;
END
$$;
