-- Credentials of tokens: header values as JSON, and the domain they may go to; `username` and `password` are empty then.
ALTER TABLE connected_content_credentials ADD COLUMN headers TEXT;
ALTER TABLE connected_content_credentials ADD COLUMN allowed_domain TEXT;
