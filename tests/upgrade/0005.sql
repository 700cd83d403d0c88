INSERT INTO import (id, file, format, started_at) VALUES ('import-1', 'faq.csv', 'csv', 1700000000000);
INSERT INTO import_entry (import, place, entry, before_version, after_version) VALUES ('import-1', 1, 'entry-0001', 0, 1);
