UPDATE ticket SET key = 'key-of-ticket-0002' WHERE id = 'ticket-2';
INSERT INTO ticket_line (ticket, number, what, by_kind, by_staff, after, at, key)
    VALUES ('ticket-2', 1, 'comment', 'staff', 'staff-admin', 'They were out', 1700000000000, 'key-of-comment-001');
