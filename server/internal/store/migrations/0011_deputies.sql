-- +goose Up
-- Few people have deputies: whose deputy somebody is must not cost a look at everybody.
CREATE INDEX directory_with_deputies ON directory (org, address) WHERE deputies <> '[]';
