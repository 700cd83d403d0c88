-- 1: the desk has no stream, but has asked for something since the last one.
ALTER TABLE staff ADD COLUMN polling BIGINT NOT NULL DEFAULT 0;
