-- The rows that were not loaded, whole, so that they can be sent back. They hold what the sender wrote: names and dates
-- of birth among it. So they never stand in the analytical database, but in a file of their own beside it.
CREATE TABLE refused_row (
    load_id INTEGER NOT NULL,
    system VARCHAR NOT NULL,
    file_name VARCHAR NOT NULL,
    row_number BIGINT NOT NULL,         -- line of the file, the heading being line 1
    rule VARCHAR NOT NULL,              -- official code where one exists, else our own name of the rule
    message VARCHAR NOT NULL,
    original VARCHAR NOT NULL,          -- the line as it came; empty where it was of an erased child
    is_open BOOLEAN NOT NULL,           -- of an episode: no end in it can be read, so a child may be missing
    started_at TIMESTAMP,               -- where the row has a start that can be read
    reference VARCHAR                   -- by which it is known when it comes back; null where an older version kept it
);
