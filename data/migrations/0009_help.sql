-- The help centre: what readers of an article said of it.

-- One row for each time that somebody said whether an article helped.
CREATE TABLE help_feedback (
    id TEXT NOT NULL PRIMARY KEY,
    entry TEXT NOT NULL,                    -- external id
    site TEXT NOT NULL,
    language TEXT NOT NULL,                 -- of the page
    helpful BIGINT NOT NULL,                -- 1 or 0
    publication BIGINT NOT NULL,            -- the snapshot that was read
    looked_for TEXT,                        -- in the reader's words, or NULL
    at BIGINT NOT NULL
);
CREATE INDEX help_feedback_entry ON help_feedback (entry, at);
CREATE INDEX help_feedback_at ON help_feedback (at);
