-- What a list can be filtered by leads an index in each order that the list can have: scope, column, sort keys.
CREATE INDEX "bookings_station_id_status_created_at_id_idx" ON "bookings"."bookings"("station_id", "status", "created_at", "id");
CREATE INDEX "bookings_station_id_kind_starts_at_id_idx" ON "bookings"."bookings"("station_id", "kind", "starts_at", "id");
CREATE INDEX "bookings_station_id_kind_created_at_id_idx" ON "bookings"."bookings"("station_id", "kind", "created_at", "id");
CREATE INDEX "bookings_station_id_customer_id_created_at_id_idx" ON "bookings"."bookings"("station_id", "customer_id", "created_at", "id");
CREATE INDEX "resources_station_id_name_id_idx" ON "bookings"."resources"("station_id", "name", "id");
CREATE INDEX "resources_station_id_kind_name_id_idx" ON "bookings"."resources"("station_id", "kind", "name", "id");
CREATE INDEX "service_items_organization_id_name_id_idx" ON "bookings"."service_items"("organization_id", "name", "id");
CREATE INDEX "service_items_organization_id_currency_price_cents_id_idx" ON "bookings"."service_items"("organization_id", "currency", "price_cents", "id");
CREATE INDEX "users_organization_id_last_login_at_id_idx" ON "identity"."users"("organization_id", "last_login_at", "id");
CREATE INDEX "escalations_station_id_status_priority_created_at_id_idx" ON "support"."escalations"("station_id", "status", "priority", "created_at", "id");
CREATE INDEX "escalations_station_id_customer_id_created_at_id_idx" ON "support"."escalations"("station_id", "customer_id", "created_at", "id");
CREATE INDEX "escalations_station_id_customer_id_priority_created_at_id_idx" ON "support"."escalations"("station_id", "customer_id", "priority", "created_at", "id");
CREATE INDEX "escalations_station_id_assigned_to_id_created_at_id_idx" ON "support"."escalations"("station_id", "assigned_to_id", "created_at", "id");
CREATE INDEX "escalations_station_id_assigned_to_id_priority_idx" ON "support"."escalations"("station_id", "assigned_to_id", "priority", "created_at", "id");

-- The new ones begin with the same columns.
DROP INDEX "support"."escalations_station_id_assigned_to_id_idx";
DROP INDEX "support"."escalations_station_id_customer_id_idx";
