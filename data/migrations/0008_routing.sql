-- Routing: strategies of groups, what agents can do, what a conversation asks for.

ALTER TABLE service_group ADD COLUMN strategy TEXT NOT NULL DEFAULT 'least-busy'
    CHECK (strategy IN ('least-busy', 'round-robin', 'random', 'priority'));
ALTER TABLE service_group ADD COLUMN prefers_last BIGINT NOT NULL DEFAULT 1; -- the agent the visitor had before

ALTER TABLE group_member ADD COLUMN priority BIGINT NOT NULL DEFAULT 0; -- the higher goes first
ALTER TABLE group_member ADD COLUMN capacity BIGINT NOT NULL DEFAULT 0; -- of this group's at once; 0: no limit of its own

-- Words separated by spaces.
ALTER TABLE staff ADD COLUMN languages TEXT NOT NULL DEFAULT ''; -- BCP 47; '': any
ALTER TABLE staff ADD COLUMN skills TEXT NOT NULL DEFAULT '';
ALTER TABLE staff ADD COLUMN regions TEXT NOT NULL DEFAULT '';   -- '': any

ALTER TABLE conversation ADD COLUMN wanted_agent TEXT REFERENCES staff (id); -- the visitor came by this agent's link
ALTER TABLE conversation ADD COLUMN last_agent TEXT REFERENCES staff (id);   -- had it last
ALTER TABLE conversation ADD COLUMN skills TEXT NOT NULL DEFAULT '';         -- that its agent should have
ALTER TABLE conversation ADD COLUMN region TEXT NOT NULL DEFAULT '';         -- of the visitor
-- Those who wait for the same kind of agent stand in one line; NULL unless owner = 'queue'.
ALTER TABLE conversation ADD COLUMN line TEXT;

UPDATE conversation SET last_agent = agent WHERE owner = 'agent';
UPDATE conversation SET line = service_group || '|' || language || '||' WHERE owner = 'queue';

CREATE INDEX conversation_line ON conversation (line, queue_band, queued_at, id) WHERE owner = 'queue';
