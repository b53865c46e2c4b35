-- +goose Up
-- Whose other address an entry is: nobody approves a mail of their own, under whichever address it went.
ALTER TABLE directory ADD COLUMN alias_of TEXT NOT NULL DEFAULT '';
