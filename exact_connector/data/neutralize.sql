UPDATE ledger_credential
   SET exact_webhook_secret = NULL;
