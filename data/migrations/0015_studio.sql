-- The knowledge studio: what curating keeps beyond entries.

-- The tags with which a conversation began, before rules gave it more: trials
-- on past questions begin with them.  NULL: it is from before they were kept.
ALTER TABLE conversation ADD COLUMN first_tags TEXT;

-- When the entry's approved version became that, or became another one: what a
-- publication does not have yet.  0: nothing of it was ever approved.
ALTER TABLE entry ADD COLUMN approved_at BIGINT NOT NULL DEFAULT 0;
UPDATE entry SET approved_at = COALESCE((SELECT v.at FROM entry_version v
    WHERE v.entry = entry.id AND v.version = entry.approved_version), 0);
CREATE INDEX entry_approved ON entry (approved_at);

-- How categories are called in the help centre and on the desk.
CREATE TABLE category_name (
    category TEXT NOT NULL,                 -- the whole path
    language TEXT NOT NULL,                 -- of the readers
    name TEXT NOT NULL,
    changed_by TEXT REFERENCES staff (id),
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (category, language)
);
