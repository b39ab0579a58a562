-- The register of cases (sổ tiếp nhận yêu cầu): what each asks for and how it stands, to be found by year, by report and by
-- what is overdue. Who asks, and in which words, lies behind the commitments in the ledger; no row here says it.
CREATE TABLE read.cases (
    school_id      uuid    NOT NULL,
    generation     integer NOT NULL,
    case_id        uuid    NOT NULL,
    school_year_id uuid    NOT NULL,
    number         integer NOT NULL,
    kind           text    NOT NULL,
    report_id      uuid    NOT NULL,
    channel        text    NOT NULL,
    subject        text,
    term           integer,
    "column"       text,
    status         text    NOT NULL,
    advised        text,
    opened_on      date    NOT NULL,
    due            date    NOT NULL,
    position       bigint  NOT NULL,
    PRIMARY KEY (school_id, generation, case_id)
);
CREATE INDEX cases_of_a_year ON read.cases (school_id, generation, school_year_id, number);
CREATE INDEX cases_of_a_report ON read.cases (school_id, generation, report_id);

ALTER TABLE read.cases ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY one_school ON read.cases USING (school_id = current_setting('hocba.school_id')::uuid);
