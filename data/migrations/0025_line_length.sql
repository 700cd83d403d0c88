-- How many wait in each line, kept by the moves that change it: who joins a
-- long line does not count those before them.
CREATE TABLE line_length (
    line TEXT NOT NULL,
    queue_band INTEGER NOT NULL,
    service_group TEXT NOT NULL,
    waiting BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (line, queue_band)
);
CREATE INDEX line_length_group ON line_length (service_group);
INSERT INTO line_length (line, queue_band, service_group, waiting)
SELECT line, queue_band, service_group, COUNT(*) FROM conversation
WHERE owner = 'queue' GROUP BY line, queue_band, service_group;
