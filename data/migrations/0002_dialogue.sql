-- Rules that hold a dialogue, synonyms and stop words.

-- What a rule matches is its pattern; `words` is the keyword set that the
-- pattern was made of, for the editor's form.  Conditions and actions are
-- JSON, described in bot/rule_content.h.
ALTER TABLE rule ADD COLUMN kind TEXT NOT NULL DEFAULT 'pattern'
    CHECK (kind IN ('pattern', 'words', 'always'));
ALTER TABLE rule ADD COLUMN words TEXT NOT NULL DEFAULT '';
ALTER TABLE rule ADD COLUMN conditions TEXT NOT NULL DEFAULT '';
ALTER TABLE rule ADD COLUMN actions TEXT NOT NULL DEFAULT '';
ALTER TABLE rule ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE rule ADD COLUMN changed_by TEXT REFERENCES staff (id);

UPDATE rule SET conditions = '{"languages":["' || language || '"]}' WHERE language <> '';
UPDATE rule SET actions = '{"say":{"entry":"'
    || replace(replace(target, '\', '\\'), '"', '\"') || '"}}'
    WHERE action = 'answer' AND target IS NOT NULL;
UPDATE rule SET actions = '{"hand_over":{"group":"'
    || replace(replace(target, '\', '\\'), '"', '\"') || '"}}'
    WHERE action = 'handoff' AND target IS NOT NULL;
UPDATE rule SET actions = '{"hand_over":{}}' WHERE action = 'handoff' AND target IS NULL;
DELETE FROM rule WHERE actions = '';
ALTER TABLE rule DROP COLUMN action;
ALTER TABLE rule DROP COLUMN target;
ALTER TABLE rule DROP COLUMN language;

-- Each change, whole; the rule's own row is the newest.
CREATE TABLE rule_version (
    rule TEXT NOT NULL,                     -- outlives the rule
    version BIGINT NOT NULL,
    content TEXT NOT NULL,                  -- JSON
    changed_by TEXT REFERENCES staff (id),
    at BIGINT NOT NULL,
    PRIMARY KEY (rule, version)
);

-- Words that mean the same here; one JSON list for each group of them.
CREATE TABLE synonym (
    id TEXT NOT NULL PRIMARY KEY,
    words TEXT NOT NULL,                    -- JSON: ["sim", "sim card"]
    version BIGINT NOT NULL DEFAULT 1,
    changed_by TEXT REFERENCES staff (id),
    changed_at BIGINT NOT NULL
);

-- Words that say nothing here.
CREATE TABLE stop_word (
    id TEXT NOT NULL PRIMARY KEY,
    word TEXT NOT NULL UNIQUE,
    version BIGINT NOT NULL DEFAULT 1,
    changed_by TEXT REFERENCES staff (id),
    changed_at BIGINT NOT NULL
);
