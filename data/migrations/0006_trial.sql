-- Trials: golden questions, scheduled publications, judgements.

-- Whether an entry is the right answer to a question, as a person said.  A
-- question that nothing should answer has a row with entry ''.
CREATE TABLE judgement (
    id TEXT NOT NULL PRIMARY KEY,
    folded TEXT NOT NULL,                   -- the question, normalised: one row for each wording
    text TEXT NOT NULL,                     -- as asked
    language TEXT NOT NULL DEFAULT '',      -- BCP 47 of the visitor's page
    entry TEXT NOT NULL,                    -- external id, or ''
    verdict TEXT NOT NULL CHECK (verdict IN ('right', 'wrong')),
    source TEXT NOT NULL CHECK (source IN ('editor', 'agent', 'visitor')),
    conversation TEXT REFERENCES conversation (id),
    number BIGINT,                          -- of the visitor's message in it
    by_staff TEXT REFERENCES staff (id),
    at BIGINT NOT NULL
);
CREATE UNIQUE INDEX judgement_question ON judgement (folded, entry, source);
CREATE INDEX judgement_at ON judgement (at, id);

-- What visitors asked the bot, by time: for trials on past questions.
CREATE INDEX event_asked ON event (at, conversation, number)
    WHERE author = 'visitor' AND type = 'message';

-- Golden questions: who keeps them, from which conversation, since when.
ALTER TABLE golden ADD COLUMN language TEXT NOT NULL DEFAULT '';
ALTER TABLE golden ADD COLUMN site TEXT NOT NULL DEFAULT '';
ALTER TABLE golden ADD COLUMN conversation TEXT REFERENCES conversation (id);
ALTER TABLE golden ADD COLUMN number BIGINT;
ALTER TABLE golden ADD COLUMN changed_by TEXT REFERENCES staff (id);
ALTER TABLE golden ADD COLUMN changed_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX golden_entry ON golden (entry, created_at, id);
CREATE INDEX golden_created ON golden (created_at, id);

-- A publication may be an earlier one put live again: then its file is that one's.
ALTER TABLE publication ADD COLUMN same_as BIGINT;
ALTER TABLE publication ADD COLUMN began_at BIGINT NOT NULL DEFAULT 0;

-- The publication that is to happen by itself: at most one waits.
CREATE TABLE publication_plan (
    id TEXT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    reason TEXT,                            -- why although golden questions may fail, or NULL
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'failed', 'cancelled')),
    outcome TEXT,                           -- JSON: the number, or the fault that stopped it
    planned_by TEXT REFERENCES staff (id),
    created_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX publication_plan_state ON publication_plan (state, at);
