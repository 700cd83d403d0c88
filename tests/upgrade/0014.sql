INSERT INTO staff_role VALUES ('role-1', 'night shift', 'converse', 'agent', 0, 0);
INSERT INTO group_leader VALUES ('group-1', 'staff-mei');
INSERT INTO second_factor VALUES ('staff-mei', 'JBSWY3DPEHPK3PXP', NULL, 0, 1700000000000);
INSERT INTO recovery_code VALUES ('code-hash-1', 'staff-mei');
