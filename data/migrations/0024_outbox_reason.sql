-- Why a thing was not sent, as a fault: its type (data/fault.h); `reason` is the detail.  '': told in `reason` alone.
ALTER TABLE outbox ADD COLUMN reason_type TEXT NOT NULL DEFAULT '';
