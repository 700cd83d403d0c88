INSERT INTO group_opening (service_group, from_at, is_open, by_hours, hours) VALUES ('group-1', 1700000000000, 1, 0, NULL);
