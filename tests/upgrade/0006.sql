INSERT INTO judgement VALUES ('judgement-1', 'question 1', 'Question 1', 'en', 'e1', 'right', 'agent', 'conversation-00030', 1,
    'staff-mei', 1700000000000);
INSERT INTO publication_plan (id, at, state, created_at, ended_at)
    VALUES ('plan-1', 1700000000000, 'cancelled', 1700000000000, 1700000000000);
