-- The agent's desk: canned replies, drafts, what was read, wrapping up, blocks, search.

-- Ready-made replies: one person's own, a group's, or everybody's.
CREATE TABLE canned_reply (
    id TEXT NOT NULL PRIMARY KEY,
    scope TEXT NOT NULL CHECK (scope IN ('personal', 'group', 'shared')),
    keeper TEXT NOT NULL,                   -- id of the person or the group; '' when shared
    shortcut TEXT NOT NULL,                 -- typed after "/", lower case
    title TEXT NOT NULL,
    text TEXT NOT NULL,                     -- Markdown with {variables}
    language TEXT NOT NULL DEFAULT '',      -- BCP 47; '': any
    version BIGINT NOT NULL DEFAULT 1,
    changed_by TEXT NOT NULL REFERENCES staff (id),
    changed_at BIGINT NOT NULL,
    CHECK ((scope = 'shared') = (keeper = ''))
);
CREATE UNIQUE INDEX canned_reply_shortcut ON canned_reply (scope, keeper, shortcut);

-- What somebody has half written in a conversation.
CREATE TABLE draft (
    staff TEXT NOT NULL REFERENCES staff (id),
    conversation TEXT NOT NULL REFERENCES conversation (id),
    kind TEXT NOT NULL CHECK (kind IN ('reply', 'note')),
    text TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (staff, conversation, kind)
);

-- Up to which event somebody has read a conversation.
CREATE TABLE read_position (
    conversation TEXT NOT NULL REFERENCES conversation (id),
    staff TEXT NOT NULL REFERENCES staff (id),
    number BIGINT NOT NULL,
    PRIMARY KEY (conversation, staff)
);
INSERT INTO read_position (conversation, staff, number)
    SELECT id, agent, agent_number FROM conversation WHERE owner = 'agent';

-- Who was called by "@name" in a note, until they have looked.
CREATE TABLE note_mention (
    conversation TEXT NOT NULL,
    number BIGINT NOT NULL,                 -- of the note
    staff TEXT NOT NULL REFERENCES staff (id),
    seen_at BIGINT,
    PRIMARY KEY (conversation, number, staff),
    FOREIGN KEY (conversation, number) REFERENCES event (conversation, number)
);
CREATE INDEX note_mention_unseen ON note_mention (staff, conversation) WHERE seen_at IS NULL;

-- How a conversation was wrapped up.
CREATE TABLE wrap_topic (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    is_active BIGINT NOT NULL DEFAULT 1,    -- 0: kept for what was wrapped up with it
    created_at BIGINT NOT NULL
);
CREATE TABLE wrap_up (
    conversation TEXT NOT NULL PRIMARY KEY REFERENCES conversation (id),
    topic TEXT REFERENCES wrap_topic (id),
    tags TEXT NOT NULL DEFAULT '[]',        -- JSON list of texts
    summary TEXT NOT NULL DEFAULT '',
    outcome TEXT CHECK (outcome IN ('solved', 'unsolved')),
    by_staff TEXT NOT NULL REFERENCES staff (id),
    at BIGINT NOT NULL
);
CREATE INDEX wrap_up_topic ON wrap_up (topic);

-- Where a visitor came from, as a keyed hash: only for recognising a blocked one.
ALTER TABLE conversation ADD COLUMN origin TEXT;
CREATE TABLE origin_key (
    place BIGINT NOT NULL PRIMARY KEY CHECK (place = 1),
    key TEXT NOT NULL
);
INSERT INTO origin_key (place, key) VALUES (1, lower(hex(randomblob(32))));
CREATE TABLE visitor_block (
    id TEXT NOT NULL PRIMARY KEY,
    conversation TEXT NOT NULL REFERENCES conversation (id),
    origin TEXT,                            -- of that conversation, when that was asked for
    site TEXT NOT NULL,
    member TEXT,                            -- who the visitor is at that site, when it is proven
    reason TEXT NOT NULL,
    by_staff TEXT NOT NULL REFERENCES staff (id),
    at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    lifted_by TEXT REFERENCES staff (id),
    lifted_at BIGINT
);
CREATE INDEX visitor_block_conversation ON visitor_block (conversation, until_at);
CREATE INDEX visitor_block_origin ON visitor_block (origin, until_at) WHERE origin IS NOT NULL;
CREATE INDEX visitor_block_member ON visitor_block (member, site, until_at) WHERE member IS NOT NULL;
CREATE INDEX visitor_block_until ON visitor_block (until_at);

-- How somebody likes their lists: filters, order, columns; JSON.
CREATE TABLE desk_choice (
    staff TEXT NOT NULL PRIMARY KEY REFERENCES staff (id),
    choice TEXT NOT NULL,
    at BIGINT NOT NULL
);

-- What was said, for finding it: a row for each text (data/event_search.h
-- writes the words), number 0 for what is known of the visitor.  A full-text
-- index here, a text search column on PostgreSQL.
CREATE VIRTUAL TABLE event_search USING fts5 (words, conversation UNINDEXED, number UNINDEXED,
    tokenize = 'unicode61 remove_diacritics 2');
-- Conversations from before, until they are in it.
CREATE TABLE event_search_due (
    conversation TEXT NOT NULL PRIMARY KEY REFERENCES conversation (id)
);
INSERT INTO event_search_due (conversation) SELECT id FROM conversation;
