-- One version of what several stations share is told at each of them.

-- DropIndex
DROP INDEX "events"."domain_events_aggregate_type_aggregate_id_aggregate_version_key";

-- CreateIndex
CREATE UNIQUE INDEX "domain_events_aggregate_type_aggregate_id_aggregate_version_key" ON "events"."domain_events"("aggregate_type", "aggregate_id", "aggregate_version", "station_id");
