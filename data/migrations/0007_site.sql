-- Sites: policy, hours and texts.

-- What a site says and how its bot behaves; a site without a row has the
-- defaults.
CREATE TABLE site (
    name TEXT NOT NULL PRIMARY KEY,         -- as the page's data-site says
    settings TEXT NOT NULL,                 -- JSON, see handoff/site_settings.h
    version BIGINT NOT NULL,                -- grows with each change
    changed_by TEXT REFERENCES staff (id),
    changed_at BIGINT NOT NULL
);

-- Each state a site's settings have had, whole.
CREATE TABLE site_version (
    site TEXT NOT NULL REFERENCES site (name),
    version BIGINT NOT NULL,
    settings TEXT NOT NULL,
    reason TEXT,                            -- why, in the words of who changed it
    changed_by TEXT REFERENCES staff (id),
    at BIGINT NOT NULL,
    PRIMARY KEY (site, version)
);

-- A group is open by hand (is_open) or by its hours.
ALTER TABLE service_group ADD COLUMN by_hours BIGINT NOT NULL DEFAULT 0;
ALTER TABLE service_group ADD COLUMN hours TEXT; -- JSON, see bot/hours.h; NULL: none kept

-- What the page said about the visitor when the conversation began.
ALTER TABLE conversation ADD COLUMN tags TEXT;       -- JSON list of texts, or NULL
ALTER TABLE conversation ADD COLUMN attributes TEXT; -- JSON object of texts, or NULL
ALTER TABLE conversation ADD COLUMN entry_group TEXT REFERENCES service_group (id);
-- 1 when the visitor left the queue to talk to the bot.
ALTER TABLE conversation ADD COLUMN bot_chosen BIGINT NOT NULL DEFAULT 0;
