INSERT INTO event (conversation, number, type, author, author_id, author_name, text, body, staff_body, key, at)
    VALUES ('conversation-00001', 5, 'whisper', 'agent', 'staff-admin', 'Admin', 'offer the refund', NULL, NULL, 'whisper-key-1', 1700000000005),
           ('conversation-00021', 5, 'whisper', 'agent', 'staff-admin', 'Admin', 'offer the refund', NULL, NULL, 'whisper-key-1', 1700000000005);
UPDATE conversation SET last_number = 5 WHERE id IN ('conversation-00001', 'conversation-00021');
INSERT INTO event_reader VALUES ('conversation-00001', 5, 'staff-mei'), ('conversation-00021', 5, 'staff-mei');
