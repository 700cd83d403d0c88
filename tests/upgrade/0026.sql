INSERT INTO ticket (id, number, conversation, title, detail, category, priority, agent, service_group, contact, state, due_at,
    next_at, made_by, created_at, changed_at, revision)
    VALUES ('ticket-1', 1001, 'conversation-00021', 'Router restarts', 'Every hour', 'topic-1', 'high', 'staff-admin', 'group-1',
    'ann@example.com', 'confirmed', 1700000100000, NULL, 'staff-admin', 1700000000000, 1700000000000, 3);
INSERT INTO ticket_line (ticket, number, what, by_kind, by_staff, before, after, at)
    VALUES ('ticket-1', 1, 'made', 'staff', 'staff-admin', '', 'Router restarts', 1700000000000),
    ('ticket-1', 2, 'from-customer', 'customer', NULL, '', 'Thank you', 1700000000000);
INSERT INTO ticket_link (id, ticket, secret_hash, secret, address, expires_at)
    VALUES ('link-1', 'ticket-1', 'a hash', '', 'https://chat.example.com', 1707776000000);
