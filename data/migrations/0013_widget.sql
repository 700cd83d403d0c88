-- The visitor's side: files in conversations, forms before the chat, signed identity,
-- and what happens when somebody is silent.

-- A file that the visitor or an agent put into a conversation.  Nobody but its
-- sender sees it before a message carries it.
CREATE TABLE conversation_file (
    id TEXT NOT NULL PRIMARY KEY,
    conversation TEXT NOT NULL REFERENCES conversation (id),
    number BIGINT,                          -- the message that carries it; NULL: not sent yet
    staff TEXT REFERENCES staff (id),       -- who sent it; NULL: the visitor
    name TEXT NOT NULL,
    type TEXT NOT NULL,                     -- media type, by the bytes
    size BIGINT NOT NULL,
    width BIGINT NOT NULL DEFAULT 0,        -- of a picture, in pixels
    height BIGINT NOT NULL DEFAULT 0,
    bytes BLOB NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX conversation_file_conversation ON conversation_file (conversation, created_at);
CREATE INDEX conversation_file_unsent ON conversation_file (created_at) WHERE number IS NULL;

ALTER TABLE conversation ADD COLUMN visitor_seen BIGINT NOT NULL DEFAULT 0; -- the last event that the visitor has seen
ALTER TABLE conversation ADD COLUMN form TEXT;      -- what the visitor filled in before the chat, JSON
ALTER TABLE conversation ADD COLUMN member TEXT;    -- who the visitor is at the site, proven by a signature
ALTER TABLE conversation ADD COLUMN silence_step TEXT; -- what is said next when nobody writes
ALTER TABLE conversation ADD COLUMN silence_at BIGINT; -- and when
CREATE INDEX conversation_silence ON conversation (silence_at) WHERE silence_at IS NOT NULL;
CREATE INDEX conversation_member ON conversation (site, member, changed_at) WHERE member IS NOT NULL;

-- More keys to a conversation: a member's other devices.
CREATE TABLE conversation_token (
    token_hash TEXT NOT NULL PRIMARY KEY,
    conversation TEXT NOT NULL REFERENCES conversation (id),
    expires_at BIGINT NOT NULL
);
CREATE INDEX conversation_token_conversation ON conversation_token (conversation);
CREATE INDEX conversation_token_expires ON conversation_token (expires_at);

-- With what a site signs who its members are; the old one counts until it retires.
CREATE TABLE member_secret (
    id TEXT NOT NULL PRIMARY KEY,
    site TEXT NOT NULL,
    secret TEXT NOT NULL,
    created_by TEXT REFERENCES staff (id),
    created_at BIGINT NOT NULL,
    retires_at BIGINT                       -- NULL: the newest
);
CREATE INDEX member_secret_site ON member_secret (site, created_at);

-- A signature counts once: what it was exchanged for.
CREATE TABLE member_session (
    secret_hash TEXT NOT NULL PRIMARY KEY,
    signature TEXT NOT NULL UNIQUE,
    site TEXT NOT NULL,
    member TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX member_session_expires ON member_session (expires_at);
