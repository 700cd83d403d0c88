-- Deleting old conversations: what points to one is found without walking a table.
CREATE INDEX judgement_conversation ON judgement (conversation) WHERE conversation IS NOT NULL;
CREATE INDEX golden_conversation ON golden (conversation) WHERE conversation IS NOT NULL;
CREATE INDEX tiding_conversation ON tiding (conversation);
CREATE INDEX room_message_conversation ON room_message (conversation) WHERE conversation IS NOT NULL;
CREATE INDEX draft_conversation ON draft (conversation);
-- How far the index of what was said has been swept of deleted conversations; one row.
CREATE TABLE event_search_sweep (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    swept_to BIGINT NOT NULL DEFAULT 0,     -- a row of event_search
    owed BIGINT NOT NULL DEFAULT 0          -- rows of deleted conversations that are still in it
);
INSERT INTO event_search_sweep (id) VALUES (1);
