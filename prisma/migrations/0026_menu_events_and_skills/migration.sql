-- One version of what several stations share is told at each of them.

-- DropIndex
DROP INDEX "events"."domain_events_aggregate_type_aggregate_id_aggregate_version_key";

-- CreateIndex
CREATE UNIQUE INDEX "domain_events_aggregate_type_aggregate_id_aggregate_version_key" ON "events"."domain_events"("aggregate_type", "aggregate_id", "aggregate_version", "station_id");

-- CreateIndex
CREATE INDEX "bookings_station_id_source_starts_at_id_idx" ON "bookings"."bookings"("station_id", "source", "starts_at", "id");

-- CreateIndex
CREATE INDEX "bookings_station_id_source_created_at_id_idx" ON "bookings"."bookings"("station_id", "source", "created_at", "id");

-- Skills are as long as the model lets them be, in whatever script.
ALTER TABLE bookings.service_items
  DROP CONSTRAINT service_items_required_skills_bounded,
  ADD CONSTRAINT service_items_required_skills_bounded CHECK (cardinality(required_skills) <= 20 AND char_length(array_to_string(required_skills, '')) <= 2000);
ALTER TABLE bookings.resources
  DROP CONSTRAINT resources_skills_bounded,
  ADD CONSTRAINT resources_skills_bounded CHECK (cardinality(skills) <= 50 AND char_length(array_to_string(skills, '')) <= 5000);
