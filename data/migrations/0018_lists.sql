-- Lists of conversations in the order that is asked for: those that people have or wait for, last
-- changed first, to find what is unread among them; and the closed ones.
CREATE INDEX conversation_with_people ON conversation (changed_at, id) WHERE owner IN ('queue', 'agent');
CREATE INDEX conversation_ended ON conversation (changed_at, id) WHERE owner = 'closed';

-- The last event that the visitor's chat has got, whether or not it was looked at.
ALTER TABLE conversation ADD COLUMN visitor_got BIGINT NOT NULL DEFAULT 0;

-- How much colleagues' files take.
CREATE INDEX room_file_size ON room_file (size);

-- An event for some of the staff alone: a whisper is for those who were in the conversation when it
-- was said, beside those who may watch.
CREATE TABLE event_reader (
    conversation TEXT NOT NULL,
    number BIGINT NOT NULL,
    staff TEXT NOT NULL REFERENCES staff (id),
    PRIMARY KEY (conversation, number, staff),
    FOREIGN KEY (conversation, number) REFERENCES event (conversation, number) ON DELETE CASCADE
);
UPDATE event SET type = 'whisper', body = NULL WHERE type = 'note' AND body = '{"whisper":true}';
INSERT INTO event_reader (conversation, number, staff)
SELECT e.conversation, e.number, c.agent FROM event e JOIN conversation c ON c.id = e.conversation
WHERE e.type = 'whisper' AND c.agent IS NOT NULL;
