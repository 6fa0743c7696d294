-- A column by which a list can be filtered leads an index in each order of the list: scope, column, sort keys; ids, whose rows
-- are seldom in two scopes, without the scope. What has no such index is seldom, or in a table that stays small.
CREATE INDEX "bookings_station_id_status_created_at_id_idx" ON "bookings"."bookings"("station_id", "status", "created_at", "id");
CREATE INDEX "bookings_station_id_kind_starts_at_id_idx" ON "bookings"."bookings"("station_id", "kind", "starts_at", "id");
CREATE INDEX "bookings_station_id_kind_created_at_id_idx" ON "bookings"."bookings"("station_id", "kind", "created_at", "id");
CREATE INDEX "bookings_customer_id_created_at_id_idx" ON "bookings"."bookings"("customer_id", "created_at", "id");
CREATE INDEX "resources_station_id_name_id_idx" ON "bookings"."resources"("station_id", "name", "id");
CREATE INDEX "resources_station_id_kind_name_id_idx" ON "bookings"."resources"("station_id", "kind", "name", "id");
CREATE INDEX "service_items_organization_id_name_id_idx" ON "bookings"."service_items"("organization_id", "name", "id");
CREATE INDEX "service_items_organization_id_currency_price_cents_id_idx" ON "bookings"."service_items"("organization_id", "currency", "price_cents", "id");
CREATE INDEX "customer_notes_pinned_idx" ON "customers"."customer_notes"("customer_id", "created_at", "id") WHERE (pinned);
CREATE INDEX "users_organization_id_last_login_at_id_idx" ON "identity"."users"("organization_id", "last_login_at", "id");
CREATE INDEX "escalations_station_id_status_priority_created_at_id_idx" ON "support"."escalations"("station_id", "status", "priority", "created_at", "id");
CREATE INDEX "escalations_customer_id_priority_created_at_id_idx" ON "support"."escalations"("customer_id", "priority", "created_at", "id");
CREATE INDEX "escalations_assigned_to_id_priority_created_at_id_idx" ON "support"."escalations"("assigned_to_id", "priority", "created_at", "id") WHERE (assigned_to_id is not null);

-- What was deleted is not the only operation that is rare: after an import, changes are.
DROP INDEX "audit"."row_changes_deletes_idx";
CREATE INDEX "row_changes_scope_id_operation_changed_at_id_idx" ON "audit"."row_changes"("scope_id", "operation", "changed_at", "id");
-- Entries of the logs by their ids alone.
CREATE INDEX "row_changes_id_idx" ON "audit"."row_changes"("id");
CREATE INDEX "pii_accesses_id_idx" ON "audit"."pii_accesses"("id");
