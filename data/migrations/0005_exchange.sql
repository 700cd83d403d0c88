-- Imports that can be undone.

CREATE TABLE import (
    id TEXT NOT NULL PRIMARY KEY,
    file TEXT NOT NULL,                     -- the name it came with
    format TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done', 'undone')),
    added BIGINT NOT NULL DEFAULT 0,
    changed BIGINT NOT NULL DEFAULT 0,
    unchanged BIGINT NOT NULL DEFAULT 0,
    started_by TEXT REFERENCES staff (id),
    started_at BIGINT NOT NULL,
    undone_by TEXT REFERENCES staff (id),
    undone_at BIGINT
);
CREATE INDEX import_started ON import (started_at, id);

-- What an import did to each entry it touched.
CREATE TABLE import_entry (
    import TEXT NOT NULL REFERENCES import (id),
    place BIGINT NOT NULL,                  -- order within the import, from 1
    entry TEXT NOT NULL REFERENCES entry (id),
    before_version BIGINT NOT NULL,         -- 0: it was added
    after_version BIGINT NOT NULL,
    is_undone BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (import, place)
);
CREATE INDEX import_entry_entry ON import_entry (entry);
