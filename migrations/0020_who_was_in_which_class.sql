-- Class lists over time: who was in which class, under which number, from when to when. A row that has ended stays, as
-- a struck-through row stays on paper; a pupil who moves or comes back has one row for each place, in their order.
-- "ended" is MOVED, or why the pupil left; "position" is the last entry that the row stands on.
CREATE TABLE read.roster (
    school_id      uuid     NOT NULL,
    generation     integer  NOT NULL,
    report_id      uuid     NOT NULL,
    place          smallint NOT NULL,
    pupil_id       uuid     NOT NULL,
    school_year_id uuid     NOT NULL,
    class_id       uuid     NOT NULL,
    number         integer  NOT NULL,
    since          date     NOT NULL,
    last_day       date,
    ended          text,
    destination    text,
    position       bigint   NOT NULL,
    PRIMARY KEY (school_id, generation, report_id, place),
    CHECK ((last_day IS NULL) = (ended IS NULL))
);
CREATE INDEX roster_by_class ON read.roster (school_id, generation, class_id, number);
CREATE INDEX roster_by_pupil ON read.roster (school_id, generation, pupil_id);

ALTER TABLE read.roster ENABLE ROW LEVEL SECURITY;
ALTER TABLE read.roster FORCE ROW LEVEL SECURITY;
CREATE POLICY one_school ON read.roster USING (school_id = current_setting('hocba.school_id')::uuid);
