INSERT INTO canned_reply VALUES ('canned-1', 'shared', '', 'hi', 'Hello', 'Hello {name}', '', 1, 'staff-mei', 1700000000000);
INSERT INTO draft VALUES ('staff-mei', 'conversation-00001', 'reply', 'half writ', 1700000000000);
INSERT INTO read_position VALUES ('conversation-00002', 'staff-mei', 2);
INSERT INTO note_mention VALUES ('conversation-00001', 4, 'staff-ed', NULL);
INSERT INTO wrap_topic VALUES ('topic-1', 'Returns', 1, 1700000000000);
INSERT INTO wrap_up VALUES ('conversation-00003', 'topic-1', '["late"]', 'sent back', 'solved', 'staff-mei', 1700000000000);
INSERT INTO visitor_block VALUES ('block-1', 'conversation-00003', NULL, 'default', NULL, 'rude', 'staff-mei', 1700000000000,
    1700000100000, NULL, NULL);
INSERT INTO desk_choice VALUES ('staff-mei', '{"order":"newest"}', 1700000000000);
