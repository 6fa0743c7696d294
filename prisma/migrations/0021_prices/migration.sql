-- CreateEnum
CREATE TYPE "bookings"."price_line_kind" AS ENUM ('GUESTS', 'ITEM', 'SURCHARGE', 'DISCOUNT', 'TRAVEL', 'TAX', 'ROUNDING');

-- AlterTable
ALTER TABLE "bookings"."booking_items" ADD COLUMN     "code" TEXT,
ADD COLUMN     "kind" "bookings"."price_line_kind" NOT NULL DEFAULT 'ITEM',
ALTER COLUMN "service_item_id" DROP NOT NULL;

-- AlterTable
ALTER TABLE "bookings"."bookings" ADD COLUMN     "deposit_cents" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "discount_cents" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "price_book_version" INTEGER,
ADD COLUMN     "rounding_cents" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "tax_cents" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "tax_included" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "tip_cents" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "travel_cents" BIGINT NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "bookings"."service_items" ADD COLUMN     "parent_ids" UUID[] DEFAULT ARRAY[]::UUID[];

-- CreateTable
CREATE TABLE "bookings"."price_books" (
    "organization_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "price_books_pkey" PRIMARY KEY ("organization_id")
);

-- CreateTable
CREATE TABLE "bookings"."service_item_versions" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "service_item_id" UUID NOT NULL,
    "since_version" INTEGER NOT NULL,
    "kind" "bookings"."service_item_kind" NOT NULL,
    "name" TEXT NOT NULL,
    "per" "bookings"."price_unit" NOT NULL,
    "price_cents" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "parent_ids" UUID[],
    "is_active" BOOLEAN NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "service_item_versions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bookings"."pricing_tiers" (
    "id" UUID NOT NULL,
    "rule_id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "station_id" UUID NOT NULL,
    "since_version" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "is_retired" BOOLEAN NOT NULL,
    "name" TEXT NOT NULL,
    "min_guests" INTEGER NOT NULL,
    "adult_cents" BIGINT NOT NULL,
    "child_cents" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "weekend_bp" INTEGER NOT NULL,
    "holiday_bp" INTEGER NOT NULL,
    "valid_from_date" DATE,
    "valid_until_date" DATE,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "pricing_tiers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bookings"."seasonal_offers" (
    "id" UUID NOT NULL,
    "rule_id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "station_id" UUID NOT NULL,
    "since_version" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "is_retired" BOOLEAN NOT NULL,
    "name" TEXT NOT NULL,
    "code" TEXT,
    "service_from_date" DATE,
    "service_until_date" DATE,
    "booked_from_date" DATE,
    "booked_until_date" DATE,
    "discount_bp" INTEGER,
    "discount_cents" BIGINT,
    "cap_cents" BIGINT,
    "currency" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "seasonal_offers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bookings"."upsell_rules" (
    "id" UUID NOT NULL,
    "rule_id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "station_id" UUID NOT NULL,
    "since_version" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "is_retired" BOOLEAN NOT NULL,
    "trigger_item_id" UUID,
    "min_guests" INTEGER,
    "offered_item_id" UUID NOT NULL,
    "priority" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "upsell_rules_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bookings"."price_settings" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "station_id" UUID NOT NULL,
    "since_version" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "currency" TEXT NOT NULL,
    "free_radius_metres" INTEGER NOT NULL,
    "travel_cents" BIGINT NOT NULL,
    "tax_bp" INTEGER NOT NULL,
    "tax_included" BOOLEAN NOT NULL,
    "deposit_bp" INTEGER,
    "deposit_cents" BIGINT,
    "rounding_cents" BIGINT NOT NULL,
    "holiday_dates" DATE[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "price_settings_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "service_item_versions_organization_id_service_item_id_idx" ON "bookings"."service_item_versions"("organization_id", "service_item_id");

-- CreateIndex
CREATE UNIQUE INDEX "service_item_versions_service_item_id_since_version_key" ON "bookings"."service_item_versions"("service_item_id", "since_version");

-- CreateIndex
CREATE INDEX "pricing_tiers_organization_id_station_id_idx" ON "bookings"."pricing_tiers"("organization_id", "station_id");

-- CreateIndex
CREATE INDEX "pricing_tiers_station_id_currency_idx" ON "bookings"."pricing_tiers"("station_id", "currency");

-- CreateIndex
CREATE INDEX "pricing_tiers_station_id_rule_id_since_version_idx" ON "bookings"."pricing_tiers"("station_id", "rule_id", "since_version");

-- CreateIndex
CREATE UNIQUE INDEX "pricing_tiers_rule_id_since_version_key" ON "bookings"."pricing_tiers"("rule_id", "since_version");

-- CreateIndex
CREATE INDEX "seasonal_offers_organization_id_station_id_idx" ON "bookings"."seasonal_offers"("organization_id", "station_id");

-- CreateIndex
CREATE INDEX "seasonal_offers_station_id_currency_idx" ON "bookings"."seasonal_offers"("station_id", "currency");

-- CreateIndex
CREATE INDEX "seasonal_offers_station_id_rule_id_since_version_idx" ON "bookings"."seasonal_offers"("station_id", "rule_id", "since_version");

-- CreateIndex
CREATE UNIQUE INDEX "seasonal_offers_rule_id_since_version_key" ON "bookings"."seasonal_offers"("rule_id", "since_version");

-- CreateIndex
CREATE INDEX "upsell_rules_organization_id_station_id_idx" ON "bookings"."upsell_rules"("organization_id", "station_id");

-- CreateIndex
CREATE INDEX "upsell_rules_organization_id_trigger_item_id_idx" ON "bookings"."upsell_rules"("organization_id", "trigger_item_id");

-- CreateIndex
CREATE INDEX "upsell_rules_organization_id_offered_item_id_idx" ON "bookings"."upsell_rules"("organization_id", "offered_item_id");

-- CreateIndex
CREATE INDEX "upsell_rules_station_id_rule_id_since_version_idx" ON "bookings"."upsell_rules"("station_id", "rule_id", "since_version");

-- CreateIndex
CREATE UNIQUE INDEX "upsell_rules_rule_id_since_version_key" ON "bookings"."upsell_rules"("rule_id", "since_version");

-- CreateIndex
CREATE INDEX "price_settings_organization_id_station_id_idx" ON "bookings"."price_settings"("organization_id", "station_id");

-- CreateIndex
CREATE INDEX "price_settings_station_id_currency_idx" ON "bookings"."price_settings"("station_id", "currency");

-- CreateIndex
CREATE UNIQUE INDEX "price_settings_station_id_since_version_key" ON "bookings"."price_settings"("station_id", "since_version");

-- AddForeignKey
ALTER TABLE "bookings"."price_books" ADD CONSTRAINT "price_books_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "identity"."organizations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bookings"."service_item_versions" ADD CONSTRAINT "service_item_versions_organization_id_service_item_id_fkey" FOREIGN KEY ("organization_id", "service_item_id") REFERENCES "bookings"."service_items"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bookings"."service_item_versions" ADD CONSTRAINT "service_item_versions_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "bookings"."price_books"("organization_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bookings"."pricing_tiers" ADD CONSTRAINT "pricing_tiers_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "bookings"."price_books"("organization_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bookings"."pricing_tiers" ADD CONSTRAINT "pricing_tiers_organization_id_station_id_fkey" FOREIGN KEY ("organization_id", "station_id") REFERENCES "identity"."stations"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bookings"."pricing_tiers" ADD CONSTRAINT "pricing_tiers_station_id_currency_fkey" FOREIGN KEY ("station_id", "currency") REFERENCES "identity"."stations"("id", "currency") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "bookings"."seasonal_offers" ADD CONSTRAINT "seasonal_offers_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "bookings"."price_books"("organization_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bookings"."seasonal_offers" ADD CONSTRAINT "seasonal_offers_organization_id_station_id_fkey" FOREIGN KEY ("organization_id", "station_id") REFERENCES "identity"."stations"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bookings"."seasonal_offers" ADD CONSTRAINT "seasonal_offers_station_id_currency_fkey" FOREIGN KEY ("station_id", "currency") REFERENCES "identity"."stations"("id", "currency") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "bookings"."upsell_rules" ADD CONSTRAINT "upsell_rules_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "bookings"."price_books"("organization_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bookings"."upsell_rules" ADD CONSTRAINT "upsell_rules_organization_id_station_id_fkey" FOREIGN KEY ("organization_id", "station_id") REFERENCES "identity"."stations"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bookings"."upsell_rules" ADD CONSTRAINT "upsell_rules_organization_id_trigger_item_id_fkey" FOREIGN KEY ("organization_id", "trigger_item_id") REFERENCES "bookings"."service_items"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bookings"."upsell_rules" ADD CONSTRAINT "upsell_rules_organization_id_offered_item_id_fkey" FOREIGN KEY ("organization_id", "offered_item_id") REFERENCES "bookings"."service_items"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bookings"."price_settings" ADD CONSTRAINT "price_settings_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "bookings"."price_books"("organization_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bookings"."price_settings" ADD CONSTRAINT "price_settings_organization_id_station_id_fkey" FOREIGN KEY ("organization_id", "station_id") REFERENCES "identity"."stations"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bookings"."price_settings" ADD CONSTRAINT "price_settings_station_id_currency_fkey" FOREIGN KEY ("station_id", "currency") REFERENCES "identity"."stations"("id", "currency") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- What Prisma cannot declare.
ALTER TABLE bookings.service_items
  ADD CONSTRAINT service_items_parents_bounded CHECK (cardinality(parent_ids) <= 20 AND (kind = 'ADD_ON' OR coalesce(cardinality(parent_ids), 0) = 0));
ALTER TABLE bookings.price_books ADD CONSTRAINT price_books_version_positive CHECK (version > 0);
ALTER TABLE bookings.service_item_versions
  ADD CONSTRAINT service_item_versions_since_positive CHECK (since_version > 0),
  ADD CONSTRAINT service_item_versions_name_length CHECK (char_length(name) BETWEEN 1 AND 200),
  ADD CONSTRAINT service_item_versions_price_range CHECK (price_cents BETWEEN 0 AND 100000000000),
  ADD CONSTRAINT service_item_versions_currency_format CHECK (currency ~ '^[A-Z]{3}$'),
  ADD CONSTRAINT service_item_versions_parents_bounded CHECK (cardinality(parent_ids) <= 20);
ALTER TABLE bookings.pricing_tiers
  ADD CONSTRAINT pricing_tiers_since_positive CHECK (since_version > 0),
  ADD CONSTRAINT pricing_tiers_version_positive CHECK (version > 0),
  ADD CONSTRAINT pricing_tiers_name_length CHECK (char_length(name) BETWEEN 1 AND 100),
  ADD CONSTRAINT pricing_tiers_min_guests_range CHECK (min_guests BETWEEN 1 AND 20000),
  ADD CONSTRAINT pricing_tiers_price_range CHECK (adult_cents BETWEEN 0 AND 100000000000 AND child_cents BETWEEN 0 AND 100000000000),
  ADD CONSTRAINT pricing_tiers_multiplier_range CHECK (weekend_bp BETWEEN 10000 AND 50000 AND holiday_bp BETWEEN 10000 AND 50000),
  ADD CONSTRAINT pricing_tiers_valid_range CHECK (valid_until_date >= valid_from_date);
ALTER TABLE bookings.seasonal_offers
  ADD CONSTRAINT seasonal_offers_since_positive CHECK (since_version > 0),
  ADD CONSTRAINT seasonal_offers_version_positive CHECK (version > 0),
  ADD CONSTRAINT seasonal_offers_name_length CHECK (char_length(name) BETWEEN 1 AND 100),
  ADD CONSTRAINT seasonal_offers_code_format CHECK (code ~ '^[A-Z0-9-]{3,32}$'),
  ADD CONSTRAINT seasonal_offers_service_range CHECK (service_until_date >= service_from_date),
  ADD CONSTRAINT seasonal_offers_booked_range CHECK (booked_until_date >= booked_from_date),
  ADD CONSTRAINT seasonal_offers_one_discount CHECK (num_nonnulls(discount_bp, discount_cents) = 1),
  ADD CONSTRAINT seasonal_offers_discount_range CHECK (discount_bp BETWEEN 1 AND 10000 AND discount_cents BETWEEN 1 AND 100000000000 AND cap_cents BETWEEN 1 AND 100000000000);
ALTER TABLE bookings.upsell_rules
  ADD CONSTRAINT upsell_rules_since_positive CHECK (since_version > 0),
  ADD CONSTRAINT upsell_rules_version_positive CHECK (version > 0),
  ADD CONSTRAINT upsell_rules_has_trigger CHECK (num_nonnulls(trigger_item_id, min_guests) > 0),
  ADD CONSTRAINT upsell_rules_offers_another CHECK (trigger_item_id <> offered_item_id),
  ADD CONSTRAINT upsell_rules_min_guests_range CHECK (min_guests BETWEEN 1 AND 20000),
  ADD CONSTRAINT upsell_rules_priority_range CHECK (priority BETWEEN 0 AND 1000);
ALTER TABLE bookings.price_settings
  ADD CONSTRAINT price_settings_since_positive CHECK (since_version > 0),
  ADD CONSTRAINT price_settings_version_positive CHECK (version > 0),
  ADD CONSTRAINT price_settings_travel_range CHECK (free_radius_metres BETWEEN 0 AND 20000000 AND travel_cents BETWEEN 0 AND 100000000),
  ADD CONSTRAINT price_settings_tax_range CHECK (tax_bp BETWEEN 0 AND 10000),
  ADD CONSTRAINT price_settings_one_deposit CHECK (num_nonnulls(deposit_bp, deposit_cents) <= 1),
  ADD CONSTRAINT price_settings_deposit_range CHECK (deposit_bp BETWEEN 1 AND 10000 AND deposit_cents BETWEEN 1 AND 100000000000),
  ADD CONSTRAINT price_settings_rounding_range CHECK (rounding_cents BETWEEN 1 AND 1000000),
  ADD CONSTRAINT price_settings_holidays_bounded CHECK (cardinality(holiday_dates) <= 100);

-- A booking's amounts come to its total. Up to here a price was the sum of its items.
ALTER TABLE bookings.bookings
  DROP CONSTRAINT bookings_amounts,
  ADD CONSTRAINT bookings_amounts CHECK (
    subtotal_cents >= 0 AND travel_cents >= 0 AND discount_cents BETWEEN 0 AND subtotal_cents AND tax_cents >= 0
    AND tip_cents >= 0 AND total_cents >= 0 AND deposit_cents BETWEEN 0 AND total_cents),
  ADD CONSTRAINT bookings_sum CHECK (total_cents = subtotal_cents - discount_cents + travel_cents
    + CASE WHEN tax_included THEN 0 ELSE tax_cents END + tip_cents + rounding_cents),
  ADD CONSTRAINT bookings_price_book_version_positive CHECK (price_book_version > 0);
ALTER TABLE bookings.booking_items
  DROP CONSTRAINT booking_items_amounts,
  ADD CONSTRAINT booking_items_amounts CHECK (line_total_cents = unit_price_cents * quantity
    AND (kind = 'ROUNDING' OR CASE WHEN kind = 'DISCOUNT' THEN unit_price_cents <= 0 ELSE unit_price_cents >= 0 END)),
  ADD CONSTRAINT booking_items_code_format CHECK (code ~ '^[A-Z0-9_-]{1,40}$'),
  ADD CONSTRAINT booking_items_item_or_code CHECK ((kind = 'ITEM') = (service_item_id IS NOT NULL) AND (kind = 'ITEM') = (code IS NULL));

-- Who sees which row, and that no version is ever changed.
DO $$
DECLARE name regclass;
BEGIN
  FOREACH name IN ARRAY ARRAY['bookings.price_books', 'bookings.service_item_versions', 'bookings.pricing_tiers',
    'bookings.seasonal_offers', 'bookings.upsell_rules', 'bookings.price_settings']::regclass[]
  LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', name);
    PERFORM audit.watch(name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['bookings.price_books', 'bookings.service_item_versions']::regclass[]
  LOOP
    EXECUTE format('CREATE POLICY organization ON %s USING (organization_id = ANY ((SELECT app.organization_ids())::uuid[]))
                    WITH CHECK (organization_id = ANY ((SELECT app.organization_ids())::uuid[]))', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['bookings.pricing_tiers', 'bookings.seasonal_offers', 'bookings.upsell_rules',
    'bookings.price_settings']::regclass[]
  LOOP
    EXECUTE format('CREATE POLICY station ON %s USING (station_id = ANY ((SELECT app.station_ids())::uuid[]))
                    WITH CHECK (station_id = ANY ((SELECT app.station_ids())::uuid[]))', name);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE ON bookings.price_books TO teppan_gateway;
GRANT SELECT, INSERT ON bookings.service_item_versions, bookings.pricing_tiers, bookings.seasonal_offers,
  bookings.upsell_rules, bookings.price_settings TO teppan_gateway;

-- The rights to change prices, and who holds them. The tables of roles are behind row-level security for their owner too.
SELECT set_config('app.scope', 'platform', true);
INSERT INTO identity.permissions (code, description) VALUES
  ('bookings:menu:manage', 'Change the menu of the business and the prices on it.'),
  ('bookings:price:read', 'See the tiers, offers, suggestions and price settings of a station.'),
  ('bookings:price:manage', 'Change the tiers, offers, suggestions and price settings of a station.');
INSERT INTO identity.role_permissions (role_id, permission_code)
SELECT roles.id, permissions.code FROM identity.roles CROSS JOIN identity.permissions
WHERE roles.organization_id IS NULL
  AND (roles.code IN ('SUPER_ADMIN', 'ORGANIZATION_OWNER', 'ADMIN') AND permissions.code IN ('bookings:menu:manage', 'bookings:price:manage')
    OR roles.code = 'STATION_MANAGER' AND permissions.code = 'bookings:price:manage'
    -- Not for people on the road: codes of offers are not theirs to give.
    OR roles.code <> 'CHEF' AND permissions.code = 'bookings:price:read');

-- The menu as it is becomes the first version of each price book.
SELECT set_config('app.organization_ids', coalesce(string_agg(id::text, ','), ''), true) FROM identity.organizations;
INSERT INTO bookings.price_books (organization_id, version, updated_at) SELECT id, 1, now() FROM identity.organizations;
INSERT INTO bookings.service_item_versions
  (id, organization_id, service_item_id, since_version, kind, name, per, price_cents, currency, parent_ids, is_active)
SELECT gen_random_uuid(), organization_id, id, 1, kind, name, per, price_cents, currency, '{}', is_active
FROM bookings.service_items;
SELECT set_config('app.organization_ids', '', true), set_config('app.scope', '', true);
