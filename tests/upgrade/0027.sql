INSERT INTO left_message (id, conversation, text, reply_by, state, created_at)
    VALUES ('left-of-ticket', 'conversation-00024', 'Please ring me', 'site', 'done', 1700000000000);
INSERT INTO ticket (id, number, conversation, title, priority, agent, state, due_at, made_by, created_at, changed_at, left_message)
    VALUES ('ticket-2', 1002, 'conversation-00024', 'Ring them', 'normal', 'staff-admin', 'confirmed', 1700000100000, 'staff-admin',
    1700000000000, 1700000000000, 'left-of-ticket');
