-- +goose Up
-- Whom an access token stands for: the directory knows people by the identifier that their issuer gives them.
CREATE INDEX directory_by_subject ON directory (org, subject) WHERE subject <> '';
