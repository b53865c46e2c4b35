-- +goose Up
-- A mail may say by itself whose it is: such an account acts for nothing. And all who may be behind a mail approve none of it.
ALTER TABLE holds ADD COLUMN claimed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE holds ADD COLUMN others TEXT NOT NULL DEFAULT '[]';
