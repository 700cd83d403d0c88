-- Accounts: sign-in, sessions, roles and permissions.

-- What holds for everybody who signs in; one row.
CREATE TABLE sign_in_policy (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    second_factor BIGINT NOT NULL DEFAULT 0, -- everybody must have one
    addresses TEXT NOT NULL DEFAULT ''       -- ranges separated by spaces; '': from anywhere
);
INSERT INTO sign_in_policy (id) VALUES (1);

-- Roles beside the built-in ones: named sets of permissions.
CREATE TABLE staff_role (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    permissions TEXT NOT NULL,              -- words separated by spaces
    base TEXT NOT NULL CHECK (base IN ('agent', 'editor', 'supervisor')),
    edits BIGINT NOT NULL DEFAULT 0,        -- has the permission for knowledge
    approves BIGINT NOT NULL DEFAULT 0      -- and needs no rights for it
);

ALTER TABLE staff ADD COLUMN own_role TEXT REFERENCES staff_role (id); -- then role is its base
ALTER TABLE staff ADD COLUMN addresses TEXT NOT NULL DEFAULT '';       -- '': as for everybody

-- Who may see and pass on all conversations of a group.
CREATE TABLE group_leader (
    service_group TEXT NOT NULL REFERENCES service_group (id),
    staff TEXT NOT NULL REFERENCES staff (id),
    PRIMARY KEY (service_group, staff)
);
CREATE INDEX group_leader_staff ON group_leader (staff);

-- Codes of an authenticator (RFC 6238).
CREATE TABLE second_factor (
    staff TEXT NOT NULL PRIMARY KEY REFERENCES staff (id),
    secret TEXT,                            -- base32; NULL: not confirmed yet
    pending TEXT,                           -- the next one, until a code of it was shown
    last_step BIGINT NOT NULL DEFAULT 0,    -- of the last code taken: none before it is taken again
    confirmed_at BIGINT
);
CREATE TABLE recovery_code (
    code_hash TEXT NOT NULL PRIMARY KEY,
    staff TEXT NOT NULL REFERENCES staff (id)
);
CREATE INDEX recovery_code_staff ON recovery_code (staff);

ALTER TABLE staff_session ADD COLUMN device TEXT NOT NULL DEFAULT '';  -- as the browser names itself
ALTER TABLE staff_session ADD COLUMN address TEXT NOT NULL DEFAULT ''; -- seen from last
ALTER TABLE staff_session ADD COLUMN seen_at BIGINT NOT NULL DEFAULT 0;
UPDATE staff_session SET seen_at = created_at;
