-- The queue and who is there: what they keep beyond conversations and accounts.

-- How a group calls for a person, in seconds since the visitor began to wait; 0: not at all.
ALTER TABLE service_group ADD COLUMN accept_seconds BIGINT NOT NULL DEFAULT 120;     -- whoever was given one reacts, or it goes elsewhere
ALTER TABLE service_group ADD COLUMN again_seconds BIGINT NOT NULL DEFAULT 20;       -- those who serve it are called again
ALTER TABLE service_group ADD COLUMN supervisors_seconds BIGINT NOT NULL DEFAULT 60; -- supervisors too
ALTER TABLE service_group ADD COLUMN admins_seconds BIGINT NOT NULL DEFAULT 180;     -- and admins

-- A person is called for and nobody has reacted yet: set while a conversation waits, and while the
-- agent who was given it has neither opened it nor answered.
ALTER TABLE conversation ADD COLUMN called_at BIGINT;                     -- since when
ALTER TABLE conversation ADD COLUMN call_level BIGINT NOT NULL DEFAULT 0; -- how loudly, see handoff/call.h
ALTER TABLE conversation ADD COLUMN call_at BIGINT;                       -- when it gets louder
ALTER TABLE conversation ADD COLUMN react_by BIGINT;                      -- when it is taken back from its agent
CREATE INDEX conversation_call ON conversation (call_at) WHERE call_at IS NOT NULL;
CREATE INDEX conversation_react ON conversation (react_by) WHERE react_by IS NOT NULL;
UPDATE conversation SET called_at = queued_at, call_at = queued_at WHERE owner = 'queue';

-- Why somebody is away who didn't say so.
ALTER TABLE staff ADD COLUMN away_reason TEXT NOT NULL DEFAULT '' CHECK (away_reason IN ('', 'idle', 'missed'));

-- How estimates of waiting turned out.
ALTER TABLE service_group DROP COLUMN handling_spread_ms;
ALTER TABLE conversation ADD COLUMN reckoned_ms BIGINT; -- the wait as it was reckoned when it joined the queue
CREATE TABLE queue_pace (
    line TEXT NOT NULL PRIMARY KEY,      -- as conversation.line
    ratio DOUBLE PRECISION NOT NULL,     -- of the real waits to the reckoned ones, a running mean
    spread DOUBLE PRECISION NOT NULL,    -- mean deviation from that, as a share of it
    changed_at BIGINT NOT NULL
);
