-- Cross-checks (kiểm tra chéo), to be found by class and subject before somebody signs: how each stands. What was found
-- stays in the ledger, in the check's own stream; no row here says what a finding is.
CREATE TABLE read.cross_checks (
    school_id      uuid     NOT NULL,
    generation     integer  NOT NULL,
    check_id       uuid     NOT NULL,
    school_year_id uuid     NOT NULL,
    class_id       uuid     NOT NULL,
    about          text     NOT NULL,
    subject        text,
    checkers       uuid[]   NOT NULL,
    status         text     NOT NULL,
    due            date,
    findings       integer  NOT NULL DEFAULT 0,
    unanswered     integer  NOT NULL DEFAULT 0,
    position       bigint   NOT NULL,
    PRIMARY KEY (school_id, generation, check_id)
);
CREATE INDEX cross_checks_by_class ON read.cross_checks (school_id, generation, class_id, subject);

ALTER TABLE read.cross_checks ENABLE ROW LEVEL SECURITY;
ALTER TABLE read.cross_checks FORCE ROW LEVEL SECURITY;
CREATE POLICY one_school ON read.cross_checks USING (school_id = current_setting('hocba.school_id')::uuid);
