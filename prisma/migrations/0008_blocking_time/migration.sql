-- What is busy now, and when holds run out: little at any time, however long the history. Row-level security keeps
-- comparisons of enums and ranges out of index conditions (they are not leakproof), so the indexes themselves hold
-- nothing but the rows that such a comparison would find.
CREATE INDEX "allocations_blocking_idx" ON "bookings"."allocations"("station_id", "resource_id") WHERE (status = ANY (ARRAY['HELD'::bookings.allocation_status, 'ACTIVE'::bookings.allocation_status]));
CREATE INDEX "bookings_station_id_hold_expires_at_idx" ON "bookings"."bookings"("station_id", "hold_expires_at") WHERE (hold_expires_at IS NOT NULL);
