INSERT INTO queue_pace VALUES ('group-1|en||', 1.25, 0.5, 1700000000000);
