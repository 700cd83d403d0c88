-- Entries as editors shape them: review, validity, sites, files, comments; the audit log.

CREATE TABLE audit (
    number BIGINT NOT NULL PRIMARY KEY,     -- 1, 2, 3... without gaps
    at BIGINT NOT NULL,
    staff TEXT REFERENCES staff (id),       -- NULL: a command or the program itself
    action TEXT NOT NULL,
    kind TEXT NOT NULL,                     -- of the object
    object TEXT NOT NULL,
    detail TEXT                             -- JSON object
);
CREATE INDEX audit_object ON audit (kind, object, number);

-- A draft or a proposal stays out of publications; what was approved before
-- goes on being published, from entry_version.
ALTER TABLE entry ADD COLUMN review TEXT NOT NULL DEFAULT 'published'
    CHECK (review IN ('draft', 'review', 'published'));
ALTER TABLE entry ADD COLUMN approved_version BIGINT NOT NULL DEFAULT 0; -- 0: never
ALTER TABLE entry ADD COLUMN valid_from BIGINT;     -- NULL: always; likewise until
ALTER TABLE entry ADD COLUMN valid_until BIGINT;
ALTER TABLE entry ADD COLUMN sites TEXT NOT NULL DEFAULT '';       -- names separated by spaces; '': all
ALTER TABLE entry ADD COLUMN translation TEXT NOT NULL DEFAULT ''; -- entries with the same one say the same
ALTER TABLE entry ADD COLUMN extras TEXT NOT NULL DEFAULT '';      -- JSON: buttons and attachments
ALTER TABLE entry_version ADD COLUMN reason TEXT;   -- why, in the words of who changed it
UPDATE entry SET approved_version = version;
CREATE INDEX entry_review ON entry (review, changed_at) WHERE review <> 'published';
CREATE INDEX entry_translation ON entry (translation) WHERE translation <> '';
CREATE INDEX entry_category ON entry (category);

-- Files of answers, named by what they hold, so that one is kept once.
CREATE TABLE file (
    id TEXT NOT NULL PRIMARY KEY,           -- BLAKE2b-256 of the bytes, hexadecimal
    type TEXT NOT NULL,                     -- media type, by the bytes
    bytes BLOB NOT NULL,
    created_by TEXT REFERENCES staff (id),
    created_at BIGINT NOT NULL
);

-- What an editor may do where; one without any row may do everything.
CREATE TABLE knowledge_right (
    staff TEXT NOT NULL REFERENCES staff (id),
    category TEXT NOT NULL DEFAULT '',      -- this one and those below it; '': all
    site TEXT NOT NULL DEFAULT '',          -- '': all
    power TEXT NOT NULL CHECK (power IN ('edit', 'approve')),
    PRIMARY KEY (staff, category, site)
);

-- What colleagues say to each other about an entry.
CREATE TABLE entry_comment (
    id TEXT NOT NULL PRIMARY KEY,
    entry TEXT NOT NULL REFERENCES entry (id),
    version BIGINT NOT NULL,                -- that was looked at
    text TEXT NOT NULL,
    by_staff TEXT NOT NULL REFERENCES staff (id),
    at BIGINT NOT NULL
);
CREATE INDEX entry_comment_entry ON entry_comment (entry, at, id);

CREATE TABLE mention (
    comment TEXT NOT NULL REFERENCES entry_comment (id),
    staff TEXT NOT NULL REFERENCES staff (id),
    seen_at BIGINT,
    PRIMARY KEY (comment, staff)
);
CREATE INDEX mention_unseen ON mention (staff, comment) WHERE seen_at IS NULL;

-- A change to many entries at once, which can be undone.
CREATE TABLE entry_bulk (
    id TEXT NOT NULL PRIMARY KEY,
    patch TEXT NOT NULL,                    -- JSON: what was changed
    by_staff TEXT REFERENCES staff (id),
    at BIGINT NOT NULL,
    undone_at BIGINT
);
CREATE TABLE entry_bulk_line (
    bulk TEXT NOT NULL REFERENCES entry_bulk (id),
    entry TEXT NOT NULL REFERENCES entry (id),
    version_before BIGINT NOT NULL,
    version_after BIGINT NOT NULL,
    PRIMARY KEY (bulk, entry)
);

-- What an entry says, in one text, for finding any part of it: a full-text
-- index on three letters at a time here, gin_trgm_ops on PostgreSQL.  Each
-- change gives it a new row behind all others, so newest first is by row.
ALTER TABLE entry ADD COLUMN search_row BIGINT NOT NULL DEFAULT 0;
CREATE VIRTUAL TABLE entry_search USING fts5 (text, tokenize = 'trigram', detail = 'none');
UPDATE entry SET search_row = (SELECT COUNT(*) FROM entry o WHERE o.changed_at < entry.changed_at
    OR (o.changed_at = entry.changed_at AND o.id <= entry.id));
CREATE UNIQUE INDEX entry_search_row ON entry (search_row);
INSERT INTO entry_search (rowid, text) SELECT e.search_row, lower(e.external_id || char(10)
    || e.question || char(10) || e.answer || char(10)
    || COALESCE((SELECT group_concat(v.text, char(10)) FROM variant v WHERE v.entry = e.id), ''))
    FROM entry e ORDER BY e.search_row;
