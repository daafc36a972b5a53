-- A copy for tests must not write into anybody's books, nor show who is in them.
UPDATE ledger_credential
   SET client_secret = NULL, access_token = NULL, refresh_token = NULL, expires_at = NULL,
       nonce_hash = NULL, account = NULL;
UPDATE ledger_connection
   SET state = 'disconnected'
 WHERE state <> 'draft';
DELETE FROM ledger_log;
DELETE FROM ledger_relation_proposal;
UPDATE ledger_item
   SET name = NULL, attributes = NULL
 WHERE kind IN ('customer', 'supplier');
UPDATE ledger_relation
   SET sent = NULL, attempt = NULL, refused = NULL, error_text = NULL;
