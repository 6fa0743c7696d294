-- CreateEnum
CREATE TYPE "bookings"."no_show_by" AS ENUM ('CUSTOMER', 'PROVIDER');

-- AlterEnum
ALTER TYPE "bookings"."cancelled_by" ADD VALUE 'PARTNER' BEFORE 'STAFF';

-- AlterTable
ALTER TABLE "bookings"."bookings" ADD COLUMN     "api_key_id" UUID,
ADD COLUMN     "cancel_fee_cents" BIGINT,
ADD COLUMN     "consented_at" TIMESTAMPTZ(3),
ADD COLUMN     "no_show_by" "bookings"."no_show_by";

-- AlterTable
ALTER TABLE "bookings"."allocations" ADD COLUMN     "overbooked" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "unassigned_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "bookings"."booking_status_changes" ADD COLUMN     "overbook_reason" TEXT,
ADD COLUMN     "waiver_reason" TEXT;

-- CreateIndex
CREATE INDEX "bookings_station_id_api_key_id_created_at_id_idx" ON "bookings"."bookings"("station_id", "api_key_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "bookings_api_key_id_idx" ON "bookings"."bookings"("api_key_id");

-- AddForeignKey
ALTER TABLE "bookings"."bookings" ADD CONSTRAINT "bookings_api_key_id_fkey" FOREIGN KEY ("api_key_id") REFERENCES "identity"."api_keys"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma cannot declare.
ALTER TABLE bookings.booking_status_changes
  ADD CONSTRAINT booking_status_changes_overbook_reason_length CHECK (char_length(overbook_reason) BETWEEN 1 AND 500),
  ADD CONSTRAINT booking_status_changes_waiver_reason_length CHECK (char_length(waiver_reason) BETWEEN 1 AND 500);
ALTER TABLE bookings.allocations
  ADD CONSTRAINT allocations_unassigned_is_released CHECK (unassigned_at IS NULL OR (status = 'RELEASED' AND booking_id IS NOT NULL));
-- What somebody gives away a second time on purpose stands apart: all else still never overlaps.
ALTER TABLE bookings.allocations
  DROP CONSTRAINT allocations_no_overlap,
  ADD CONSTRAINT allocations_no_overlap EXCLUDE USING gist (resource_id WITH =, during WITH &&)
    WHERE (status IN ('HELD', 'ACTIVE') AND NOT overbooked),
  ADD CONSTRAINT allocations_overbooked_is_booking CHECK (NOT overbooked OR booking_id IS NOT NULL);
ALTER TABLE bookings.bookings
  ADD CONSTRAINT bookings_cancel_fee CHECK (cancel_fee_cents IS NULL OR (status = 'CANCELLED' AND cancel_fee_cents BETWEEN 0 AND total_cents)),
  ADD CONSTRAINT bookings_no_show_by_somebody CHECK (status = 'NO_SHOW' OR no_show_by IS NULL);

ALTER TABLE bookings.bookings
  ADD CONSTRAINT bookings_partner_has_consent CHECK (api_key_id IS NULL OR consented_at IS NOT NULL);

-- The partner that asks, by the first of the keys that have replaced each other; null for everybody else.
CREATE FUNCTION app.partner_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT nullif(current_setting('app.partner_id', true), '')::uuid $$;
CREATE FUNCTION app.is_partner() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT app.api_key_id() IS NOT NULL $$;
-- The stations of everybody but partners, for whom they are none.
CREATE FUNCTION app.staff_station_ids() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT CASE WHEN app.api_key_id() IS NULL THEN app.station_ids() END $$;
GRANT EXECUTE ON FUNCTION app.partner_id(), app.is_partner(), app.staff_station_ids() TO teppan_gateway;

-- A partner sees the bookings that it has made with their items, and no time, no history and no customers at all.
ALTER POLICY station ON bookings.bookings
  USING (station_id = ANY ((SELECT app.station_ids())::uuid[])
    AND (NOT (SELECT app.is_partner()) OR api_key_id = (SELECT app.partner_id())))
  WITH CHECK (station_id = ANY ((SELECT app.station_ids())::uuid[])
    AND (NOT (SELECT app.is_partner()) OR api_key_id = (SELECT app.partner_id())));
ALTER POLICY station ON bookings.booking_items
  USING (station_id = ANY ((SELECT app.station_ids())::uuid[]) AND (NOT (SELECT app.is_partner())
    OR EXISTS (SELECT FROM bookings.bookings WHERE bookings.id = booking_items.booking_id)))
  WITH CHECK (station_id = ANY ((SELECT app.station_ids())::uuid[]) AND (NOT (SELECT app.is_partner())
    OR EXISTS (SELECT FROM bookings.bookings WHERE bookings.id = booking_items.booking_id)));
DO $$
DECLARE name regclass;
BEGIN
  FOREACH name IN ARRAY ARRAY['bookings.allocations', 'bookings.booking_status_changes', 'customers.customers',
    'customers.customer_notes']::regclass[]
  LOOP
    EXECUTE format('ALTER POLICY station ON %s
      USING (station_id = ANY ((SELECT app.staff_station_ids())::uuid[]))
      WITH CHECK (station_id = ANY ((SELECT app.staff_station_ids())::uuid[]))', name);
  END LOOP;
END $$;

-- The right to edit, and who holds it. The tables of roles are behind row-level security for their owner too.
SELECT set_config('app.scope', 'platform', true);
INSERT INTO identity.permissions (code, description) VALUES
  ('bookings:booking:update', 'Change guests, requests and notes of bookings.'),
  ('bookings:booking:overbook', 'Give time of resources away that is not free, on purpose.'),
  ('bookings:policy:waive', 'Waive the fee of a cancellation, and the limits of moving a booking.');
INSERT INTO identity.role_permissions (role_id, permission_code)
SELECT roles.id, permissions.code FROM identity.roles CROSS JOIN identity.permissions
WHERE roles.organization_id IS NULL AND (
  permissions.code IN ('bookings:booking:update', 'bookings:booking:overbook', 'bookings:policy:waive')
    AND roles.code IN ('SUPER_ADMIN', 'ORGANIZATION_OWNER', 'ADMIN', 'STATION_MANAGER')
  OR permissions.code = 'bookings:booking:update' AND roles.code = 'CUSTOMER_SUPPORT');
SELECT set_config('app.scope', '', true);
