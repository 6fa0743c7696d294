-- CreateEnum
CREATE TYPE "bookings"."no_show_by" AS ENUM ('CUSTOMER', 'PROVIDER');

-- AlterTable
ALTER TABLE "bookings"."bookings" ADD COLUMN     "no_show_by" "bookings"."no_show_by";

-- AlterTable
ALTER TABLE "bookings"."allocations" ADD COLUMN     "unassigned_at" TIMESTAMPTZ(3);

-- What Prisma cannot declare.
ALTER TABLE bookings.allocations
  ADD CONSTRAINT allocations_unassigned_is_released CHECK (unassigned_at IS NULL OR (status = 'RELEASED' AND booking_id IS NOT NULL));
ALTER TABLE bookings.bookings
  ADD CONSTRAINT bookings_no_show_by_somebody CHECK (status = 'NO_SHOW' OR no_show_by IS NULL);

-- The right to edit, and who holds it. The tables of roles are behind row-level security for their owner too.
SELECT set_config('app.scope', 'platform', true);
INSERT INTO identity.permissions (code, description) VALUES
  ('bookings:booking:update', 'Change guests, requests and notes of bookings.');
INSERT INTO identity.role_permissions (role_id, permission_code)
SELECT roles.id, permissions.code FROM identity.roles CROSS JOIN identity.permissions
WHERE roles.organization_id IS NULL AND permissions.code = 'bookings:booking:update'
  AND roles.code IN ('SUPER_ADMIN', 'ORGANIZATION_OWNER', 'ADMIN', 'STATION_MANAGER', 'CUSTOMER_SUPPORT');
SELECT set_config('app.scope', '', true);
