-- Read models (projections): recomputable, so with ordinary rights for the application role.
--
-- Every row carries the generation it was folded into. A rebuild folds a new generation beside the live one and then
-- makes it the live one in one statement, so readers never see a gap (people.md C8.4). Rows are kept apart by school
-- as in the ledger; only the lookup index is read across schools, by a code that is its own secret.

CREATE TABLE read.progress (
    projection text     NOT NULL,
    school_id  uuid     NOT NULL,
    generation integer  NOT NULL,
    position   bigint   NOT NULL DEFAULT 0 CHECK (position >= 0),
    live       boolean  NOT NULL,
    PRIMARY KEY (projection, school_id, generation)
);
CREATE UNIQUE INDEX progress_one_live ON read.progress (projection, school_id) WHERE live;

CREATE TABLE read.reports (
    school_id      uuid     NOT NULL,
    generation     integer  NOT NULL,
    report_id      uuid     NOT NULL,
    pupil_id       uuid     NOT NULL,
    school_year_id uuid     NOT NULL,
    class_id       uuid     NOT NULL,
    number         integer  NOT NULL,
    status         text     NOT NULL,
    version        bigint   NOT NULL,
    position       bigint   NOT NULL,
    record         jsonb    NOT NULL,
    PRIMARY KEY (school_id, generation, report_id)
);
CREATE INDEX reports_by_class ON read.reports (school_id, generation, class_id, number);

CREATE TABLE read.school_years (
    school_id      uuid     NOT NULL,
    generation     integer  NOT NULL,
    school_year_id uuid     NOT NULL,
    name           text     NOT NULL,
    school_code    text     NOT NULL,
    school_name    text     NOT NULL,
    PRIMARY KEY (school_id, generation, school_year_id)
);

CREATE TABLE read.gradebook (
    school_id   uuid     NOT NULL,
    generation  integer  NOT NULL,
    report_id   uuid     NOT NULL,
    subject     text     NOT NULL,
    part        text     NOT NULL DEFAULT '',
    term        smallint NOT NULL,
    "column"    text     NOT NULL,
    mark        text     NOT NULL,
    by_rule     text,
    position    bigint   NOT NULL,
    PRIMARY KEY (school_id, generation, report_id, subject, part, term, "column")
);

CREATE TABLE read.lookup (
    lookup_id      uuid     NOT NULL,
    generation     integer  NOT NULL,
    school_id      uuid     NOT NULL,
    report_id      uuid     NOT NULL,
    edition        integer  NOT NULL,
    effective_date date     NOT NULL,
    xml_sha256     text     NOT NULL,
    pdf_sha256     text,
    position       bigint   NOT NULL,
    PRIMARY KEY (lookup_id, generation)
);
CREATE INDEX lookup_by_school ON read.lookup (school_id, generation);

DO $$
DECLARE
    relation text;
BEGIN
    FOREACH relation IN ARRAY ARRAY['progress', 'reports', 'school_years', 'gradebook'] LOOP
        EXECUTE format('ALTER TABLE read.%I ENABLE ROW LEVEL SECURITY', relation);
        EXECUTE format('ALTER TABLE read.%I FORCE ROW LEVEL SECURITY', relation);
        EXECUTE format(
            'CREATE POLICY one_school ON read.%I USING (school_id = current_setting(''hocba.school_id'')::uuid)',
            relation);
    END LOOP;
END
$$;
