-- Extensions that the tables need; both are trusted, so the owner of the database may create them.
CREATE EXTENSION IF NOT EXISTS "btree_gist" WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS "citext" WITH SCHEMA public;

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "bookings";

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "customers";

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "events";

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "identity";

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "support";

-- CreateEnum
CREATE TYPE "bookings"."service_item_kind" AS ENUM ('MENU', 'SERVICE', 'ADD_ON', 'FEE');

-- CreateEnum
CREATE TYPE "bookings"."price_unit" AS ENUM ('GUEST', 'BOOKING', 'HOUR');

-- CreateEnum
CREATE TYPE "bookings"."resource_kind" AS ENUM ('CHEF', 'VEHICLE', 'KIT', 'CHAIR');

-- CreateEnum
CREATE TYPE "bookings"."booking_kind" AS ENUM ('CATERING', 'APPOINTMENT');

-- CreateEnum
CREATE TYPE "bookings"."booking_status" AS ENUM ('HELD', 'PENDING', 'CONFIRMED', 'EN_ROUTE', 'SEATED', 'COMPLETED', 'EXPIRED', 'DECLINED', 'CANCELLED', 'NO_SHOW');

-- CreateEnum
CREATE TYPE "bookings"."booking_source" AS ENUM ('STAFF', 'WEB', 'PHONE', 'PARTNER', 'WALK_IN');

-- CreateEnum
CREATE TYPE "bookings"."cancelled_by" AS ENUM ('CUSTOMER', 'STAFF', 'SYSTEM');

-- CreateEnum
CREATE TYPE "bookings"."allocation_kind" AS ENUM ('HOLD', 'BOOKING', 'TRAVEL', 'BLOCK');

-- CreateEnum
CREATE TYPE "bookings"."allocation_status" AS ENUM ('HELD', 'ACTIVE', 'DONE', 'RELEASED');

-- CreateEnum
CREATE TYPE "customers"."tone_preference" AS ENUM ('FORMAL', 'CASUAL', 'PLAYFUL', 'CONCISE');

-- CreateEnum
CREATE TYPE "identity"."subscription_tier" AS ENUM ('FREE', 'STANDARD', 'ENTERPRISE');

-- CreateEnum
CREATE TYPE "identity"."subscription_status" AS ENUM ('TRIALING', 'ACTIVE', 'PAST_DUE', 'CANCELLED');

-- CreateEnum
CREATE TYPE "identity"."user_status" AS ENUM ('PENDING_VERIFICATION', 'ACTIVE', 'SUSPENDED');

-- CreateEnum
CREATE TYPE "identity"."presence" AS ENUM ('ONLINE', 'AWAY', 'OFFLINE');

-- CreateEnum
CREATE TYPE "support"."escalation_reason" AS ENUM ('COMPLAINT', 'BOOKING_CHANGE', 'PAYMENT', 'SAFETY', 'LOST_AND_FOUND', 'OTHER');

-- CreateEnum
CREATE TYPE "support"."escalation_priority" AS ENUM ('LOW', 'NORMAL', 'HIGH', 'URGENT');

-- CreateEnum
CREATE TYPE "support"."escalation_level" AS ENUM ('T1', 'T2', 'T3', 'MANAGER');

-- CreateEnum
CREATE TYPE "support"."escalation_status" AS ENUM ('PENDING', 'ASSIGNED', 'IN_PROGRESS', 'WAITING_CUSTOMER', 'RESOLVED', 'CLOSED', 'CANCELLED');

-- CreateTable
CREATE TABLE "bookings"."service_items" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "kind" "bookings"."service_item_kind" NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "duration_minutes" INTEGER,
    "price_cents" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "per" "bookings"."price_unit" NOT NULL,
    "dietary_tags" TEXT[],
    "is_active" BOOLEAN NOT NULL DEFAULT true,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "service_items_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bookings"."resources" (
    "id" UUID NOT NULL,
    "station_id" UUID NOT NULL,
    "kind" "bookings"."resource_kind" NOT NULL,
    "name" TEXT NOT NULL,
    "user_id" UUID,
    "skills" TEXT[],
    "is_active" BOOLEAN NOT NULL DEFAULT true,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "resources_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bookings"."bookings" (
    "id" UUID NOT NULL,
    "station_id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "reference" TEXT NOT NULL,
    "kind" "bookings"."booking_kind" NOT NULL,
    "status" "bookings"."booking_status" NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "timezone" TEXT NOT NULL,
    "adults" INTEGER NOT NULL,
    "children" INTEGER NOT NULL DEFAULT 0,
    "data_key_wrapped" BYTEA,
    "venue_address_enc" BYTEA,
    "subtotal_cents" BIGINT NOT NULL,
    "total_cents" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "source" "bookings"."booking_source" NOT NULL,
    "special_requests" TEXT,
    "internal_notes" TEXT,
    "hold_expires_at" TIMESTAMPTZ(3),
    "cancelled_by" "bookings"."cancelled_by",
    "cancel_reason" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "bookings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bookings"."booking_items" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "station_id" UUID NOT NULL,
    "booking_id" UUID NOT NULL,
    "service_item_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "per" "bookings"."price_unit" NOT NULL,
    "unit_price_cents" BIGINT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "line_total_cents" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "booking_items_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bookings"."allocations" (
    "id" UUID NOT NULL,
    "station_id" UUID NOT NULL,
    "resource_id" UUID NOT NULL,
    "booking_id" UUID,
    "during" tstzrange NOT NULL,
    "kind" "bookings"."allocation_kind" NOT NULL,
    "status" "bookings"."allocation_status" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "allocations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bookings"."booking_status_changes" (
    "id" UUID NOT NULL,
    "station_id" UUID NOT NULL,
    "booking_id" UUID NOT NULL,
    "from_status" "bookings"."booking_status",
    "to_status" "bookings"."booking_status" NOT NULL,
    "previous_starts_at" TIMESTAMPTZ(3),
    "previous_ends_at" TIMESTAMPTZ(3),
    "actor_id" UUID,
    "reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "booking_status_changes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "customers"."customers" (
    "id" UUID NOT NULL,
    "station_id" UUID NOT NULL,
    "data_key_wrapped" BYTEA NOT NULL,
    "name_enc" BYTEA NOT NULL,
    "email_enc" BYTEA,
    "email_idx" BYTEA,
    "phone_enc" BYTEA,
    "phone_idx" BYTEA,
    "address_enc" BYTEA,
    "name_tokens" BIGINT[],
    "locale" TEXT NOT NULL DEFAULT 'en',
    "tone_preference" "customers"."tone_preference" NOT NULL DEFAULT 'CASUAL',
    "tags" TEXT[],
    "source" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "customers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "customers"."customer_notes" (
    "id" UUID NOT NULL,
    "station_id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "author_id" UUID,
    "body_enc" BYTEA NOT NULL,
    "pinned" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "customer_notes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "events"."domain_events" (
    "id" UUID NOT NULL,
    "position" BIGSERIAL NOT NULL,
    "xid" xid8 NOT NULL DEFAULT pg_current_xact_id(),
    "station_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "aggregate_type" TEXT NOT NULL,
    "aggregate_id" UUID NOT NULL,
    "aggregate_version" INTEGER NOT NULL,
    "actor_id" UUID,
    "request_id" TEXT,
    "payload" JSONB NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "domain_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "events"."event_log" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "epoch" INTEGER NOT NULL DEFAULT 1,
    "floor_xid" xid8 NOT NULL DEFAULT '0'::xid8,

    CONSTRAINT "event_log_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "identity"."organizations" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "subscription_tier" "identity"."subscription_tier" NOT NULL DEFAULT 'FREE',
    "subscription_status" "identity"."subscription_status" NOT NULL DEFAULT 'TRIALING',
    "trial_ends_at" TIMESTAMPTZ(3),
    "settings" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "organizations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "identity"."stations" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "timezone" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "address" TEXT,
    "latitude" DOUBLE PRECISION,
    "longitude" DOUBLE PRECISION,
    "service_radius_km" DOUBLE PRECISION,
    "settings" JSONB NOT NULL DEFAULT '{}',
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "stations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "identity"."users" (
    "id" UUID NOT NULL,
    "organization_id" UUID,
    "email" CITEXT NOT NULL,
    "password_hash" TEXT,
    "full_name" TEXT NOT NULL,
    "display_name" TEXT,
    "avatar_url" TEXT,
    "phone" TEXT,
    "status" "identity"."user_status" NOT NULL DEFAULT 'PENDING_VERIFICATION',
    "presence" "identity"."presence" NOT NULL DEFAULT 'OFFLINE',
    "last_seen_at" TIMESTAMPTZ(3),
    "last_login_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "identity"."roles" (
    "id" UUID NOT NULL,
    "organization_id" UUID,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "rank" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "roles_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "identity"."permissions" (
    "code" TEXT NOT NULL,
    "description" TEXT NOT NULL,

    CONSTRAINT "permissions_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "identity"."role_permissions" (
    "role_id" UUID NOT NULL,
    "permission_code" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "role_permissions_pkey" PRIMARY KEY ("role_id","permission_code")
);

-- CreateTable
CREATE TABLE "identity"."user_roles" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "role_id" UUID NOT NULL,
    "organization_id" UUID,
    "station_id" UUID,
    "assigned_by_id" UUID,
    "assigned_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_roles_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "identity"."station_members" (
    "station_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "title" TEXT,
    "is_primary" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "station_members_pkey" PRIMARY KEY ("station_id","user_id")
);

-- CreateTable
CREATE TABLE "identity"."sessions" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "user_agent" TEXT,
    "ip" INET,
    "last_used_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "reuse_detected_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "identity"."refresh_tokens" (
    "id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "rotated_from_id" UUID,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "refresh_tokens_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "support"."escalations" (
    "id" UUID NOT NULL,
    "station_id" UUID NOT NULL,
    "customer_id" UUID,
    "booking_id" UUID,
    "reason" "support"."escalation_reason" NOT NULL,
    "summary" TEXT NOT NULL,
    "priority" "support"."escalation_priority" NOT NULL,
    "level" "support"."escalation_level" NOT NULL DEFAULT 'T1',
    "status" "support"."escalation_status" NOT NULL DEFAULT 'PENDING',
    "assigned_to_id" UUID,
    "resolved_by_id" UUID,
    "resolution_notes" TEXT,
    "assigned_at" TIMESTAMPTZ(3),
    "started_at" TIMESTAMPTZ(3),
    "resolved_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "escalations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "support"."escalation_events" (
    "id" UUID NOT NULL,
    "station_id" UUID NOT NULL,
    "escalation_id" UUID NOT NULL,
    "from_status" "support"."escalation_status",
    "to_status" "support"."escalation_status" NOT NULL,
    "level" "support"."escalation_level" NOT NULL,
    "assigned_to_id" UUID,
    "actor_id" UUID,
    "note" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "escalation_events_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "service_items_organization_id_kind_name_id_idx" ON "bookings"."service_items"("organization_id", "kind", "name", "id");

-- CreateIndex
CREATE UNIQUE INDEX "service_items_organization_id_id_key" ON "bookings"."service_items"("organization_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "resources_station_id_id_key" ON "bookings"."resources"("station_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "resources_station_id_user_id_key" ON "bookings"."resources"("station_id", "user_id");

-- CreateIndex
CREATE INDEX "bookings_station_id_starts_at_id_idx" ON "bookings"."bookings"("station_id", "starts_at", "id");

-- CreateIndex
CREATE INDEX "bookings_station_id_created_at_id_idx" ON "bookings"."bookings"("station_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "bookings_station_id_status_starts_at_id_idx" ON "bookings"."bookings"("station_id", "status", "starts_at", "id");

-- CreateIndex
CREATE INDEX "bookings_station_id_customer_id_starts_at_id_idx" ON "bookings"."bookings"("station_id", "customer_id", "starts_at", "id");

-- CreateIndex
CREATE INDEX "bookings_customer_id_starts_at_id_idx" ON "bookings"."bookings"("customer_id", "starts_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "bookings_station_id_id_key" ON "bookings"."bookings"("station_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "bookings_station_id_reference_key" ON "bookings"."bookings"("station_id", "reference");

-- CreateIndex
CREATE INDEX "booking_items_station_id_booking_id_idx" ON "bookings"."booking_items"("station_id", "booking_id");

-- CreateIndex
CREATE INDEX "booking_items_organization_id_station_id_idx" ON "bookings"."booking_items"("organization_id", "station_id");

-- CreateIndex
CREATE INDEX "booking_items_organization_id_service_item_id_idx" ON "bookings"."booking_items"("organization_id", "service_item_id");

-- CreateIndex
CREATE UNIQUE INDEX "booking_items_booking_id_position_key" ON "bookings"."booking_items"("booking_id", "position");

-- CreateIndex
CREATE INDEX "allocations_station_id_resource_id_idx" ON "bookings"."allocations"("station_id", "resource_id");

-- CreateIndex
CREATE INDEX "allocations_station_id_booking_id_idx" ON "bookings"."allocations"("station_id", "booking_id");

-- CreateIndex
CREATE UNIQUE INDEX "allocations_booking_id_resource_id_kind_key" ON "bookings"."allocations"("booking_id", "resource_id", "kind");

-- CreateIndex
CREATE INDEX "booking_status_changes_booking_id_created_at_id_idx" ON "bookings"."booking_status_changes"("booking_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "booking_status_changes_station_id_booking_id_idx" ON "bookings"."booking_status_changes"("station_id", "booking_id");

-- CreateIndex
CREATE INDEX "booking_status_changes_actor_id_idx" ON "bookings"."booking_status_changes"("actor_id");

-- CreateIndex
CREATE INDEX "customers_station_id_created_at_id_idx" ON "customers"."customers"("station_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "customers_station_id_updated_at_id_idx" ON "customers"."customers"("station_id", "updated_at", "id");

-- CreateIndex
CREATE INDEX "customers_station_id_email_idx_idx" ON "customers"."customers"("station_id", "email_idx");

-- CreateIndex
CREATE INDEX "customers_station_id_phone_idx_idx" ON "customers"."customers"("station_id", "phone_idx");

-- CreateIndex
CREATE INDEX "customers_name_tokens_idx" ON "customers"."customers" USING GIN ("name_tokens");

-- CreateIndex
CREATE INDEX "customers_tags_idx" ON "customers"."customers" USING GIN ("tags");

-- CreateIndex
CREATE UNIQUE INDEX "customers_station_id_id_key" ON "customers"."customers"("station_id", "id");

-- CreateIndex
CREATE INDEX "customer_notes_customer_id_created_at_id_idx" ON "customers"."customer_notes"("customer_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "customer_notes_station_id_customer_id_idx" ON "customers"."customer_notes"("station_id", "customer_id");

-- CreateIndex
CREATE INDEX "customer_notes_author_id_idx" ON "customers"."customer_notes"("author_id");

-- CreateIndex
CREATE INDEX "domain_events_xid_position_idx" ON "events"."domain_events"("xid", "position");

-- CreateIndex
CREATE INDEX "domain_events_station_id_xid_position_idx" ON "events"."domain_events"("station_id", "xid", "position");

-- CreateIndex
CREATE UNIQUE INDEX "domain_events_aggregate_type_aggregate_id_aggregate_version_key" ON "events"."domain_events"("aggregate_type", "aggregate_id", "aggregate_version");

-- CreateIndex
CREATE UNIQUE INDEX "organizations_slug_key" ON "identity"."organizations"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "stations_organization_id_id_key" ON "identity"."stations"("organization_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "stations_organization_id_code_key" ON "identity"."stations"("organization_id", "code");

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "identity"."users"("email");

-- CreateIndex
CREATE INDEX "users_organization_id_full_name_id_idx" ON "identity"."users"("organization_id", "full_name", "id");

-- CreateIndex
CREATE UNIQUE INDEX "users_organization_id_id_key" ON "identity"."users"("organization_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "roles_organization_id_code_key" ON "identity"."roles"("organization_id", "code");

-- CreateIndex
CREATE INDEX "role_permissions_permission_code_idx" ON "identity"."role_permissions"("permission_code");

-- CreateIndex
CREATE INDEX "user_roles_role_id_idx" ON "identity"."user_roles"("role_id");

-- CreateIndex
CREATE INDEX "user_roles_organization_id_station_id_idx" ON "identity"."user_roles"("organization_id", "station_id");

-- CreateIndex
CREATE INDEX "user_roles_assigned_by_id_idx" ON "identity"."user_roles"("assigned_by_id");

-- CreateIndex
CREATE UNIQUE INDEX "user_roles_user_id_role_id_organization_id_station_id_key" ON "identity"."user_roles"("user_id", "role_id", "organization_id", "station_id");

-- CreateIndex
CREATE INDEX "station_members_organization_id_station_id_idx" ON "identity"."station_members"("organization_id", "station_id");

-- CreateIndex
CREATE INDEX "station_members_organization_id_user_id_idx" ON "identity"."station_members"("organization_id", "user_id");

-- CreateIndex
CREATE INDEX "sessions_user_id_idx" ON "identity"."sessions"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "refresh_tokens_token_hash_key" ON "identity"."refresh_tokens"("token_hash");

-- CreateIndex
CREATE INDEX "refresh_tokens_session_id_idx" ON "identity"."refresh_tokens"("session_id");

-- CreateIndex
CREATE INDEX "refresh_tokens_rotated_from_id_idx" ON "identity"."refresh_tokens"("rotated_from_id");

-- CreateIndex
CREATE INDEX "escalations_station_id_created_at_id_idx" ON "support"."escalations"("station_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "escalations_station_id_status_created_at_id_idx" ON "support"."escalations"("station_id", "status", "created_at", "id");

-- CreateIndex
CREATE INDEX "escalations_station_id_priority_created_at_id_idx" ON "support"."escalations"("station_id", "priority", "created_at", "id");

-- CreateIndex
CREATE INDEX "escalations_station_id_customer_id_idx" ON "support"."escalations"("station_id", "customer_id");

-- CreateIndex
CREATE INDEX "escalations_customer_id_created_at_id_idx" ON "support"."escalations"("customer_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "escalations_station_id_booking_id_idx" ON "support"."escalations"("station_id", "booking_id");

-- CreateIndex
CREATE INDEX "escalations_booking_id_idx" ON "support"."escalations"("booking_id");

-- CreateIndex
CREATE INDEX "escalations_station_id_assigned_to_id_idx" ON "support"."escalations"("station_id", "assigned_to_id");

-- CreateIndex
CREATE INDEX "escalations_assigned_to_id_created_at_id_idx" ON "support"."escalations"("assigned_to_id", "created_at", "id") WHERE (assigned_to_id is not null);

-- CreateIndex
CREATE INDEX "escalations_resolved_by_id_idx" ON "support"."escalations"("resolved_by_id");

-- CreateIndex
CREATE UNIQUE INDEX "escalations_station_id_id_key" ON "support"."escalations"("station_id", "id");

-- CreateIndex
CREATE INDEX "escalation_events_escalation_id_created_at_id_idx" ON "support"."escalation_events"("escalation_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "escalation_events_station_id_escalation_id_idx" ON "support"."escalation_events"("station_id", "escalation_id");

-- CreateIndex
CREATE INDEX "escalation_events_actor_id_idx" ON "support"."escalation_events"("actor_id");

-- AddForeignKey
ALTER TABLE "bookings"."service_items" ADD CONSTRAINT "service_items_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "identity"."organizations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bookings"."resources" ADD CONSTRAINT "resources_station_id_fkey" FOREIGN KEY ("station_id") REFERENCES "identity"."stations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bookings"."resources" ADD CONSTRAINT "resources_station_id_user_id_fkey" FOREIGN KEY ("station_id", "user_id") REFERENCES "identity"."station_members"("station_id", "user_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bookings"."bookings" ADD CONSTRAINT "bookings_station_id_fkey" FOREIGN KEY ("station_id") REFERENCES "identity"."stations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bookings"."bookings" ADD CONSTRAINT "bookings_station_id_customer_id_fkey" FOREIGN KEY ("station_id", "customer_id") REFERENCES "customers"."customers"("station_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bookings"."booking_items" ADD CONSTRAINT "booking_items_station_id_booking_id_fkey" FOREIGN KEY ("station_id", "booking_id") REFERENCES "bookings"."bookings"("station_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bookings"."booking_items" ADD CONSTRAINT "booking_items_organization_id_station_id_fkey" FOREIGN KEY ("organization_id", "station_id") REFERENCES "identity"."stations"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bookings"."booking_items" ADD CONSTRAINT "booking_items_organization_id_service_item_id_fkey" FOREIGN KEY ("organization_id", "service_item_id") REFERENCES "bookings"."service_items"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bookings"."allocations" ADD CONSTRAINT "allocations_station_id_resource_id_fkey" FOREIGN KEY ("station_id", "resource_id") REFERENCES "bookings"."resources"("station_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bookings"."allocations" ADD CONSTRAINT "allocations_station_id_booking_id_fkey" FOREIGN KEY ("station_id", "booking_id") REFERENCES "bookings"."bookings"("station_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bookings"."booking_status_changes" ADD CONSTRAINT "booking_status_changes_station_id_booking_id_fkey" FOREIGN KEY ("station_id", "booking_id") REFERENCES "bookings"."bookings"("station_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bookings"."booking_status_changes" ADD CONSTRAINT "booking_status_changes_actor_id_fkey" FOREIGN KEY ("actor_id") REFERENCES "identity"."users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "customers"."customers" ADD CONSTRAINT "customers_station_id_fkey" FOREIGN KEY ("station_id") REFERENCES "identity"."stations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "customers"."customer_notes" ADD CONSTRAINT "customer_notes_station_id_customer_id_fkey" FOREIGN KEY ("station_id", "customer_id") REFERENCES "customers"."customers"("station_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "customers"."customer_notes" ADD CONSTRAINT "customer_notes_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "identity"."users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "events"."domain_events" ADD CONSTRAINT "domain_events_station_id_fkey" FOREIGN KEY ("station_id") REFERENCES "identity"."stations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identity"."stations" ADD CONSTRAINT "stations_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "identity"."organizations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identity"."users" ADD CONSTRAINT "users_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "identity"."organizations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identity"."roles" ADD CONSTRAINT "roles_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "identity"."organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identity"."role_permissions" ADD CONSTRAINT "role_permissions_role_id_fkey" FOREIGN KEY ("role_id") REFERENCES "identity"."roles"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identity"."role_permissions" ADD CONSTRAINT "role_permissions_permission_code_fkey" FOREIGN KEY ("permission_code") REFERENCES "identity"."permissions"("code") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identity"."user_roles" ADD CONSTRAINT "user_roles_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "identity"."users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identity"."user_roles" ADD CONSTRAINT "user_roles_role_id_fkey" FOREIGN KEY ("role_id") REFERENCES "identity"."roles"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identity"."user_roles" ADD CONSTRAINT "user_roles_organization_id_station_id_fkey" FOREIGN KEY ("organization_id", "station_id") REFERENCES "identity"."stations"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identity"."user_roles" ADD CONSTRAINT "user_roles_assigned_by_id_fkey" FOREIGN KEY ("assigned_by_id") REFERENCES "identity"."users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identity"."station_members" ADD CONSTRAINT "station_members_organization_id_station_id_fkey" FOREIGN KEY ("organization_id", "station_id") REFERENCES "identity"."stations"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identity"."station_members" ADD CONSTRAINT "station_members_organization_id_user_id_fkey" FOREIGN KEY ("organization_id", "user_id") REFERENCES "identity"."users"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identity"."sessions" ADD CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "identity"."users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identity"."refresh_tokens" ADD CONSTRAINT "refresh_tokens_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "identity"."sessions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identity"."refresh_tokens" ADD CONSTRAINT "refresh_tokens_rotated_from_id_fkey" FOREIGN KEY ("rotated_from_id") REFERENCES "identity"."refresh_tokens"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "support"."escalations" ADD CONSTRAINT "escalations_station_id_fkey" FOREIGN KEY ("station_id") REFERENCES "identity"."stations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "support"."escalations" ADD CONSTRAINT "escalations_station_id_customer_id_fkey" FOREIGN KEY ("station_id", "customer_id") REFERENCES "customers"."customers"("station_id", "id") ON DELETE SET NULL ("customer_id") ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "support"."escalations" ADD CONSTRAINT "escalations_station_id_booking_id_fkey" FOREIGN KEY ("station_id", "booking_id") REFERENCES "bookings"."bookings"("station_id", "id") ON DELETE SET NULL ("booking_id") ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "support"."escalations" ADD CONSTRAINT "escalations_station_id_assigned_to_id_fkey" FOREIGN KEY ("station_id", "assigned_to_id") REFERENCES "identity"."station_members"("station_id", "user_id") ON DELETE SET NULL ("assigned_to_id") ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "support"."escalations" ADD CONSTRAINT "escalations_resolved_by_id_fkey" FOREIGN KEY ("resolved_by_id") REFERENCES "identity"."users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "support"."escalation_events" ADD CONSTRAINT "escalation_events_station_id_escalation_id_fkey" FOREIGN KEY ("station_id", "escalation_id") REFERENCES "support"."escalations"("station_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "support"."escalation_events" ADD CONSTRAINT "escalation_events_actor_id_fkey" FOREIGN KEY ("actor_id") REFERENCES "identity"."users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

