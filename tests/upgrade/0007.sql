INSERT INTO site VALUES ('shop', '{}', 1, 'staff-admin', 1700000000000);
INSERT INTO site_version VALUES ('shop', 1, '{}', 'first', 'staff-admin', 1700000000000);
UPDATE conversation SET tags = '["vip"]', attributes = '{"plan":"gold"}' WHERE id = 'conversation-00030';
