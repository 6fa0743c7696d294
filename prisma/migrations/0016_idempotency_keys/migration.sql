-- Answers that were given under an idempotency key, for as long as the same request may come again.
CREATE TABLE "events"."idempotency_keys" (
    "principal" TEXT NOT NULL,
    "key_hash" BYTEA NOT NULL,
    "fingerprint" BYTEA NOT NULL,
    "status" SMALLINT,
    "data_key_wrapped" BYTEA,
    "answer_enc" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("principal","key_hash")
);

CREATE INDEX "idempotency_keys_expires_at_idx" ON "events"."idempotency_keys"("expires_at");

ALTER TABLE events.idempotency_keys
  ADD CONSTRAINT idempotency_keys_principal_format CHECK (principal ~ '^(user|key):[0-9a-f-]{36}$'),
  ADD CONSTRAINT idempotency_keys_key_hash_length CHECK (octet_length(key_hash) = 32),
  ADD CONSTRAINT idempotency_keys_fingerprint_length CHECK (octet_length(fingerprint) = 32),
  ADD CONSTRAINT idempotency_keys_status_range CHECK (status BETWEEN 200 AND 599),
  ADD CONSTRAINT idempotency_keys_data_key_length CHECK (octet_length(data_key_wrapped) <= 100),
  ADD CONSTRAINT idempotency_keys_answer_length CHECK (octet_length(answer_enc) <= 1100000),
  -- Without an answer a row is seen by nobody but the transaction that is at work on it.
  ADD CONSTRAINT idempotency_keys_answered_whole CHECK (
    (status IS NULL) = (answer_enc IS NULL) AND (data_key_wrapped IS NULL) = (answer_enc IS NULL)),
  ADD CONSTRAINT idempotency_keys_expires_later CHECK (expires_at > created_at);

-- Whose keys the asking viewer has; null for nobody and for the gateway itself.
CREATE FUNCTION app.principal() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT coalesce('user:' || nullif(current_setting('app.user_id', true), ''),
                     'key:' || nullif(current_setting('app.api_key_id', true), '')) $$;
GRANT EXECUTE ON FUNCTION app.principal() TO teppan_gateway;

ALTER TABLE events.idempotency_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE events.idempotency_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY principal ON events.idempotency_keys
  USING (principal = (SELECT app.principal())) WITH CHECK (principal = (SELECT app.principal()));
-- The door through which the gateway removes what has expired, of whomever.
CREATE POLICY upkeep ON events.idempotency_keys
  USING ((SELECT app.scope()) = 'upkeep') WITH CHECK ((SELECT app.scope()) = 'upkeep');
GRANT SELECT, INSERT, UPDATE, DELETE ON events.idempotency_keys TO teppan_gateway;
