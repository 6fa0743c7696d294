-- CreateEnum
CREATE TYPE "identity"."sign_in_attempt_kind" AS ENUM ('PASSWORD', 'REFRESH_TOKEN', 'API_KEY', 'RESET_REQUEST', 'RESET_TOKEN', 'IDENTITY_TOKEN');

-- CreateEnum
CREATE TYPE "identity"."sign_in_attempt_outcome" AS ENUM ('FAILED', 'SUCCEEDED', 'REFUSED', 'REUSED');

-- DropIndex
DROP INDEX "identity"."sessions_user_id_idx";

-- AlterTable
ALTER TABLE "identity"."users" ADD COLUMN     "auth_version" INTEGER NOT NULL DEFAULT 1;

-- CreateTable
CREATE TABLE "identity"."sign_in_attempts" (
    "id" UUID NOT NULL,
    "kind" "identity"."sign_in_attempt_kind" NOT NULL,
    "outcome" "identity"."sign_in_attempt_outcome" NOT NULL,
    "email_idx" BYTEA,
    "ip" INET,
    "network" INET,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sign_in_attempts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "identity"."password_resets" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "password_resets_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "identity"."external_identities" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "provider" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "last_used_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "external_identities_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "identity"."used_identity_tokens" (
    "token_hash" BYTEA NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "used_identity_tokens_pkey" PRIMARY KEY ("token_hash")
);

-- CreateIndex
CREATE INDEX "sign_in_attempts_email_idx_kind_created_at_idx" ON "identity"."sign_in_attempts"("email_idx", "kind", "created_at");

-- CreateIndex
CREATE INDEX "sign_in_attempts_network_kind_created_at_idx" ON "identity"."sign_in_attempts"("network", "kind", "created_at");

-- CreateIndex
CREATE INDEX "sign_in_attempts_created_at_idx" ON "identity"."sign_in_attempts"("created_at");

-- CreateIndex
CREATE UNIQUE INDEX "password_resets_token_hash_key" ON "identity"."password_resets"("token_hash");

-- CreateIndex
CREATE INDEX "password_resets_user_id_idx" ON "identity"."password_resets"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "external_identities_provider_subject_key" ON "identity"."external_identities"("provider", "subject");

-- CreateIndex
CREATE UNIQUE INDEX "external_identities_user_id_provider_key" ON "identity"."external_identities"("user_id", "provider");

-- CreateIndex
CREATE INDEX "used_identity_tokens_expires_at_idx" ON "identity"."used_identity_tokens"("expires_at");

-- CreateIndex
CREATE INDEX "sessions_user_id_created_at_id_idx" ON "identity"."sessions"("user_id", "created_at", "id");

-- AddForeignKey
ALTER TABLE "identity"."password_resets" ADD CONSTRAINT "password_resets_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "identity"."users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identity"."external_identities" ADD CONSTRAINT "external_identities_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "identity"."users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma cannot declare.
ALTER TABLE identity.users
  ADD CONSTRAINT users_auth_version_positive CHECK (auth_version > 0);
ALTER TABLE identity.sign_in_attempts
  ADD CONSTRAINT sign_in_attempts_email_idx_length CHECK (octet_length(email_idx) = 16);
ALTER TABLE identity.password_resets
  ADD CONSTRAINT password_resets_hash_length CHECK (octet_length(token_hash) = 32),
  ADD CONSTRAINT password_resets_ends_after_start CHECK (expires_at > created_at);
ALTER TABLE identity.external_identities
  ADD CONSTRAINT external_identities_provider_format CHECK (provider ~ '^[a-z][a-z0-9-]{0,31}$'),
  ADD CONSTRAINT external_identities_subject_length CHECK (char_length(subject) BETWEEN 1 AND 255);
ALTER TABLE identity.used_identity_tokens
  ADD CONSTRAINT used_identity_tokens_hash_length CHECK (octet_length(token_hash) = 32);

-- Whatever changes roles or stations of somebody raises the version of that person's rights, in the same transaction.
CREATE FUNCTION identity.raise_auth_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    UPDATE identity.users SET auth_version = auth_version + 1 WHERE id = OLD.user_id;
  END IF;
  IF TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.user_id <> OLD.user_id THEN
    UPDATE identity.users SET auth_version = auth_version + 1 WHERE id = NEW.user_id;
  END IF;
  RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION identity.raise_auth_version() FROM PUBLIC;
CREATE TRIGGER raise_auth_version AFTER INSERT OR UPDATE OR DELETE ON identity.user_roles
  FOR EACH ROW EXECUTE FUNCTION identity.raise_auth_version();
CREATE TRIGGER raise_auth_version AFTER INSERT OR DELETE OR UPDATE OF left_at ON identity.station_members
  FOR EACH ROW EXECUTE FUNCTION identity.raise_auth_version();

-- All of it happens before anybody is known, through the door of sign-in.
DO $$
DECLARE name regclass;
BEGIN
  FOREACH name IN ARRAY ARRAY[
    'identity.sign_in_attempts', 'identity.password_resets', 'identity.external_identities',
    'identity.used_identity_tokens']::regclass[]
  LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY sign_in ON %s USING ((SELECT app.scope()) = ''sign_in'')
                    WITH CHECK ((SELECT app.scope()) = ''sign_in'')', name);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE, DELETE ON identity.sign_in_attempts, identity.password_resets TO teppan_gateway;
GRANT SELECT, INSERT, UPDATE ON identity.external_identities TO teppan_gateway;
GRANT SELECT, INSERT, DELETE ON identity.used_identity_tokens TO teppan_gateway;

-- The owner is bound by row-level security as well; until the end of this migration it provisions the platform.
SELECT set_config('app.scope', 'platform', true);
INSERT INTO identity.permissions (code, description) VALUES
  ('identity:session:end', 'End the sessions of the staff of a station.');
INSERT INTO identity.role_permissions (role_id, permission_code)
SELECT roles.id, 'identity:session:end' FROM identity.roles
WHERE roles.organization_id IS NULL AND roles.code IN ('SUPER_ADMIN', 'ORGANIZATION_OWNER', 'ADMIN', 'STATION_MANAGER');
