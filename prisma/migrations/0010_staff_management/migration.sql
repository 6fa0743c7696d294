-- AlterTable
ALTER TABLE "identity"."organizations" ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 1;

-- AlterTable
-- The default fills the rows that there are; Prisma gives new ones their ids.
ALTER TABLE "identity"."station_members" ADD COLUMN     "id" UUID NOT NULL DEFAULT gen_random_uuid(),
ADD COLUMN     "left_at" TIMESTAMPTZ(3),
ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 1;
ALTER TABLE "identity"."station_members" ALTER COLUMN "id" DROP DEFAULT;

-- CreateTable
CREATE TABLE "identity"."invitations" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "invited_by_id" UUID,
    "token_hash" BYTEA NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),
    "accepted_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "invitations_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "invitations_user_id_open_key" ON "identity"."invitations"("user_id") WHERE (accepted_at IS NULL AND revoked_at IS NULL);

-- CreateIndex
CREATE UNIQUE INDEX "invitations_token_hash_key" ON "identity"."invitations"("token_hash");

-- CreateIndex
CREATE INDEX "invitations_user_id_organization_id_idx" ON "identity"."invitations"("user_id", "organization_id");

-- CreateIndex
CREATE INDEX "invitations_organization_id_idx" ON "identity"."invitations"("organization_id");

-- CreateIndex
CREATE INDEX "invitations_invited_by_id_idx" ON "identity"."invitations"("invited_by_id");

-- CreateIndex
CREATE INDEX "bookings_station_id_currency_idx" ON "bookings"."bookings"("station_id", "currency");

-- CreateIndex
CREATE UNIQUE INDEX "station_members_id_key" ON "identity"."station_members"("id");

-- CreateIndex
CREATE UNIQUE INDEX "stations_id_currency_key" ON "identity"."stations"("id", "currency");

-- AddForeignKey
ALTER TABLE "bookings"."bookings" ADD CONSTRAINT "bookings_station_id_currency_fkey" FOREIGN KEY ("station_id", "currency") REFERENCES "identity"."stations"("id", "currency") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "identity"."invitations" ADD CONSTRAINT "invitations_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "identity"."organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identity"."invitations" ADD CONSTRAINT "invitations_organization_id_user_id_fkey" FOREIGN KEY ("organization_id", "user_id") REFERENCES "identity"."users"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identity"."invitations" ADD CONSTRAINT "invitations_invited_by_id_fkey" FOREIGN KEY ("invited_by_id") REFERENCES "identity"."users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- What Prisma cannot declare.
ALTER TABLE identity.organizations ADD CONSTRAINT organizations_version_positive CHECK (version > 0);
ALTER TABLE identity.station_members ADD CONSTRAINT station_members_version_positive CHECK (version > 0);
ALTER TABLE identity.invitations
  ADD CONSTRAINT invitations_token_hash_length CHECK (octet_length(token_hash) = 32),
  ADD CONSTRAINT invitations_ends_after_start CHECK (expires_at > created_at),
  ADD CONSTRAINT invitations_accepted_or_revoked CHECK (accepted_at IS NULL OR revoked_at IS NULL);

-- Who sees which row.
ALTER TABLE identity.invitations ENABLE ROW LEVEL SECURITY;
ALTER TABLE identity.invitations FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON identity.invitations
  USING (organization_id = ANY ((SELECT app.organization_ids())::uuid[]))
  WITH CHECK (organization_id = ANY ((SELECT app.organization_ids())::uuid[]));
-- Whoever accepts an invitation is not known yet.
CREATE POLICY sign_in ON identity.invitations FOR SELECT USING ((SELECT app.scope()) = 'sign_in');
CREATE POLICY sign_in_accept ON identity.invitations FOR UPDATE
  USING ((SELECT app.scope()) = 'sign_in') WITH CHECK ((SELECT app.scope()) = 'sign_in');
-- An organization changes its own facts, and its staff is locked by its row.
DROP POLICY organization ON identity.organizations;
CREATE POLICY organization ON identity.organizations
  USING (id = ANY ((SELECT app.organization_ids())::uuid[]))
  WITH CHECK (id = ANY ((SELECT app.organization_ids())::uuid[]));
-- People without an organization, the platform's own, keep their own profile.
CREATE POLICY self_update ON identity.users FOR UPDATE
  USING (id = (SELECT app.user_id())) WITH CHECK (id = (SELECT app.user_id()));
-- Suspending somebody ends their sessions: those of the people whom one sees.
CREATE POLICY staff ON identity.sessions FOR SELECT
  USING (EXISTS (SELECT FROM identity.users WHERE users.id = sessions.user_id));
CREATE POLICY staff_end ON identity.sessions FOR UPDATE
  USING (EXISTS (SELECT FROM identity.users WHERE users.id = sessions.user_id))
  WITH CHECK (EXISTS (SELECT FROM identity.users WHERE users.id = sessions.user_id));

GRANT SELECT, INSERT, UPDATE ON identity.invitations TO teppan_gateway;

-- The rights to run a business, and who holds them. The tables of roles are behind row-level security for their owner too.
SELECT set_config('app.scope', 'platform', true);
INSERT INTO identity.permissions (code, description) VALUES
  ('identity:user:invite', 'Invite people, and take invitations back.'),
  ('identity:user:update', 'Change name, phone number and title of people.'),
  ('identity:user:suspend', 'Suspend people, and let them back in.'),
  ('identity:role:grant', 'Give roles, up to the own rank.'),
  ('identity:role:revoke', 'Take roles away, up to the own rank.'),
  ('identity:station:create', 'Open stations.'),
  ('identity:station:update', 'Change the facts of stations.'),
  ('identity:organization:update', 'Change the facts of the business.');
INSERT INTO identity.role_permissions (role_id, permission_code)
SELECT roles.id, permissions.code FROM identity.roles CROSS JOIN identity.permissions
WHERE roles.organization_id IS NULL
  AND (roles.code IN ('SUPER_ADMIN', 'ORGANIZATION_OWNER', 'ADMIN') AND permissions.code IN (
      'identity:user:invite', 'identity:user:update', 'identity:user:suspend', 'identity:role:grant',
      'identity:role:revoke', 'identity:station:create', 'identity:station:update', 'identity:organization:update')
    OR roles.code = 'STATION_MANAGER' AND permissions.code IN (
      'identity:user:invite', 'identity:user:update', 'identity:role:grant', 'identity:role:revoke'));
SELECT set_config('app.scope', '', true);
