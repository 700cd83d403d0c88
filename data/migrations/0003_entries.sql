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
