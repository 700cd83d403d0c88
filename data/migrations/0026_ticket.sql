-- Tickets: what couldn't be settled in a conversation, until its customer confirms that it was.

-- What holds for all of them: hours until each priority is due, days until what is solved counts
-- as confirmed (0: never), the last number given.
CREATE TABLE ticket_rules (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    hours_low BIGINT NOT NULL DEFAULT 120,
    hours_normal BIGINT NOT NULL DEFAULT 48,
    hours_high BIGINT NOT NULL DEFAULT 8,
    hours_urgent BIGINT NOT NULL DEFAULT 2,
    confirm_days BIGINT NOT NULL DEFAULT 7,
    last_number BIGINT NOT NULL DEFAULT 1000
);
INSERT INTO ticket_rules (id) VALUES (1);

CREATE TABLE ticket (
    id TEXT NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL UNIQUE,
    conversation TEXT NOT NULL REFERENCES conversation (id),
    title TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT '',
    category TEXT REFERENCES wrap_topic (id),
    priority TEXT NOT NULL CHECK (priority IN ('low', 'normal', 'high', 'urgent')),
    agent TEXT REFERENCES staff (id),
    service_group TEXT REFERENCES service_group (id),
    contact TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL
        CHECK (state IN ('new', 'open', 'waiting', 'solved', 'confirmed', 'reopened')),
    due_at BIGINT NOT NULL,
    next_at BIGINT,                         -- when it becomes overdue or counts as confirmed
    made_by TEXT NOT NULL REFERENCES staff (id),
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    revision BIGINT NOT NULL DEFAULT 1,
    CHECK (agent IS NOT NULL OR service_group IS NOT NULL)
);
CREATE INDEX ticket_conversation ON ticket (conversation);
CREATE INDEX ticket_due ON ticket (due_at, number);
CREATE INDEX ticket_next ON ticket (next_at) WHERE next_at IS NOT NULL;

-- Everything that happened to one, comments too; it only grows.
CREATE TABLE ticket_line (
    ticket TEXT NOT NULL REFERENCES ticket (id),
    number BIGINT NOT NULL,
    what TEXT NOT NULL,                     -- a field, "comment", "to-customer", "from-customer"
    by_kind TEXT NOT NULL CHECK (by_kind IN ('staff', 'customer', 'time')),
    by_staff TEXT REFERENCES staff (id),
    before TEXT NOT NULL DEFAULT '',        -- as it was shown then
    after TEXT NOT NULL DEFAULT '',
    at BIGINT NOT NULL,
    PRIMARY KEY (ticket, number)
);

-- Where its customer says whether it is solved: one for each time it was.
CREATE TABLE ticket_link (
    id TEXT NOT NULL PRIMARY KEY,           -- also the key of the message that tells of it
    ticket TEXT NOT NULL REFERENCES ticket (id),
    secret_hash TEXT NOT NULL UNIQUE,
    secret TEXT NOT NULL,                   -- encrypted: for its mail and its message
    address TEXT NOT NULL,                  -- of this server, as those who work here reach it
    expires_at BIGINT NOT NULL
);
CREATE INDEX ticket_link_ticket ON ticket_link (ticket);

-- People hear of tickets too.
CREATE TABLE tiding_of_all (
    id TEXT NOT NULL PRIMARY KEY,
    staff TEXT NOT NULL REFERENCES staff (id),
    kind TEXT NOT NULL CHECK (kind IN ('taken-over', 'passed-on', 'declined', 'removed',
        'ticket-given', 'ticket-overdue', 'ticket-not-solved')),
    conversation TEXT NOT NULL REFERENCES conversation (id),
    ticket TEXT REFERENCES ticket (id),     -- NULL: it is about the conversation
    by_staff TEXT NOT NULL REFERENCES staff (id),
    at BIGINT NOT NULL
);
INSERT INTO tiding_of_all (id, staff, kind, conversation, by_staff, at)
SELECT id, staff, kind, conversation, by_staff, at FROM tiding;
DROP TABLE tiding;
ALTER TABLE tiding_of_all RENAME TO tiding;
CREATE INDEX tiding_staff ON tiding (staff, id);
CREATE INDEX tiding_conversation ON tiding (conversation);
