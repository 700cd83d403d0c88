-- The unmatched workbench: clusters, and entries suggested from agents' answers.

-- Questions of one meaning.  What is counted here is kept by row, so that
-- lists need no adding up.
CREATE TABLE cluster (
    id TEXT NOT NULL PRIMARY KEY,
    title TEXT NOT NULL,                    -- its wording asked most
    language TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL DEFAULT 'open'
        CHECK (state IN ('open', 'added', 'ignored', 'empty')),
    reason TEXT,                            -- why it was ignored
    entry TEXT REFERENCES entry (id),       -- where its questions were added last
    assignee TEXT REFERENCES staff (id),
    due_at BIGINT,
    questions BIGINT NOT NULL DEFAULT 0,    -- wordings
    open_questions BIGINT NOT NULL DEFAULT 0,
    asked BIGINT NOT NULL DEFAULT 0,        -- times
    ended BIGINT NOT NULL DEFAULT 0,        -- of them, in conversations that have come to an end
    lost BIGINT NOT NULL DEFAULT 0,         -- of those, without an answer or a person
    answered BIGINT NOT NULL DEFAULT 0,     -- wordings that the snapshot `checked` answers
    checked BIGINT NOT NULL DEFAULT 0,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL
);
CREATE INDEX cluster_asked ON cluster (state, asked, id);
CREATE INDEX cluster_last ON cluster (state, last_at, id);
CREATE INDEX cluster_assignee ON cluster (assignee, state, asked, id);
CREATE INDEX cluster_checked ON cluster (checked, last_at) WHERE state <> 'empty';

-- How often a cluster was asked by day (since 1970, UTC), site and reason.
CREATE TABLE cluster_count (
    cluster TEXT NOT NULL REFERENCES cluster (id),
    kind TEXT NOT NULL CHECK (kind IN ('day', 'site', 'reason')),
    what TEXT NOT NULL,
    asked BIGINT NOT NULL,
    PRIMARY KEY (cluster, kind, what)
);
CREATE INDEX cluster_count_what ON cluster_count (kind, what, cluster);

ALTER TABLE unmatched ADD COLUMN cluster TEXT REFERENCES cluster (id);
ALTER TABLE unmatched ADD COLUMN is_fixed BIGINT NOT NULL DEFAULT 0;  -- an editor put it there
ALTER TABLE unmatched ADD COLUMN answered_by TEXT;                    -- external id, when the live snapshot answers it
ALTER TABLE unmatched ADD COLUMN answered_confidence DOUBLE PRECISION NOT NULL DEFAULT 0;
CREATE INDEX unmatched_cluster ON unmatched (cluster, asked, id);
CREATE INDEX unmatched_unplaced ON unmatched (last_at) WHERE cluster IS NULL;

ALTER TABLE unmatched_ask ADD COLUMN site TEXT NOT NULL DEFAULT '';
ALTER TABLE unmatched_ask ADD COLUMN day BIGINT NOT NULL DEFAULT 0;
ALTER TABLE unmatched_ask ADD COLUMN is_counted BIGINT NOT NULL DEFAULT 0;  -- in its cluster
ALTER TABLE unmatched_ask ADD COLUMN outcome TEXT CHECK (outcome IN ('lost', 'kept'));
UPDATE unmatched_ask SET day = at / 86400000,
    site = (SELECT site FROM conversation WHERE id = unmatched_ask.conversation);
CREATE INDEX unmatched_ask_uncounted ON unmatched_ask (at) WHERE is_counted = 0;
CREATE INDEX unmatched_ask_pending ON unmatched_ask (at) WHERE is_counted = 1 AND outcome IS NULL;
CREATE INDEX unmatched_ask_conversation ON unmatched_ask (conversation);

-- What editors did, to be undone: how the questions and the cluster were before.
CREATE TABLE workbench_act (
    id TEXT NOT NULL PRIMARY KEY,           -- ids sort by age
    action TEXT NOT NULL,
    cluster TEXT NOT NULL,
    staff TEXT REFERENCES staff (id),
    detail TEXT NOT NULL,                   -- JSON
    at BIGINT NOT NULL,
    undone_at BIGINT
);
CREATE INDEX workbench_act_cluster ON workbench_act (cluster, id);

-- Entries suggested from what agents answered.
CREATE TABLE suggestion (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('new', 'variant', 'outdated')),
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'accepted', 'rejected')),
    question TEXT NOT NULL,                 -- personal data masked, as everything here
    answer TEXT NOT NULL,
    language TEXT NOT NULL DEFAULT '',
    entry TEXT,                             -- external id of the entry that says so already
    entry_confidence DOUBLE PRECISION NOT NULL DEFAULT 0,
    conversations BIGINT NOT NULL DEFAULT 0,
    alike DOUBLE PRECISION NOT NULL DEFAULT 1, -- how alike the answers are, 0..1
    ratings BIGINT NOT NULL DEFAULT 0,
    rating_sum BIGINT NOT NULL DEFAULT 0,   -- excellent 4, good 3, fair 2, poor 1
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    decided_by TEXT REFERENCES staff (id),
    decided_at BIGINT
);
CREATE INDEX suggestion_page ON suggestion (state, conversations, id);

CREATE TABLE suggestion_source (
    suggestion TEXT NOT NULL REFERENCES suggestion (id),
    conversation TEXT NOT NULL REFERENCES conversation (id),
    number BIGINT NOT NULL,                 -- the visitor's question in it
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    rating TEXT,
    at BIGINT NOT NULL,
    PRIMARY KEY (conversation, number)
);
CREATE INDEX suggestion_source_of ON suggestion_source (suggestion, at);

CREATE INDEX conversation_closed ON conversation (closed_at, id) WHERE closed_at IS NOT NULL;
