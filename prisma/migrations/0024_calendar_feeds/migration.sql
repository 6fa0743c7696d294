-- CreateTable
CREATE TABLE "bookings"."calendar_feeds" (
    "id" UUID NOT NULL,
    "station_id" UUID NOT NULL,
    "resource_id" UUID,
    "created_by_id" UUID,
    "name" TEXT NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "rotated_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "last_read_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "calendar_feeds_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "calendar_feeds_station_id_created_at_id_idx" ON "bookings"."calendar_feeds"("station_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "calendar_feeds_station_id_resource_id_idx" ON "bookings"."calendar_feeds"("station_id", "resource_id");

-- CreateIndex
CREATE INDEX "calendar_feeds_created_by_id_idx" ON "bookings"."calendar_feeds"("created_by_id");

-- CreateIndex
CREATE UNIQUE INDEX "calendar_feeds_token_hash_key" ON "bookings"."calendar_feeds"("token_hash");

-- CreateIndex
CREATE INDEX "allocations_released_idx" ON "bookings"."allocations"("station_id", "resource_id", "starts_at") WHERE (status = 'RELEASED'::bookings.allocation_status AND unassigned_at IS NULL);

-- AddForeignKey
ALTER TABLE "bookings"."calendar_feeds" ADD CONSTRAINT "calendar_feeds_station_id_fkey" FOREIGN KEY ("station_id") REFERENCES "identity"."stations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bookings"."calendar_feeds" ADD CONSTRAINT "calendar_feeds_station_id_resource_id_fkey" FOREIGN KEY ("station_id", "resource_id") REFERENCES "bookings"."resources"("station_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bookings"."calendar_feeds" ADD CONSTRAINT "calendar_feeds_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "identity"."users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- What Prisma cannot declare.
ALTER TABLE bookings.calendar_feeds
  ADD CONSTRAINT calendar_feeds_name_length CHECK (char_length(name) BETWEEN 1 AND 100),
  ADD CONSTRAINT calendar_feeds_hash_length CHECK (octet_length(token_hash) = 32);

-- Partners see none. Whose address it is, is found out before there is a viewer, and that it was read is written down so.
ALTER TABLE bookings.calendar_feeds ENABLE ROW LEVEL SECURITY;
ALTER TABLE bookings.calendar_feeds FORCE ROW LEVEL SECURITY;
CREATE POLICY station ON bookings.calendar_feeds
  USING (station_id = ANY ((SELECT app.staff_station_ids())::uuid[]))
  WITH CHECK (station_id = ANY ((SELECT app.staff_station_ids())::uuid[]));
CREATE POLICY sign_in ON bookings.calendar_feeds FOR SELECT USING ((SELECT app.scope()) = 'sign_in');
CREATE POLICY sign_in_stamp ON bookings.calendar_feeds FOR UPDATE
  USING ((SELECT app.scope()) = 'sign_in') WITH CHECK ((SELECT app.scope()) = 'sign_in');
SELECT audit.watch('bookings.calendar_feeds');

-- Feeds are revoked, not deleted.
GRANT SELECT, INSERT, UPDATE ON bookings.calendar_feeds TO teppan_gateway;

-- The tables of roles are behind row-level security for their owner too.
SELECT set_config('app.scope', 'platform', true);
INSERT INTO identity.permissions (code, description) VALUES
  ('bookings:feed:manage', 'See and end the calendar feeds of everybody at a station.');
INSERT INTO identity.role_permissions (role_id, permission_code)
SELECT roles.id, 'bookings:feed:manage' FROM identity.roles
WHERE roles.organization_id IS NULL AND roles.code IN ('SUPER_ADMIN', 'ORGANIZATION_OWNER', 'ADMIN', 'STATION_MANAGER');
SELECT set_config('app.scope', '', true);
