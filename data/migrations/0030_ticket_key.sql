-- What is posted twice, since its answer was lost, is one ticket and one comment: the client makes a key.
ALTER TABLE ticket ADD COLUMN key TEXT;
CREATE UNIQUE INDEX ticket_key ON ticket (made_by, key) WHERE key IS NOT NULL;
ALTER TABLE ticket_line ADD COLUMN key TEXT;
CREATE UNIQUE INDEX ticket_line_key ON ticket_line (ticket, by_staff, key) WHERE key IS NOT NULL;
