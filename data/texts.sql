-- What children told in return interviews, as somebody wrote it down. It may name anybody. So it never stands in the
-- analytical database, where the codes of it are, but in a file of its own beside it; a reader is logged.
CREATE TABLE interview_text (
    of_key VARCHAR NOT NULL,            -- report_key or interview_key
    system VARCHAR NOT NULL,
    load_id INTEGER NOT NULL,
    row_number BIGINT NOT NULL,
    child_id VARCHAR NOT NULL,
    field VARCHAR NOT NULL,             -- the question: a field of data/themes.py, or interview_account
    text VARCHAR NOT NULL               -- never empty
);
