INSERT INTO import_part (import, place, kind, part_key, before_line, after_line)
    VALUES ('import-1', 1, 'rule', 'greeting', NULL, '{"name":"greeting"}');
