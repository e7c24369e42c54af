-- The store's exact, child-level, pseudonymous tables. One snapshot file holds one full set.
-- Names and full dates of birth never enter; a child is a keyed hash of the source's own id.
-- Times are twice: `_at` is the local wall clock (Europe/London), `_utc` the same instant in UTC,
-- so that periods follow the calendar and durations are true elapsed time over a clock change.

-- One accepted file.
CREATE TABLE load (
    load_id INTEGER PRIMARY KEY,
    system VARCHAR NOT NULL,            -- who sent it: police, social_care, ssda903, provider, fostering ...
    kind VARCHAR NOT NULL,              -- episodes | notifications | interviews | returned_sheet | children | care_periods | support | follow_up | ssda903 | safeguarding | official
    file_name VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,            -- of the file's bytes
    mapping_sha256 VARCHAR NOT NULL,    -- of the mapping's bytes; empty for statutory formats
    child_ids VARCHAR NOT NULL,         -- whose numbers the file's child ids are: the namespace of their pseudonyms
    child_id_form VARCHAR,              -- text | number: whether 0045123 and 45123 are one id; null in older stores: text
    received_at TIMESTAMP NOT NULL,     -- local time of loading
    as_of TIMESTAMP NOT NULL,           -- what the file can know: extraction time, else the time of loading
    covers_from DATE,                   -- the period this source speaks for, half-open; null where it holds no episodes
    covers_to DATE,
    rows_in BIGINT NOT NULL,            -- = loaded + duplicates + refused + left_out
    loaded BIGINT NOT NULL,
    duplicates BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    left_out BIGINT NOT NULL,           -- of no episode: cancelled, a false alarm, or left out by the mapping
    tolerances VARCHAR[] NOT NULL,      -- what was forgiven on reading, in words
    speaks_of VARCHAR[],                -- missing, absent, away, interview, support: what it tells of in the period; of follow_up see casework.py
    fields VARCHAR[],                   -- which of our fields it has a column of; null where an older version loaded it
    headings VARCHAR[],                 -- the sender's own, in order: a refused row is sent back under them; null as above
    delimiter VARCHAR                   -- what parts the fields of a refused row's text; empty where nothing does
);

-- One source's row about one episode, as mapped and checked. Linking makes episodes of these.
CREATE TABLE report (
    report_key VARCHAR NOT NULL,        -- the system and its own episode id, else a hash of child, category and start
    system VARCHAR NOT NULL,
    load_id INTEGER NOT NULL,
    row_number BIGINT NOT NULL,         -- line of the file, the heading being line 1
    child_id VARCHAR NOT NULL,
    category word NOT NULL,             -- missing | absent | away; in set_aside cancelled | false_alarm
    started_at TIMESTAMP NOT NULL,
    started_utc TIMESTAMP NOT NULL,
    started_precision word NOT NULL,    -- minute | date
    ended_at TIMESTAMP,                 -- null: end_status says why
    ended_utc TIMESTAMP,
    ended_precision word,
    end_status word NOT NULL,           -- returned (null end: at a time not known) | open | in_doubt (open) | not_known
    how_ended VARCHAR,
    age_at_start TINYINT,               -- whole years, from the date of birth where the row or file has one
    setting word,                       -- null where the source does not say; so for every field below
    legal_status VARCHAR,
    placement word,
    in_area word,
    responsible_authority VARCHAR,
    host_authority VARCHAR,
    police_risk word,
    area VARCHAR,
    district VARCHAR,                   -- outward code missing from; the full postcode is never kept
    sector VARCHAR,
    place VARCHAR,
    found_district VARCHAR,
    found_sector VARCHAR,
    found_place VARCHAR,
    distance_miles DOUBLE,
    distance_status word,               -- known | declined | not_recorded
    triage word,
    interview_provider VARCHAR,
    interview_offered BOOLEAN,
    interview_offered_at TIMESTAMP,
    interview_offered_utc TIMESTAMP,
    interview_completed_at TIMESTAMP,
    interview_completed_utc TIMESTAMP,
    interview_completed_precision word,
    interview_outcome word,
    interview_themes VARCHAR[],         -- what the child told, by the codes of data/themes.py; null: nothing is coded
    interview_declined_at TIMESTAMP,
    interview_declined_utc TIMESTAMP,
    social_worker_visit_at TIMESTAMP,   -- after an interview was declined
    social_worker_visit_utc TIMESTAMP,
    social_worker_visit_precision word,
    safe_and_well_at TIMESTAMP,
    reported_from VARCHAR,
    flags VARCHAR[] NOT NULL            -- risk flags marked on the row
);

-- Reports that were cancelled, and false alarms: the newest word about their episode is that it was none. Kept apart, so
-- that nothing which counts episodes meets them, and so that an older file cannot bring them back.
CREATE TABLE set_aside AS SELECT * FROM report WHERE false;

-- What each source says of a child. The first system in the settings' order that knows is believed.
CREATE TABLE child_report (
    child_id VARCHAR NOT NULL,
    system VARCHAR NOT NULL,
    load_id INTEGER NOT NULL,
    sex word,
    birth_month DATE,                   -- first day of the month
    ethnic_code VARCHAR,                -- official code, or the settings' own group where the file has only groups
    is_uasc BOOLEAN
);

CREATE TABLE care_period (
    child_id VARCHAR NOT NULL,
    system VARCHAR NOT NULL,
    load_id INTEGER NOT NULL,
    started_on DATE NOT NULL,
    ended_on DATE,                      -- null: still looked after; the day itself belongs to the next period
    reason_started VARCHAR,             -- RNE
    reason_ended VARCHAR,               -- REC
    legal_status VARCHAR,
    placement_code VARCHAR,
    placement word NOT NULL,            -- placement group
    placement_provider VARCHAR,
    urn VARCHAR,
    home_district VARCHAR,
    placement_district VARCHAR
);

-- How many rows of a load each rule refused. The rows themselves stand in a file of their own (refused.sql).
CREATE TABLE refused_rule (
    load_id INTEGER NOT NULL,
    rule VARCHAR NOT NULL,              -- official code where one exists, else our own name of the rule
    rows BIGINT NOT NULL
);

-- A row that was loaded with a doubt, such as an overlap (574).
CREATE TABLE finding (
    load_id INTEGER NOT NULL,
    file_name VARCHAR NOT NULL,
    row_number BIGINT NOT NULL,
    rule VARCHAR NOT NULL,
    message VARCHAR NOT NULL
);

-- A missing or found report, as it came. pairing.sql makes reports of episodes of them, in every snapshot anew.
CREATE TABLE notification (
    notification_key VARCHAR NOT NULL,
    episode VARCHAR,                    -- the sender's number, which the two reports of one episode share
    says VARCHAR NOT NULL,              -- missing | found | cancelled | false_alarm
    told_at TIMESTAMP NOT NULL,
    told_utc TIMESTAMP NOT NULL,
    told_precision word NOT NULL,       -- minute | date
    system VARCHAR NOT NULL,
    load_id INTEGER NOT NULL,
    row_number BIGINT NOT NULL,
    child_id VARCHAR NOT NULL,
    category word,                      -- null: missing
    how_ended VARCHAR,
    age_at_start TINYINT,
    setting word,
    legal_status VARCHAR,
    placement word,
    in_area word,
    responsible_authority VARCHAR,
    host_authority VARCHAR,
    police_risk word,
    area VARCHAR,
    district VARCHAR,
    sector VARCHAR,
    place VARCHAR,
    found_district VARCHAR,
    found_sector VARCHAR,
    found_place VARCHAR,
    distance_miles DOUBLE,
    distance_status word,
    reported_from VARCHAR,
    flags VARCHAR[] NOT NULL
);

-- A return home interview, as its provider tells of it. interviews.sql finds the episodes that it covers.
CREATE TABLE interview (
    interview_key VARCHAR NOT NULL,
    system VARCHAR NOT NULL,
    load_id INTEGER NOT NULL,
    row_number BIGINT NOT NULL,
    child_id VARCHAR NOT NULL,
    episodes VARCHAR[],                 -- the numbers of the episodes that the row names
    returned_at TIMESTAMP,              -- the return that it is about, where the row says
    returned_utc TIMESTAMP,
    returned_precision word,
    provider VARCHAR,
    offered BOOLEAN,
    offered_at TIMESTAMP,
    offered_utc TIMESTAMP,
    completed_at TIMESTAMP,
    completed_utc TIMESTAMP,
    completed_precision word,
    outcome word,
    themes VARCHAR[]                    -- as in report
);

-- Contact with a child, and support given.
CREATE TABLE support (
    system VARCHAR NOT NULL,
    load_id INTEGER NOT NULL,
    row_number BIGINT NOT NULL,
    child_id VARCHAR NOT NULL,
    support word NOT NULL,              -- intensive | contacted | other
    provider VARCHAR,
    started_on DATE NOT NULL,
    ended_on DATE,                      -- null: it goes on
    topics VARCHAR[]                    -- what it was about, in the source's own words; null: not recorded
);

-- What was done about a child who goes missing: a meeting, a screening, a visit. What it answers is worked out when it is read.
CREATE TABLE follow_up (
    system VARCHAR NOT NULL,
    load_id INTEGER NOT NULL,
    row_number BIGINT NOT NULL,
    child_id VARCHAR NOT NULL,
    follow_up word NOT NULL,            -- strategy_meeting | exploitation_meeting | screening | child_in_need | ...
    done_on DATE NOT NULL,
    screening_tool VARCHAR,             -- in the source's own words
    screening_result word               -- high | medium | low | no_risk; null: not recorded, or no screening
);

-- What a home or service answered about an episode that one source alone tells of. It changes no figure.
CREATE TABLE reply (
    report_key VARCHAR NOT NULL,        -- a report about the episode
    system VARCHAR NOT NULL,
    load_id INTEGER NOT NULL,
    row_number BIGINT NOT NULL,
    child_id VARCHAR NOT NULL,
    says VARCHAR NOT NULL,              -- agree | ours | yours: which records are right, as whoever answered calls them
    note VARCHAR
);

-- Official statistics: what other authorities and the nation have.
CREATE TABLE benchmark (
    load_id INTEGER NOT NULL,
    row_number BIGINT NOT NULL,
    year INTEGER NOT NULL,              -- in which the year to 31 March ends
    area_code VARCHAR NOT NULL,
    area_name VARCHAR,
    level VARCHAR,                      -- country | region | authority
    measure VARCHAR NOT NULL,
    value DOUBLE,
    status VARCHAR NOT NULL             -- known, or the symbol that stood for the number: c | k | low | u | x | z | ~ | : ...
);
