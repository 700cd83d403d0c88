INSERT INTO cluster (id, title, questions, open_questions, asked, first_at, last_at)
    VALUES ('cluster-1', 'Do you repair clocks?', 1, 1, 1, 1700000000000, 1700000000000);
INSERT INTO cluster_count VALUES ('cluster-1', 'day', '19675', 1);
UPDATE unmatched SET cluster = 'cluster-1' WHERE id = 'unmatched-1';
INSERT INTO workbench_act VALUES ('act-1', 'ignore', 'cluster-1', 'staff-ed', '{}', 1700000000000, NULL);
INSERT INTO suggestion (id, kind, question, answer, first_at, last_at)
    VALUES ('suggestion-1', 'new', 'Do you repair clocks?', 'On Tuesdays.', 1700000000000, 1700000000000);
INSERT INTO suggestion_source VALUES ('suggestion-1', 'conversation-00030', 1, 'q', 'a', NULL, 1700000000000);
