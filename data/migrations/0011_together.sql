-- Staff working together: who is in a conversation, and what colleagues say to each other.

-- Staff in a conversation beside its owner.  A row goes when they leave; what
-- happened stays in the log.
CREATE TABLE participant (
    conversation TEXT NOT NULL REFERENCES conversation (id),
    staff TEXT NOT NULL REFERENCES staff (id),
    state TEXT NOT NULL CHECK (state IN ('invited', 'joined', 'watching')),
    invited_by TEXT REFERENCES staff (id),  -- NULL: came of their own accord
    note TEXT,                              -- of the invitation, or NULL
    since BIGINT NOT NULL,
    PRIMARY KEY (conversation, staff)
);
CREATE INDEX participant_staff ON participant (staff, since);

-- What a colleague did that somebody is to hear of, until they have seen it.
CREATE TABLE tiding (
    id TEXT NOT NULL PRIMARY KEY,
    staff TEXT NOT NULL REFERENCES staff (id),
    kind TEXT NOT NULL CHECK (kind IN ('taken-over', 'passed-on', 'declined', 'removed')),
    conversation TEXT NOT NULL REFERENCES conversation (id),
    by_staff TEXT NOT NULL REFERENCES staff (id),
    at BIGINT NOT NULL
);
CREATE INDEX tiding_staff ON tiding (staff, id);

-- Where colleagues talk: "all", "group:ID", "direct:ID:ID" (the lower id first).
-- A room has a row once something was said in it.
CREATE TABLE room (
    name TEXT NOT NULL PRIMARY KEY,
    last_number BIGINT NOT NULL DEFAULT 0,
    last_at BIGINT NOT NULL
);

CREATE TABLE room_file (
    id TEXT NOT NULL PRIMARY KEY,
    room TEXT NOT NULL REFERENCES room (name),
    name TEXT NOT NULL,
    type TEXT NOT NULL,                     -- media type, by the bytes
    size BIGINT NOT NULL,
    bytes BLOB NOT NULL
);

CREATE TABLE room_message (
    room TEXT NOT NULL REFERENCES room (name),
    number BIGINT NOT NULL,                 -- 1, 2, 3... in its room
    staff TEXT NOT NULL REFERENCES staff (id),
    text TEXT NOT NULL,
    conversation TEXT REFERENCES conversation (id), -- that it points to
    file TEXT REFERENCES room_file (id),
    key TEXT NOT NULL,                      -- made by the client
    at BIGINT NOT NULL,
    PRIMARY KEY (room, number)
);
CREATE UNIQUE INDEX room_message_key ON room_message (room, staff, key);

-- How far each has read.
CREATE TABLE room_seen (
    room TEXT NOT NULL REFERENCES room (name),
    staff TEXT NOT NULL REFERENCES staff (id),
    number BIGINT NOT NULL,
    PRIMARY KEY (room, staff)
);
