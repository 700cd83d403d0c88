INSERT INTO outbox (id, kind, cause, once, conversation, state, created_at, next_at, ended_at)
    VALUES ('out-1', 'webhook', 'call', 'call-1', 'conversation-00003', 'sent', 1700000000000, 1700000000000, 4102444800000);
INSERT INTO push_device VALUES ('device-1', 'staff-mei', 'session-1', 'https://push.example/1', 'key', 'auth', 1700000000000);
