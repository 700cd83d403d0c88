-- The first schema.  The dialect is what SQLite and PostgreSQL share: BIGINT
-- for whole numbers and times (milliseconds since 1970 UTC), TEXT, DOUBLE
-- PRECISION; ids are made by the program (data/id.h).

CREATE TABLE setting (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL,
    changed_at BIGINT NOT NULL
);

-- People -----------------------------------------------------------------

CREATE TABLE staff (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,              -- sign-in name, lower case
    display_name TEXT NOT NULL,             -- what visitors see
    role TEXT NOT NULL CHECK (role IN ('agent', 'editor', 'supervisor', 'admin')),
    password TEXT,                          -- argon2id string; NULL: can't sign in by password
    blocked BIGINT NOT NULL DEFAULT 0,
    language TEXT NOT NULL DEFAULT 'en',
    presence TEXT NOT NULL DEFAULT 'offline'
        CHECK (presence IN ('online', 'busy', 'away', 'invisible', 'offline')),
    capacity BIGINT NOT NULL DEFAULT 5,     -- conversations at once
    load BIGINT NOT NULL DEFAULT 0,         -- conversations owned now
    connected BIGINT NOT NULL DEFAULT 0,    -- desk streams open now
    seen_at BIGINT NOT NULL DEFAULT 0,      -- when the last stream opened or closed; 0: needs none
    assigned_at BIGINT NOT NULL DEFAULT 0,  -- last automatic assignment, for fairness
    created_at BIGINT NOT NULL,
    signed_in_at BIGINT
);
CREATE INDEX staff_presence ON staff (presence);
CREATE INDEX staff_watched ON staff (seen_at) WHERE connected = 0 AND seen_at > 0;

CREATE TABLE staff_session (
    id TEXT NOT NULL PRIMARY KEY,
    secret_hash TEXT NOT NULL UNIQUE,       -- of the cookie
    csrf TEXT NOT NULL,
    staff TEXT NOT NULL REFERENCES staff (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX staff_session_staff ON staff_session (staff);

CREATE TABLE sign_in_link (
    secret_hash TEXT NOT NULL PRIMARY KEY,
    staff TEXT NOT NULL REFERENCES staff (id),
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);

CREATE TABLE api_token (
    id TEXT NOT NULL PRIMARY KEY,
    secret_hash TEXT NOT NULL UNIQUE,
    staff TEXT NOT NULL REFERENCES staff (id),
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,                   -- space-separated: read write admin
    created_at BIGINT NOT NULL,
    expires_at BIGINT
);
CREATE INDEX api_token_staff ON api_token (staff);

CREATE TABLE service_group (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    is_open BIGINT NOT NULL DEFAULT 1,
    assignment TEXT NOT NULL DEFAULT 'automatic' CHECK (assignment IN ('automatic', 'manual')),
    is_default BIGINT NOT NULL DEFAULT 0,
    handling_ms BIGINT NOT NULL DEFAULT 0,        -- running mean of how long a conversation takes
    handling_spread_ms BIGINT NOT NULL DEFAULT 0, -- and of how far that varies
    created_at BIGINT NOT NULL
);

CREATE TABLE group_member (
    service_group TEXT NOT NULL REFERENCES service_group (id),
    staff TEXT NOT NULL REFERENCES staff (id),
    PRIMARY KEY (service_group, staff)
);
CREATE INDEX group_member_staff ON group_member (staff);

-- Conversations ------------------------------------------------------------

CREATE TABLE conversation (
    id TEXT NOT NULL PRIMARY KEY,
    site TEXT NOT NULL,
    language TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT 'bot' CHECK (owner IN ('bot', 'queue', 'agent', 'closed')),
    agent TEXT REFERENCES staff (id),       -- set exactly when owner = 'agent'
    service_group TEXT REFERENCES service_group (id),
    last_number BIGINT NOT NULL DEFAULT 0,  -- of its events
    visitor_number BIGINT NOT NULL DEFAULT 0, -- the visitor's last message, for unread and excerpts
    agent_number BIGINT NOT NULL DEFAULT 0, -- the last event the agents have seen
    excerpt TEXT NOT NULL DEFAULT '',       -- the beginning of the last message
    memory TEXT,                            -- the bot's context, JSON made by bot/
    handoff_reason TEXT,
    queued_at BIGINT,                       -- place in the queue; set exactly when owner = 'queue'
    queue_band BIGINT NOT NULL DEFAULT 1,   -- 0: front (returned), 1: ordinary
    assigned_at BIGINT,
    closed_at BIGINT,
    rating TEXT CHECK (rating IN ('excellent', 'good', 'fair', 'poor')),
    rating_comment TEXT,
    page TEXT,
    referrer TEXT,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    CHECK ((owner = 'agent') = (agent IS NOT NULL)),
    CHECK ((owner = 'queue') = (queued_at IS NOT NULL)),
    CHECK (owner <> 'queue' OR service_group IS NOT NULL)
);
CREATE INDEX conversation_queue ON conversation (service_group, queue_band, queued_at, id)
    WHERE owner = 'queue';
CREATE INDEX conversation_agent ON conversation (agent, changed_at, id) WHERE owner = 'agent';
CREATE INDEX conversation_changed ON conversation (changed_at, id);

CREATE TABLE event (
    conversation TEXT NOT NULL REFERENCES conversation (id),
    number BIGINT NOT NULL,
    type TEXT NOT NULL,
    author TEXT NOT NULL,
    author_id TEXT,
    author_name TEXT,
    text TEXT,
    body TEXT,
    staff_body TEXT,
    key TEXT,
    at BIGINT NOT NULL,
    PRIMARY KEY (conversation, number)
);
CREATE UNIQUE INDEX event_key ON event (conversation, key) WHERE key IS NOT NULL;

CREATE TABLE left_message (
    id TEXT NOT NULL PRIMARY KEY,
    conversation TEXT NOT NULL REFERENCES conversation (id),
    category TEXT,
    text TEXT NOT NULL,
    reply_by TEXT NOT NULL CHECK (reply_by IN ('site', 'email', 'phone', 'sms')),
    contact TEXT,
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done')),
    done_by TEXT REFERENCES staff (id),
    created_at BIGINT NOT NULL,
    done_at BIGINT
);
CREATE INDEX left_message_state ON left_message (state, created_at);
CREATE INDEX left_message_conversation ON left_message (conversation);

-- Knowledge ------------------------------------------------------------------

CREATE TABLE entry (
    id TEXT NOT NULL PRIMARY KEY,
    external_id TEXT NOT NULL UNIQUE,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    category TEXT NOT NULL DEFAULT '',      -- path with slashes: a/b
    language TEXT NOT NULL DEFAULT '',      -- BCP 47; '' means any
    status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'retired')),
    version BIGINT NOT NULL DEFAULT 1,      -- grows with each change
    changed_by TEXT REFERENCES staff (id),
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX entry_changed ON entry (status, changed_at);

CREATE TABLE variant (
    entry TEXT NOT NULL REFERENCES entry (id),
    place BIGINT NOT NULL,                  -- order within the entry, from 1
    text TEXT NOT NULL,
    PRIMARY KEY (entry, place)
);

CREATE TABLE entry_tag (
    entry TEXT NOT NULL REFERENCES entry (id),
    tag TEXT NOT NULL,
    PRIMARY KEY (entry, tag)
);
CREATE INDEX entry_tag_tag ON entry_tag (tag);

-- Each state an entry has had, whole, so that nothing an editor wrote is lost.
CREATE TABLE entry_version (
    entry TEXT NOT NULL REFERENCES entry (id),
    version BIGINT NOT NULL,
    content TEXT NOT NULL,                  -- JSON, the import format
    changed_by TEXT REFERENCES staff (id),
    at BIGINT NOT NULL,
    PRIMARY KEY (entry, version)
);

CREATE TABLE rule (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    pattern TEXT NOT NULL,                  -- PCRE2
    priority BIGINT NOT NULL DEFAULT 0,     -- the highest that matches wins
    action TEXT NOT NULL CHECK (action IN ('answer', 'handoff')),
    target TEXT,                            -- answer: an entry's external id; handoff: a group's name or NULL
    language TEXT NOT NULL DEFAULT '',
    is_active BIGINT NOT NULL DEFAULT 1,
    changed_at BIGINT NOT NULL
);

CREATE TABLE golden (
    id TEXT NOT NULL PRIMARY KEY,
    text TEXT NOT NULL UNIQUE,
    expect TEXT NOT NULL CHECK (expect IN ('answer', 'handoff', 'unmatched')),
    entry TEXT,                             -- external id when expect = 'answer'
    created_at BIGINT NOT NULL
);

CREATE TABLE publication (
    number BIGINT NOT NULL PRIMARY KEY,     -- the snapshot's number: snapshots/000001.foyer
    entries BIGINT NOT NULL,
    variants BIGINT NOT NULL,
    golden_passed BIGINT NOT NULL,
    golden_failed BIGINT NOT NULL,
    reason TEXT,                            -- why it was published although golden questions failed
    published_by TEXT REFERENCES staff (id),
    published_at BIGINT NOT NULL,
    duration_ms BIGINT NOT NULL
);

-- A question the bot could not answer, once per wording; each time it was
-- asked is an unmatched_ask.
CREATE TABLE unmatched (
    id TEXT NOT NULL PRIMARY KEY,
    folded TEXT NOT NULL,                   -- the question, normalised, to count repeats
    text TEXT NOT NULL,                     -- as first asked
    language TEXT NOT NULL DEFAULT '',
    asked BIGINT NOT NULL DEFAULT 1,
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'added', 'ignored')),
    entry TEXT REFERENCES entry (id),       -- where it was added
    nearest TEXT,                           -- external id of the bot's best guess
    nearest_confidence DOUBLE PRECISION,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    resolved_by TEXT REFERENCES staff (id),
    resolved_at BIGINT
);
CREATE UNIQUE INDEX unmatched_open ON unmatched (folded) WHERE state = 'open';
CREATE INDEX unmatched_state ON unmatched (state, last_at);
CREATE INDEX unmatched_folded ON unmatched (folded);

CREATE TABLE unmatched_ask (
    unmatched TEXT NOT NULL REFERENCES unmatched (id),
    conversation TEXT NOT NULL REFERENCES conversation (id),
    number BIGINT NOT NULL,                 -- the visitor's message
    reason TEXT NOT NULL,                   -- unmatched, low-confidence, not-helpful
    at BIGINT NOT NULL,
    PRIMARY KEY (unmatched, conversation, number)
);
CREATE INDEX unmatched_ask_at ON unmatched_ask (unmatched, at);
