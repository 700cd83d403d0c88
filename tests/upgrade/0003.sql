INSERT INTO audit VALUES (1, 1700000000000, 'staff-admin', 'staff.add', 'staff', 'staff-ed', '{"name":"ed"}');
INSERT INTO file VALUES ('0123456789abcdef', 'image/png', x'89504e470d0a1a0a00ff', 'staff-ed', 1700000000000);
INSERT INTO knowledge_right VALUES ('staff-ed', 'a', '', 'approve');
INSERT INTO entry_comment VALUES ('comment-1', 'entry-0001', 2, 'is this still so? @mei', 'staff-ed', 1700000000000);
INSERT INTO mention VALUES ('comment-1', 'staff-mei', NULL);
INSERT INTO entry_bulk VALUES ('bulk-1', '{"category":"c"}', 'staff-ed', 1700000000000, NULL);
INSERT INTO entry_bulk_line VALUES ('bulk-1', 'entry-0001', 1, 2);
