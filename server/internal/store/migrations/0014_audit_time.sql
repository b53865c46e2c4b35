-- +goose Up
-- Every look at the audit chain goes by n. Nothing has asked for this index, and every record of a check wrote into it.
DROP INDEX audit_by_time;
