-- CreateEnum
CREATE TYPE "bookings"."availability_override_kind" AS ENUM ('OPEN', 'CLOSED');

-- CreateEnum
CREATE TYPE "bookings"."time_off_kind" AS ENUM ('VACATION', 'SICKNESS', 'PERSONAL', 'OTHER');

-- CreateEnum
CREATE TYPE "bookings"."time_off_status" AS ENUM ('REQUESTED', 'APPROVED', 'DECLINED', 'CANCELLED');

-- AlterTable
ALTER TABLE "bookings"."allocations" ADD COLUMN     "ends_at" TIMESTAMPTZ(3) GENERATED ALWAYS AS (upper(during)) STORED,
ADD COLUMN     "starts_at" TIMESTAMPTZ(3) GENERATED ALWAYS AS (lower(during)) STORED,
ADD COLUMN     "time_off_id" UUID;

-- AlterTable
ALTER TABLE "bookings"."bookings" ADD COLUMN     "policy_version" INTEGER,
ADD COLUMN     "venue_latitude" DOUBLE PRECISION,
ADD COLUMN     "venue_longitude" DOUBLE PRECISION;

-- AlterTable
ALTER TABLE "bookings"."resources" ADD COLUMN     "buffer_after_minutes" INTEGER,
ADD COLUMN     "buffer_before_minutes" INTEGER,
ADD COLUMN     "home_latitude" DOUBLE PRECISION,
ADD COLUMN     "home_longitude" DOUBLE PRECISION;

-- AlterTable
ALTER TABLE "bookings"."service_items" ADD COLUMN     "required_skills" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- CreateTable
CREATE TABLE "bookings"."availability_rules" (
    "id" UUID NOT NULL,
    "station_id" UUID NOT NULL,
    "resource_id" UUID NOT NULL,
    "weekday" INTEGER NOT NULL,
    "start_minute" INTEGER NOT NULL,
    "end_minute" INTEGER NOT NULL,
    "valid_from_date" DATE,
    "valid_until_date" DATE,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "availability_rules_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bookings"."availability_overrides" (
    "id" UUID NOT NULL,
    "station_id" UUID NOT NULL,
    "resource_id" UUID,
    "local_date" DATE NOT NULL,
    "kind" "bookings"."availability_override_kind" NOT NULL,
    "start_minute" INTEGER,
    "end_minute" INTEGER,
    "reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "availability_overrides_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bookings"."time_off" (
    "id" UUID NOT NULL,
    "station_id" UUID NOT NULL,
    "resource_id" UUID NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "kind" "bookings"."time_off_kind" NOT NULL,
    "status" "bookings"."time_off_status" NOT NULL,
    "reason" TEXT,
    "requested_by_id" UUID,
    "decided_by_id" UUID,
    "decided_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "time_off_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bookings"."booking_policies" (
    "id" UUID NOT NULL,
    "station_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "alignment_minutes" INTEGER NOT NULL,
    "minimum_notice_minutes" INTEGER NOT NULL,
    "horizon_days" INTEGER NOT NULL,
    "buffer_before_minutes" INTEGER NOT NULL,
    "buffer_after_minutes" INTEGER NOT NULL,
    "resource_daily_cap" INTEGER,
    "station_daily_cap" INTEGER,
    "hold_minutes" INTEGER NOT NULL,
    "travel_speed_kmh" INTEGER NOT NULL,
    "deposit_basis_points" INTEGER,
    "deposit_cents" BIGINT,
    "cancellation_tiers" JSONB NOT NULL,
    "reschedule_limits" JSONB NOT NULL,
    "created_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "booking_policies_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "availability_rules_station_id_resource_id_weekday_idx" ON "bookings"."availability_rules"("station_id", "resource_id", "weekday");

-- CreateIndex
CREATE INDEX "availability_overrides_station_id_resource_id_idx" ON "bookings"."availability_overrides"("station_id", "resource_id");

-- CreateIndex
CREATE UNIQUE INDEX "availability_overrides_station_id_local_date_resource_id_key" ON "bookings"."availability_overrides"("station_id", "local_date", "resource_id") NULLS NOT DISTINCT;

-- CreateIndex
CREATE INDEX "time_off_station_id_resource_id_starts_at_idx" ON "bookings"."time_off"("station_id", "resource_id", "starts_at");

-- CreateIndex
CREATE INDEX "time_off_station_id_starts_at_id_idx" ON "bookings"."time_off"("station_id", "starts_at", "id");

-- CreateIndex
CREATE INDEX "time_off_requested_by_id_idx" ON "bookings"."time_off"("requested_by_id");

-- CreateIndex
CREATE INDEX "time_off_decided_by_id_idx" ON "bookings"."time_off"("decided_by_id");

-- CreateIndex
CREATE UNIQUE INDEX "time_off_station_id_id_key" ON "bookings"."time_off"("station_id", "id");

-- CreateIndex
CREATE INDEX "booking_policies_created_by_id_idx" ON "bookings"."booking_policies"("created_by_id");

-- CreateIndex
CREATE UNIQUE INDEX "booking_policies_station_id_version_key" ON "bookings"."booking_policies"("station_id", "version");

-- CreateIndex
CREATE INDEX "allocations_taken_idx" ON "bookings"."allocations"("station_id", "resource_id", "starts_at") WHERE (status = ANY (ARRAY['HELD'::bookings.allocation_status, 'ACTIVE'::bookings.allocation_status, 'DONE'::bookings.allocation_status]));

-- CreateIndex
CREATE INDEX "allocations_blocks_idx" ON "bookings"."allocations"("station_id", "resource_id", "ends_at") WHERE (kind = 'BLOCK'::bookings.allocation_kind AND status = 'ACTIVE'::bookings.allocation_status);

-- CreateIndex
CREATE INDEX "allocations_station_id_time_off_id_idx" ON "bookings"."allocations"("station_id", "time_off_id");

-- CreateIndex
CREATE INDEX "bookings_station_id_policy_version_idx" ON "bookings"."bookings"("station_id", "policy_version");

-- AddForeignKey
ALTER TABLE "bookings"."bookings" ADD CONSTRAINT "bookings_station_id_policy_version_fkey" FOREIGN KEY ("station_id", "policy_version") REFERENCES "bookings"."booking_policies"("station_id", "version") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bookings"."allocations" ADD CONSTRAINT "allocations_station_id_time_off_id_fkey" FOREIGN KEY ("station_id", "time_off_id") REFERENCES "bookings"."time_off"("station_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bookings"."availability_rules" ADD CONSTRAINT "availability_rules_station_id_resource_id_fkey" FOREIGN KEY ("station_id", "resource_id") REFERENCES "bookings"."resources"("station_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bookings"."availability_overrides" ADD CONSTRAINT "availability_overrides_station_id_fkey" FOREIGN KEY ("station_id") REFERENCES "identity"."stations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bookings"."availability_overrides" ADD CONSTRAINT "availability_overrides_station_id_resource_id_fkey" FOREIGN KEY ("station_id", "resource_id") REFERENCES "bookings"."resources"("station_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bookings"."time_off" ADD CONSTRAINT "time_off_station_id_resource_id_fkey" FOREIGN KEY ("station_id", "resource_id") REFERENCES "bookings"."resources"("station_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bookings"."time_off" ADD CONSTRAINT "time_off_requested_by_id_fkey" FOREIGN KEY ("requested_by_id") REFERENCES "identity"."users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bookings"."time_off" ADD CONSTRAINT "time_off_decided_by_id_fkey" FOREIGN KEY ("decided_by_id") REFERENCES "identity"."users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bookings"."booking_policies" ADD CONSTRAINT "booking_policies_station_id_fkey" FOREIGN KEY ("station_id") REFERENCES "identity"."stations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bookings"."booking_policies" ADD CONSTRAINT "booking_policies_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "identity"."users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- What Prisma cannot declare.
-- A job lasts seven days at most: whoever looks for what is taken need look no further back than that. Blocks have an
-- index of their own.
ALTER TABLE bookings.allocations
  ADD CONSTRAINT allocations_length CHECK (kind = 'BLOCK' OR upper(during) <= lower(during) + interval '168 hours'),
  ADD CONSTRAINT allocations_time_off_is_block CHECK (time_off_id IS NULL OR (kind = 'BLOCK' AND booking_id IS NULL));
ALTER TABLE bookings.bookings
  ADD CONSTRAINT bookings_venue_point CHECK (
    (venue_latitude IS NULL) = (venue_longitude IS NULL)
    AND venue_latitude BETWEEN -90 AND 90 AND venue_longitude BETWEEN -180 AND 180
    AND venue_latitude = round(venue_latitude::numeric, 2)::float8
    AND venue_longitude = round(venue_longitude::numeric, 2)::float8);
ALTER TABLE bookings.resources
  ADD CONSTRAINT resources_home CHECK (
    (home_latitude IS NULL) = (home_longitude IS NULL)
    AND home_latitude BETWEEN -90 AND 90 AND home_longitude BETWEEN -180 AND 180),
  ADD CONSTRAINT resources_buffers CHECK (buffer_before_minutes BETWEEN 0 AND 1440 AND buffer_after_minutes BETWEEN 0 AND 1440);
ALTER TABLE bookings.service_items
  ADD CONSTRAINT service_items_required_skills_bounded CHECK (cardinality(required_skills) <= 20 AND octet_length(array_to_string(required_skills, '')) <= 2000);
ALTER TABLE bookings.availability_rules
  ADD CONSTRAINT availability_rules_weekday CHECK (weekday BETWEEN 1 AND 7),
  ADD CONSTRAINT availability_rules_minutes CHECK (start_minute BETWEEN 0 AND 1439 AND end_minute BETWEEN 0 AND 1439),
  ADD CONSTRAINT availability_rules_ends_after_start CHECK (valid_until_date > valid_from_date);
ALTER TABLE bookings.availability_overrides
  ADD CONSTRAINT availability_overrides_minutes CHECK (start_minute BETWEEN 0 AND 1439 AND end_minute BETWEEN 0 AND 1439),
  ADD CONSTRAINT availability_overrides_open_has_hours CHECK (
    (kind = 'OPEN') = (start_minute IS NOT NULL) AND (start_minute IS NULL) = (end_minute IS NULL)),
  ADD CONSTRAINT availability_overrides_reason_length CHECK (char_length(reason) BETWEEN 1 AND 500);
ALTER TABLE bookings.time_off
  ADD CONSTRAINT time_off_ends_after_start CHECK (ends_at > starts_at AND ends_at <= starts_at + interval '8784 hours'),
  ADD CONSTRAINT time_off_reason_length CHECK (char_length(reason) BETWEEN 1 AND 500),
  ADD CONSTRAINT time_off_decided CHECK ((status IN ('APPROVED', 'DECLINED')) <= (decided_at IS NOT NULL)),
  ADD CONSTRAINT time_off_version_positive CHECK (version > 0);
ALTER TABLE bookings.booking_policies
  ADD CONSTRAINT booking_policies_version_positive CHECK (version > 0),
  ADD CONSTRAINT booking_policies_alignment CHECK (alignment_minutes BETWEEN 5 AND 1440),
  ADD CONSTRAINT booking_policies_notice CHECK (minimum_notice_minutes BETWEEN 0 AND 527040),
  ADD CONSTRAINT booking_policies_horizon CHECK (horizon_days BETWEEN 1 AND 36525),
  ADD CONSTRAINT booking_policies_buffers CHECK (buffer_before_minutes BETWEEN 0 AND 1440 AND buffer_after_minutes BETWEEN 0 AND 1440),
  ADD CONSTRAINT booking_policies_caps CHECK (resource_daily_cap BETWEEN 1 AND 1000 AND station_daily_cap BETWEEN 1 AND 100000),
  ADD CONSTRAINT booking_policies_hold CHECK (hold_minutes BETWEEN 1 AND 60),
  ADD CONSTRAINT booking_policies_travel_speed CHECK (travel_speed_kmh BETWEEN 1 AND 300),
  ADD CONSTRAINT booking_policies_deposit CHECK (
    num_nonnulls(deposit_basis_points, deposit_cents) <= 1
    AND deposit_basis_points BETWEEN 1 AND 10000 AND deposit_cents BETWEEN 1 AND 100000000000),
  ADD CONSTRAINT booking_policies_cancellation_tiers CHECK (jsonb_typeof(cancellation_tiers) = 'array' AND octet_length(cancellation_tiers::text) <= 4000),
  ADD CONSTRAINT booking_policies_reschedule_limits CHECK (jsonb_typeof(reschedule_limits) = 'array' AND octet_length(reschedule_limits::text) <= 1000);

-- Who sees which row, and what the gateway may do with it.
DO $$
DECLARE name regclass;
BEGIN
  FOREACH name IN ARRAY ARRAY[
    'bookings.availability_rules', 'bookings.availability_overrides', 'bookings.time_off',
    'bookings.booking_policies']::regclass[]
  LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY station ON %s USING (station_id = ANY ((SELECT app.station_ids())::uuid[]))
                    WITH CHECK (station_id = ANY ((SELECT app.station_ids())::uuid[]))', name);
    PERFORM audit.watch(name);
  END LOOP;
END $$;
GRANT SELECT, INSERT, DELETE ON bookings.availability_rules TO teppan_gateway;
GRANT SELECT, INSERT, UPDATE, DELETE ON bookings.availability_overrides TO teppan_gateway;
GRANT SELECT, INSERT, UPDATE ON bookings.time_off TO teppan_gateway;
GRANT SELECT, INSERT ON bookings.booking_policies TO teppan_gateway;

-- The rights over time, and who holds them. The tables of roles are behind row-level security for their owner too.
SELECT set_config('app.scope', 'platform', true);
INSERT INTO identity.permissions (code, description) VALUES
  ('bookings:availability:read', 'See when a station can be booked, and by its own policy.'),
  ('bookings:availability:manage', 'Set the hours of resources, and the days that are different.'),
  ('bookings:timeoff:request', 'Ask for time off for oneself, and take that back.'),
  ('bookings:timeoff:approve', 'See all time off of a station, and decide on it.'),
  ('bookings:policy:manage', 'Set the booking policy of a station.'),
  ('bookings:resource:manage', 'Add, change and retire what a station books out.'),
  ('bookings:booking:walk-in', 'Take people in who are here now, without the notice that others have to give.');
INSERT INTO identity.role_permissions (role_id, permission_code)
SELECT roles.id, permissions.code FROM identity.roles CROSS JOIN identity.permissions
WHERE roles.organization_id IS NULL AND (
  roles.code IN ('SUPER_ADMIN', 'ORGANIZATION_OWNER', 'ADMIN', 'STATION_MANAGER') AND permissions.code IN (
    'bookings:availability:read', 'bookings:availability:manage', 'bookings:timeoff:request',
    'bookings:timeoff:approve', 'bookings:policy:manage', 'bookings:resource:manage', 'bookings:booking:walk-in')
  OR roles.code = 'CUSTOMER_SUPPORT' AND permissions.code IN ('bookings:availability:read', 'bookings:booking:walk-in')
  OR roles.code = 'CHEF' AND permissions.code IN ('bookings:availability:read', 'bookings:timeoff:request')
  OR roles.code IN ('PLATFORM_SUPPORT', 'OBSERVER') AND permissions.code = 'bookings:availability:read');
SELECT set_config('app.scope', '', true);
