-- +goose Up
-- What the retention looks for: mails whose file is there, the forms of a mail, and the mails that a check judged.
CREATE INDEX messages_kept ON messages (org, created) WHERE erased = 0;
CREATE INDEX messages_by_root ON messages (org, variant_of) WHERE variant_of <> '';
CREATE INDEX messages_by_check ON messages (org, check_id) WHERE check_id <> '';
CREATE INDEX door_reports_by_time ON door_reports (org, received);
