-- CreateEnum
CREATE TYPE "identity"."rate_plan" AS ENUM ('TRIAL', 'STANDARD', 'ENTERPRISE');

-- CreateTable
CREATE TABLE "identity"."api_keys" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "key_hash" BYTEA NOT NULL,
    "scopes" TEXT[],
    "all_stations" BOOLEAN NOT NULL,
    "plan" "identity"."rate_plan" NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "rotated_from_id" UUID,
    "revoked_at" TIMESTAMPTZ(3),
    "created_by_id" UUID,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "identity"."api_key_stations" (
    "api_key_id" UUID NOT NULL,
    "station_id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "api_key_stations_pkey" PRIMARY KEY ("api_key_id","station_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_key_id_key" ON "identity"."api_keys"("key_id");

-- CreateIndex
CREATE INDEX "api_keys_organization_id_created_at_id_idx" ON "identity"."api_keys"("organization_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "api_keys_organization_id_name_id_idx" ON "identity"."api_keys"("organization_id", "name", "id");

-- CreateIndex
CREATE INDEX "api_keys_created_by_id_idx" ON "identity"."api_keys"("created_by_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_organization_id_id_key" ON "identity"."api_keys"("organization_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_organization_id_rotated_from_id_key" ON "identity"."api_keys"("organization_id", "rotated_from_id");

-- CreateIndex
CREATE INDEX "api_key_stations_organization_id_api_key_id_idx" ON "identity"."api_key_stations"("organization_id", "api_key_id");

-- CreateIndex
CREATE INDEX "api_key_stations_organization_id_station_id_idx" ON "identity"."api_key_stations"("organization_id", "station_id");

-- AddForeignKey
ALTER TABLE "identity"."api_keys" ADD CONSTRAINT "api_keys_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "identity"."organizations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identity"."api_keys" ADD CONSTRAINT "api_keys_organization_id_rotated_from_id_fkey" FOREIGN KEY ("organization_id", "rotated_from_id") REFERENCES "identity"."api_keys"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identity"."api_keys" ADD CONSTRAINT "api_keys_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "identity"."users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identity"."api_key_stations" ADD CONSTRAINT "api_key_stations_organization_id_api_key_id_fkey" FOREIGN KEY ("organization_id", "api_key_id") REFERENCES "identity"."api_keys"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identity"."api_key_stations" ADD CONSTRAINT "api_key_stations_organization_id_station_id_fkey" FOREIGN KEY ("organization_id", "station_id") REFERENCES "identity"."stations"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE identity.api_keys
  ADD CONSTRAINT api_keys_name_length CHECK (char_length(name) BETWEEN 1 AND 100),
  ADD CONSTRAINT api_keys_key_id_format CHECK (key_id ~ '^[0-9A-Za-z]{8}$'),
  ADD CONSTRAINT api_keys_hash_length CHECK (octet_length(key_hash) = 32),
  ADD CONSTRAINT api_keys_scopes_bounded CHECK (coalesce(cardinality(scopes), 0) BETWEEN 1 AND 50 AND octet_length(array_to_string(scopes, '')) <= 5000),
  ADD CONSTRAINT api_keys_ends_after_start CHECK (expires_at >= created_at),
  ADD CONSTRAINT api_keys_replaces_another CHECK (rotated_from_id <> id),
  ADD CONSTRAINT api_keys_version_positive CHECK (version > 0);

-- The key that asks; null for everybody else.
CREATE FUNCTION app.api_key_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT nullif(current_setting('app.api_key_id', true), '')::uuid $$;
GRANT EXECUTE ON FUNCTION app.api_key_id() TO teppan_gateway;

-- A key belongs to its organization. A partner's program sees its own key and no other, and no accounts of the staff.
ALTER TABLE identity.api_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE identity.api_keys FORCE ROW LEVEL SECURITY;
ALTER TABLE identity.api_key_stations ENABLE ROW LEVEL SECURITY;
ALTER TABLE identity.api_key_stations FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON identity.api_keys
  USING (organization_id = ANY ((SELECT app.organization_ids())::uuid[]) AND (SELECT app.api_key_id()) IS NULL)
  WITH CHECK (organization_id = ANY ((SELECT app.organization_ids())::uuid[]) AND (SELECT app.api_key_id()) IS NULL);
CREATE POLICY organization ON identity.api_key_stations
  USING (organization_id = ANY ((SELECT app.organization_ids())::uuid[]) AND (SELECT app.api_key_id()) IS NULL)
  WITH CHECK (organization_id = ANY ((SELECT app.organization_ids())::uuid[]) AND (SELECT app.api_key_id()) IS NULL);
CREATE POLICY self ON identity.api_keys FOR SELECT USING (id = (SELECT app.api_key_id()));
CREATE POLICY self ON identity.api_key_stations FOR SELECT USING (api_key_id = (SELECT app.api_key_id()));
ALTER POLICY organization ON identity.users
  USING (organization_id = ANY ((SELECT app.organization_ids())::uuid[]) AND (SELECT app.api_key_id()) IS NULL)
  WITH CHECK (organization_id = ANY ((SELECT app.organization_ids())::uuid[]) AND (SELECT app.api_key_id()) IS NULL);
ALTER POLICY organization ON identity.user_roles
  USING (organization_id = ANY ((SELECT app.organization_ids())::uuid[]) AND (SELECT app.api_key_id()) IS NULL)
  WITH CHECK (organization_id = ANY ((SELECT app.organization_ids())::uuid[]) AND (SELECT app.api_key_id()) IS NULL);

-- Finding out whose key it is, before there is a viewer, and writing down that it is in use.
CREATE POLICY sign_in ON identity.api_keys FOR SELECT USING ((SELECT app.scope()) = 'sign_in');
CREATE POLICY sign_in ON identity.api_key_stations FOR SELECT USING ((SELECT app.scope()) = 'sign_in');
CREATE POLICY sign_in_stamp ON identity.api_keys FOR UPDATE
  USING ((SELECT app.scope()) = 'sign_in') WITH CHECK ((SELECT app.scope()) = 'sign_in');

-- Keys are revoked, not deleted.
GRANT SELECT, INSERT, UPDATE ON identity.api_keys TO teppan_gateway;
GRANT SELECT, INSERT ON identity.api_key_stations TO teppan_gateway;

-- Words within a part of a permission's name are joined by hyphens.
ALTER TABLE identity.permissions
  DROP CONSTRAINT permissions_code_format,
  ADD CONSTRAINT permissions_code_format CHECK (code ~ '^[a-z]+:[a-z_-]+:[a-z_-]+$');
INSERT INTO identity.permissions (code, description) VALUES
  ('identity:api-key:manage', 'Create, change, rotate and revoke the API keys of partners.');
-- The owner of the tables goes through the platform's door like everybody.
SELECT set_config('app.scope', 'platform', true);
INSERT INTO identity.role_permissions (role_id, permission_code)
SELECT roles.id, 'identity:api-key:manage' FROM identity.roles
WHERE roles.organization_id IS NULL AND roles.code IN ('SUPER_ADMIN', 'ORGANIZATION_OWNER', 'ADMIN', 'STATION_MANAGER');
SELECT set_config('app.scope', '', true);
