INSERT INTO participant VALUES ('conversation-00001', 'staff-ed', 'joined', 'staff-mei', 'have a look', 1700000000000);
INSERT INTO tiding VALUES ('tiding-1', 'staff-mei', 'declined', 'conversation-00001', 'staff-ed', 1700000000000);
INSERT INTO room VALUES ('all', 1, 1700000000000);
INSERT INTO room_file VALUES ('room-file-1', 'all', 'plan.txt', 'text/plain', 4, x'706c616e');
INSERT INTO room_message VALUES ('all', 1, 'staff-mei', 'lunch?', 'conversation-00001', 'room-file-1', 'key-1', 1700000000000);
INSERT INTO room_seen VALUES ('all', 'staff-ed', 1);
