-- A copy for tests must not write into anybody's books.
UPDATE ledger_credential
   SET client_secret = NULL, access_token = NULL, refresh_token = NULL, expires_at = NULL;
UPDATE ledger_connection
   SET state = 'disconnected'
 WHERE state <> 'draft';
