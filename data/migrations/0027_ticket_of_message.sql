-- What was left as a message becomes one ticket, and no second.
ALTER TABLE ticket ADD COLUMN left_message TEXT REFERENCES left_message (id);
CREATE UNIQUE INDEX ticket_left_message ON ticket (left_message) WHERE left_message IS NOT NULL;
