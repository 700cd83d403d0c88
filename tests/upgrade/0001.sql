INSERT INTO setting VALUES ('secret', 'of the first schema', 1700000000000);
INSERT INTO staff (id, name, display_name, role, password, presence, load, connected, seen_at, created_at) VALUES
    ('staff-admin', 'admin', 'Admin', 'admin', NULL, 'offline', 0, 0, 0, 1700000000000),
    ('staff-mei', 'mei', 'Mei 美', 'agent', '$argon2id$x', 'online', 1, 1, 1700000000000, 1700000000000),
    ('staff-ed', 'ed', 'Ed "the editor"', 'editor', '$argon2id$y', 'offline', 0, 0, 0, 1700000000000);
INSERT INTO staff_session VALUES ('session-1', 'hash-1', 'csrf-1', 'staff-mei', 1700000000000, 4000000000000);
INSERT INTO sign_in_link VALUES ('hash-2', 'staff-ed', 4000000000000, NULL);
INSERT INTO api_token VALUES ('token-1', 'hash-3', 'staff-admin', 'a program', 'read write', 1700000000000, NULL);
INSERT INTO service_group (id, name, is_default, created_at) VALUES ('group-1', 'Sales', 1, 1700000000000);
INSERT INTO group_member VALUES ('group-1', 'staff-mei');
INSERT INTO conversation (id, site, language, token_hash, owner, agent, service_group, last_number, visitor_number, excerpt,
    queued_at, memory, created_at, changed_at)
    WITH RECURSIVE n(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n WHERE k < 2000)
    SELECT printf('conversation-%05d', k), 'default', CASE k % 2 WHEN 0 THEN 'en' ELSE 'zh-CN' END, 'hash-' || k,
        CASE WHEN k = 1 THEN 'agent' WHEN k < 20 THEN 'queue' WHEN k % 3 = 0 THEN 'closed' ELSE 'bot' END,
        CASE k WHEN 1 THEN 'staff-mei' END, 'group-1', 4, 3, 'what was said last ' || k,
        CASE WHEN k > 1 AND k < 20 THEN 1700000000000 + k END, '{"turns":2}', 1700000000000 + k, 1700000100000 + k FROM n;
INSERT INTO event (conversation, number, type, author, author_id, author_name, text, body, staff_body, key, at)
    SELECT c.id, n.k, CASE n.k WHEN 4 THEN 'note' ELSE 'message' END,
        CASE n.k % 2 WHEN 1 THEN 'visitor' ELSE 'bot' END, NULL, NULL, 'text ' || n.k || ' 怎么退货 of ' || c.id, NULL,
        CASE n.k WHEN 2 THEN '{"why":"a match"}' END, CASE n.k % 2 WHEN 1 THEN 'key-' || n.k END, c.created_at + n.k
    FROM conversation c, (SELECT 1 AS k UNION SELECT 2 UNION SELECT 3 UNION SELECT 4) n;
INSERT INTO left_message (id, conversation, text, reply_by, contact, created_at)
    VALUES ('left-1', 'conversation-00030', 'please call', 'phone', '+1 555', 1700000000000);
INSERT INTO entry (id, external_id, question, answer, category, language, changed_by, version, created_at, changed_at)
    WITH RECURSIVE n(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n WHERE k < 300)
    SELECT printf('entry-%04d', k), 'e' || k, 'Question ' || k || '?', 'Answer **' || k || '**.', 'a/b', 'en', 'staff-ed', 2,
        1700000000000 + k, 1700000000000 + k FROM n;
INSERT INTO variant SELECT id, 1, 'another wording of ' || external_id FROM entry;
INSERT INTO entry_tag SELECT id, 'tag' FROM entry WHERE external_id < 'e2';
INSERT INTO entry_version SELECT id, 1, '{"question":"before"}', 'staff-ed', created_at FROM entry;
INSERT INTO entry_version SELECT id, 2, '{"question":"now"}', 'staff-ed', created_at FROM entry;
INSERT INTO golden (id, text, expect, entry, created_at) VALUES ('golden-1', 'Question 1', 'answer', 'e1', 1700000000000);
INSERT INTO unmatched (id, folded, text, first_at, last_at, asked)
    VALUES ('unmatched-1', 'do you repair clocks', 'Do you repair clocks?', 1700000000000, 1700000000000, 1);
INSERT INTO unmatched_ask (unmatched, conversation, number, reason, at)
    VALUES ('unmatched-1', 'conversation-00030', 1, 'unmatched', 1700000000000);
-- A later schema says these in other words.
INSERT INTO rule (id, name, pattern, priority, action, target, language, is_active, changed_at) VALUES
    ('rule-1', 'greeting "quoted"', '^hello$', 5, 'answer', 'e"1\2', 'en', 1, 1700000000000),
    ('rule-2', 'a person', 'person', 1, 'handoff', 'Sales', '', 1, 1700000000000),
    ('rule-3', 'anybody', 'anybody', 1, 'handoff', NULL, '', 0, 1700000000000);
