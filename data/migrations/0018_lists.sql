-- Lists of conversations in the order that is asked for: those that people have or wait for, last
-- changed first, to find what is unread among them; and the closed ones.
CREATE INDEX conversation_with_people ON conversation (changed_at, id) WHERE owner IN ('queue', 'agent');
CREATE INDEX conversation_ended ON conversation (changed_at, id) WHERE owner = 'closed';
