-- What an import did to parts of the base that are no entries: rules, synonyms,
-- names of categories and so on (kb/base_part.h), so that it can be undone.
CREATE TABLE import_part (
    import TEXT NOT NULL REFERENCES import (id),
    place BIGINT NOT NULL,                  -- order within the import, from 1
    kind TEXT NOT NULL,                     -- "rule", "synonyms"...
    part_key TEXT NOT NULL,                 -- what tells it from others of its kind
    before_line TEXT,                       -- JSON: what it was; NULL: not there
    after_line TEXT NOT NULL,
    is_undone BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (import, place)
);
