INSERT INTO conversation_file (id, conversation, number, name, type, size, bytes, created_at)
    VALUES ('file-1', 'conversation-00001', 1, 'a.txt', 'text/plain', 3, x'616263', 1700000000000);
INSERT INTO conversation_token VALUES ('token-hash-1', 'conversation-00001', 4000000000000);
INSERT INTO member_secret VALUES ('secret-1', 'shop', 'a secret', 'staff-admin', 1700000000000, NULL);
INSERT INTO member_session VALUES ('member-hash-1', 'signature-1', 'shop', 'member-7', 1700000000000, 4000000000000);
