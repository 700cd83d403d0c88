INSERT INTO help_feedback VALUES ('feedback-1', 'e1', 'shop', 'en', 1, 1, 'how do I', 1700000000000);
