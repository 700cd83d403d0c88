INSERT INTO rule_version VALUES ('rule-1', 1, '{"name":"greeting"}', 'staff-ed', 1700000000000);
INSERT INTO synonym VALUES ('synonym-1', '["sim","sim card","卡"]', 1, 'staff-ed', 1700000000000);
INSERT INTO stop_word VALUES ('stop-1', 'please', 1, NULL, 1700000000000);
