-- Whether a publication learned, or took over what the one before had learned.
ALTER TABLE publication ADD COLUMN learned BIGINT NOT NULL DEFAULT 1;
