-- When a group was open, and by what: each row holds from its time on, so that
-- past questions can be asked again as things were (handoff/group_opening.h).
CREATE TABLE group_opening (
    service_group TEXT NOT NULL REFERENCES service_group (id),
    from_at BIGINT NOT NULL,                -- 0: as it was before the first change
    is_open BIGINT NOT NULL,                -- by hand
    by_hours BIGINT NOT NULL,
    hours TEXT,                             -- JSON, as in service_group
    PRIMARY KEY (service_group, from_at)
);
