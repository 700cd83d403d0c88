-- What Foyer sends out by itself: mail, pushes to browsers, webhooks.

-- A thing to send is written in the transaction of what causes it, and sent by a thread of its own.
CREATE TABLE outbox (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('mail', 'push', 'webhook')),
    cause TEXT NOT NULL,                  -- what it says, see handoff/outbox.h
    once TEXT NOT NULL UNIQUE,            -- what may be sent once only
    target TEXT NOT NULL DEFAULT '',      -- an address of mail; the id of a push_device
    conversation TEXT REFERENCES conversation (id) ON DELETE CASCADE,
    staff TEXT REFERENCES staff (id),     -- to whom, or who sent it
    by_visitor BIGINT NOT NULL DEFAULT 0, -- a visitor asked for it, within limits
    facts TEXT NOT NULL DEFAULT '{}',     -- JSON: what there is to say; no secrets
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'failed', 'dropped')),
    tries BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    next_at BIGINT NOT NULL,              -- when it is tried, while it waits
    ended_at BIGINT,
    status BIGINT NOT NULL DEFAULT 0,     -- the last answer's number; 0: none came
    reason TEXT NOT NULL DEFAULT ''       -- why it was not sent, in plain English
);
CREATE INDEX outbox_due ON outbox (kind, next_at) WHERE state = 'waiting';
CREATE INDEX outbox_ended ON outbox (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX outbox_target ON outbox (target, created_at);
CREATE INDEX outbox_conversation ON outbox (conversation, created_at) WHERE conversation IS NOT NULL;
CREATE INDEX outbox_staff ON outbox (staff, created_at) WHERE staff IS NOT NULL;
CREATE INDEX outbox_visitors ON outbox (created_at) WHERE by_visitor = 1;

-- Where things are sent through and to; one row.
CREATE TABLE outgoing (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    desk_address TEXT NOT NULL DEFAULT '',   -- as staff reach it, for links: https://chat.example.com
    mail_server TEXT NOT NULL DEFAULT '',    -- '': no mail is sent
    mail_port BIGINT NOT NULL DEFAULT 587,
    mail_security TEXT NOT NULL DEFAULT 'starttls' CHECK (mail_security IN ('none', 'starttls', 'tls')),
    mail_user TEXT NOT NULL DEFAULT '',
    mail_password TEXT NOT NULL DEFAULT '',
    mail_sender TEXT NOT NULL DEFAULT '',
    mail_name TEXT NOT NULL DEFAULT '',
    webhook_url TEXT NOT NULL DEFAULT '',    -- '': none
    webhook_secret TEXT NOT NULL DEFAULT '',
    push_private TEXT NOT NULL DEFAULT '',   -- keys of RFC 8292, base64url; made at the first use
    push_public TEXT NOT NULL DEFAULT ''
);
INSERT INTO outgoing (id) VALUES (1);

-- Browsers that take pushes for somebody, each as long as the session that subscribed it.
CREATE TABLE push_device (
    id TEXT NOT NULL PRIMARY KEY,
    staff TEXT NOT NULL REFERENCES staff (id),
    session TEXT NOT NULL,
    endpoint TEXT NOT NULL UNIQUE,
    client_key TEXT NOT NULL, -- base64url
    client_auth TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX push_device_staff ON push_device (staff);

-- How somebody is reached who doesn't look at the desk.
ALTER TABLE staff ADD COLUMN email TEXT NOT NULL DEFAULT '';
ALTER TABLE staff ADD COLUMN alert_push BIGINT NOT NULL DEFAULT 1;
ALTER TABLE staff ADD COLUMN alert_mail BIGINT NOT NULL DEFAULT 1;
ALTER TABLE staff ADD COLUMN looked_at BIGINT NOT NULL DEFAULT 0; -- when a desk of theirs was last before their eyes

-- A call for a person goes out of the house too, in seconds since it began; 0: not at all.
ALTER TABLE service_group ADD COLUMN push_seconds BIGINT NOT NULL DEFAULT 15;
ALTER TABLE service_group ADD COLUMN mail_seconds BIGINT NOT NULL DEFAULT 120;
ALTER TABLE service_group ADD COLUMN webhook_seconds BIGINT NOT NULL DEFAULT 240;
ALTER TABLE conversation ADD COLUMN send_at BIGINT; -- when the next of these comes
CREATE INDEX conversation_send ON conversation (send_at) WHERE send_at IS NOT NULL;
