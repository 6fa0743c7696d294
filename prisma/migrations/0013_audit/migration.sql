-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "audit";

-- CreateEnum
CREATE TYPE "audit"."actor_kind" AS ENUM ('USER', 'PARTNER', 'SYSTEM', 'ANONYMOUS', 'OWNER');

-- CreateEnum
CREATE TYPE "audit"."row_operation" AS ENUM ('INSERT', 'UPDATE', 'DELETE');

-- CreateEnum
CREATE TYPE "audit"."personal_field" AS ENUM ('NAME', 'EMAIL', 'PHONE', 'ADDRESS', 'NOTE', 'VENUE_ADDRESS');

-- CreateTable
CREATE TABLE "audit"."row_changes" (
    "id" UUID NOT NULL,
    "scope_id" UUID NOT NULL,
    "station_id" UUID,
    "organization_id" UUID,
    "table_name" TEXT NOT NULL,
    "row_id" UUID,
    "row_key" JSONB,
    "operation" "audit"."row_operation" NOT NULL,
    "actor_kind" "audit"."actor_kind" NOT NULL,
    "actor_id" UUID,
    "actor_name" TEXT,
    "request_id" TEXT,
    "old_values" JSONB,
    "new_values" JSONB,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "row_changes_pkey" PRIMARY KEY ("scope_id","changed_at","id")
) PARTITION BY RANGE ("changed_at");

-- CreateTable
CREATE TABLE "audit"."pii_accesses" (
    "id" UUID NOT NULL,
    "station_id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "fields" "audit"."personal_field"[],
    "actor_kind" "audit"."actor_kind" NOT NULL,
    "actor_id" UUID NOT NULL,
    "operation" TEXT,
    "request_id" TEXT NOT NULL,
    "accessed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "pii_accesses_pkey" PRIMARY KEY ("station_id","accessed_at","id")
) PARTITION BY RANGE ("accessed_at");

-- CreateIndex
CREATE INDEX "row_changes_scope_id_table_name_changed_at_id_idx" ON "audit"."row_changes"("scope_id", "table_name", "changed_at", "id");

-- CreateIndex
CREATE INDEX "row_changes_scope_id_actor_id_changed_at_id_idx" ON "audit"."row_changes"("scope_id", "actor_id", "changed_at", "id");

-- CreateIndex
CREATE INDEX "row_changes_scope_id_row_id_changed_at_id_idx" ON "audit"."row_changes"("scope_id", "row_id", "changed_at", "id");

-- CreateIndex
CREATE INDEX "row_changes_request_id_idx" ON "audit"."row_changes"("request_id");

-- CreateIndex
CREATE INDEX "row_changes_deletes_idx" ON "audit"."row_changes"("scope_id", "changed_at", "id") WHERE (operation = 'DELETE'::audit.row_operation);

-- CreateIndex
CREATE INDEX "pii_accesses_station_id_customer_id_accessed_at_id_idx" ON "audit"."pii_accesses"("station_id", "customer_id", "accessed_at", "id");

-- CreateIndex
CREATE INDEX "pii_accesses_station_id_actor_id_accessed_at_id_idx" ON "audit"."pii_accesses"("station_id", "actor_id", "accessed_at", "id");

-- Values are as large as the rows that they tell of, which have bounds of their own: a change is never lost for its size.
ALTER TABLE audit.row_changes
  ADD CONSTRAINT row_changes_table_name_length CHECK (char_length(table_name) BETWEEN 3 AND 127),
  ADD CONSTRAINT row_changes_one_key CHECK (num_nonnulls(row_id, row_key) = 1),
  ADD CONSTRAINT row_changes_scope CHECK (scope_id = coalesce(station_id, organization_id, '00000000-0000-0000-0000-000000000000')),
  ADD CONSTRAINT row_changes_actor CHECK ((actor_id IS NOT NULL) = (actor_kind IN ('USER', 'PARTNER')) AND (actor_name IS NOT NULL) = (actor_kind IN ('SYSTEM', 'OWNER'))),
  ADD CONSTRAINT row_changes_actor_name_length CHECK (char_length(actor_name) BETWEEN 1 AND 63),
  ADD CONSTRAINT row_changes_request_id_format CHECK (request_id ~ '^[A-Za-z0-9-]{8,64}$'),
  ADD CONSTRAINT row_changes_values CHECK ((old_values IS NULL) = (operation = 'INSERT') AND (new_values IS NULL) = (operation = 'DELETE'));
ALTER TABLE audit.pii_accesses
  ADD CONSTRAINT pii_accesses_fields_bounded CHECK (cardinality(fields) BETWEEN 1 AND 50),
  ADD CONSTRAINT pii_accesses_actor_kind CHECK (actor_kind IN ('USER', 'PARTNER')),
  ADD CONSTRAINT pii_accesses_operation_length CHECK (char_length(operation) BETWEEN 1 AND 200),
  ADD CONSTRAINT pii_accesses_request_id_format CHECK (request_id ~ '^[A-Za-z0-9-]{8,64}$');

-- Rows for which there is no partition: nothing fails because nobody has made one.
CREATE TABLE audit.row_changes_default PARTITION OF audit.row_changes DEFAULT;
CREATE TABLE audit.pii_accesses_default PARTITION OF audit.pii_accesses DEFAULT;
ALTER TABLE audit.row_changes_default ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit.pii_accesses_default ENABLE ROW LEVEL SECURITY;

-- Makes the partitions of this month and of those that follow, where they are missing; returns how many it has made. For
-- the owner, who runs it with each migration. What lies in the default partition meanwhile moves to where it belongs.
CREATE FUNCTION audit.create_partitions(months_ahead integer DEFAULT 3) RETURNS integer LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET lock_timeout = '2s' AS $$
DECLARE
  kind record;
  begins timestamptz;
  ends timestamptz;
  name text;
  made integer := 0;
BEGIN
  FOR kind IN SELECT * FROM (VALUES ('row_changes', 'changed_at'), ('pii_accesses', 'accessed_at')) AS kind (parent, key) LOOP
    FOR ahead IN 0..months_ahead LOOP
      begins := date_trunc('month', now()) + make_interval(months => ahead);
      ends := begins + interval '1 month';
      name := format('%s_%s', kind.parent, to_char(begins, 'YYYY_MM'));
      CONTINUE WHEN to_regclass(format('audit.%I', name)) IS NOT NULL;
      EXECUTE format('LOCK TABLE audit.%I IN ACCESS EXCLUSIVE MODE', kind.parent || '_default');
      EXECUTE format('CREATE TABLE audit.%I (LIKE audit.%I INCLUDING ALL)', name, kind.parent);
      EXECUTE format('ALTER TABLE audit.%I ENABLE ROW LEVEL SECURITY', name);
      EXECUTE format('WITH moved AS (DELETE FROM audit.%1$I WHERE %2$I >= %3$L AND %2$I < %4$L RETURNING *)
        INSERT INTO audit.%5$I SELECT * FROM moved', kind.parent || '_default', kind.key, begins, ends, name);
      EXECUTE format('ALTER TABLE audit.%I ATTACH PARTITION audit.%I FOR VALUES FROM (%L) TO (%L)',
        kind.parent, name, begins, ends);
      made := made + 1;
    END LOOP;
  END LOOP;
  RETURN made;
END $$;

-- Whose organization the user or the role belongs to that a row leads to. Asked through the door of the sign-in, because
-- who changes a row need not see these.
CREATE FUNCTION audit.organization_through(column_name text, id uuid) RETURNS uuid LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  door text := coalesce(current_setting('app.scope', true), '');
  organization uuid;
BEGIN
  PERFORM set_config('app.scope', 'sign_in', true);
  IF column_name = 'user_id' THEN
    SELECT users.organization_id INTO organization FROM identity.users WHERE users.id = organization_through.id;
  ELSE
    SELECT roles.organization_id INTO organization FROM identity.roles WHERE roles.id = organization_through.id;
  END IF;
  PERFORM set_config('app.scope', door, true);
  RETURN organization;
END $$;

-- What is written down of a column: everything, but of a secret only whether there is one. Blind values, hashes and
-- wrapped keys are secrets; with a wrapped key, ciphertext in the log would outlive the erasure of its person.
CREATE FUNCTION audit.recordable(column_name text, value jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  $$ SELECT CASE WHEN column_name ~ '_(hash|idx|tokens|wrapped|secret)$' AND value <> 'null' THEN '{"changed": true}' ELSE value END $$;

-- Whether a change of the column is worth a record: not that of one that only says when somebody was last seen, or that
-- counts the changes of others.
CREATE FUNCTION audit.is_recorded(column_name text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  $$ SELECT column_name !~ '^(updated_at|presence|auth_version|last_[a-z]+_at)$' $$;

CREATE SEQUENCE audit.row_change_number AS bigint;

-- Writes down one change. It runs with the rights of the owner: the gateway itself may not write into the log. Arguments: the column or columns of the key, the column that names the station, the
-- column that names or leads to the organization; none for what the table does not have.
CREATE FUNCTION audit.record_change() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  actor text := coalesce(current_setting('app.actor', true), '');
  kind audit.actor_kind;
  actor_id uuid;
  actor_name text;
  entry jsonb := CASE TG_OP WHEN 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
  before jsonb;
  old_values jsonb;
  new_values jsonb;
  station uuid := CASE WHEN TG_ARGV[1] <> '' THEN (entry ->> TG_ARGV[1])::uuid END;
  organization uuid;
  happened_at timestamptz := clock_timestamp();
BEGIN
  IF TG_OP = 'UPDATE' THEN
    before := to_jsonb(OLD);
    SELECT jsonb_object_agg(key, audit.recordable(key, before -> key)), jsonb_object_agg(key, audit.recordable(key, value))
      INTO old_values, new_values
      FROM jsonb_each(entry) WHERE value <> before -> key AND audit.is_recorded(key);
    IF new_values IS NULL THEN
      RETURN NULL;
    END IF;
  ELSE
    SELECT coalesce(jsonb_object_agg(key, audit.recordable(key, value)), '{}') INTO new_values
      FROM jsonb_each(entry) WHERE value <> 'null' AND audit.is_recorded(key);
    IF TG_OP = 'DELETE' THEN
      old_values := new_values;
      new_values := NULL;
    END IF;
  END IF;

  IF actor ~ '^user:' THEN
    kind := 'USER';
    actor_id := substr(actor, 6)::uuid;
  ELSIF actor ~ '^partner:' THEN
    kind := 'PARTNER';
    actor_id := substr(actor, 9)::uuid;
  ELSIF actor ~ '^system:[a-z_]+$' THEN
    kind := 'SYSTEM';
    actor_name := substr(actor, 8);
  ELSIF actor = 'anonymous' THEN
    kind := 'ANONYMOUS';
  ELSIF actor = '' AND pg_has_role(session_user, current_user, 'MEMBER') THEN
    -- Migrations and maintenance by hand: whoever may act as the owner, under the own name.
    kind := 'OWNER';
    actor_name := session_user;
  ELSE
    RAISE EXCEPTION 'a change of %.% without an actor: app.actor is "%"', TG_TABLE_SCHEMA, TG_TABLE_NAME, actor
      USING HINT = 'The gateway writes in units of work, which say on whose behalf they are.';
  END IF;

  organization := CASE TG_ARGV[2]
    WHEN '' THEN NULL
    WHEN 'id' THEN (entry ->> 'id')::uuid
    WHEN 'organization_id' THEN (entry ->> 'organization_id')::uuid
    ELSE audit.organization_through(TG_ARGV[2], (entry ->> TG_ARGV[2])::uuid)
  END;

  INSERT INTO audit.row_changes (id, scope_id, station_id, organization_id, table_name, row_id, row_key, operation,
    actor_kind, actor_id, actor_name, request_id, old_values, new_values, changed_at)
  VALUES (
    -- A UUID of version 7 that counts on within its microsecond, so that changes sort as they happened.
    (lpad(to_hex(floor(extract(epoch FROM happened_at) * 1000)::bigint), 12, '0')
      || '7' || lpad(to_hex(extract(microseconds FROM happened_at)::bigint % 1000), 3, '0')
      || '8' || lpad(to_hex(nextval('audit.row_change_number')), 15, '0'))::uuid,
    coalesce(station, organization, '00000000-0000-0000-0000-000000000000'),
    station,
    organization,
    format('%s.%s', TG_TABLE_SCHEMA, TG_TABLE_NAME),
    CASE WHEN TG_ARGV[0] = 'id' THEN (entry ->> 'id')::uuid END,
    CASE WHEN TG_ARGV[0] <> 'id' THEN
      (SELECT jsonb_object_agg(part, entry -> part) FROM unnest(TG_ARGV[0]::text[]) AS part) END,
    TG_OP::audit.row_operation,
    kind,
    actor_id,
    actor_name,
    nullif(current_setting('app.request_id', true), ''),
    old_values,
    new_values,
    date_trunc('milliseconds', happened_at));
  RETURN NULL;
END $$;

-- From now on every change of this table's rows is written down: `SELECT audit.watch('identity.users')` in the
-- migration that makes the table. Its key (`id`, where there is one), its station and its organization are found by the names of its columns.
CREATE FUNCTION audit.watch(watched regclass) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  columns text[] := (SELECT array_agg(attname::text) FROM pg_attribute
    WHERE attrelid = watched AND attnum > 0 AND NOT attisdropped);
  key text[] := (SELECT array_agg(attname::text ORDER BY attnum) FROM pg_index
    JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey) WHERE indrelid = watched AND indisprimary);
  station text := CASE
    WHEN watched = 'identity.stations'::regclass THEN 'id'
    WHEN 'station_id' = ANY (columns) THEN 'station_id'
    ELSE '' END;
  organization text := CASE
    WHEN watched = 'identity.organizations'::regclass THEN 'id'
    WHEN 'organization_id' = ANY (columns) THEN 'organization_id'
    WHEN station = '' AND 'user_id' = ANY (columns) THEN 'user_id'
    WHEN station = '' AND 'role_id' = ANY (columns) THEN 'role_id'
    ELSE '' END;
BEGIN
  EXECUTE format('CREATE TRIGGER record_change AFTER INSERT OR UPDATE OR DELETE ON %s
      FOR EACH ROW EXECUTE FUNCTION audit.record_change(%L, %L, %L)',
    watched, CASE WHEN 'id' = ANY (columns) THEN 'id' ELSE key::text END, station, organization);
END $$;

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA audit FROM PUBLIC;

-- Whose changes the viewer may read: those of the stations that the viewer sees, and those of an organization or of the
-- platform for who holds audit:log:read there as a whole. Nobody's but for people of the staff.
CREATE FUNCTION app.audit_scope_ids() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN app.user_id() IS NOT NULL THEN app.station_ids() END
    || array_agg(coalesce(held.organization_id, '00000000-0000-0000-0000-000000000000'))
    || CASE WHEN bool_or(held.organization_id IS NULL) THEN app.organization_ids() END
  FROM identity.user_roles AS held JOIN identity.role_permissions AS granted ON granted.role_id = held.role_id
  WHERE held.user_id = app.user_id() AND held.station_id IS NULL AND granted.permission_code = 'audit:log:read'
$$;
GRANT EXECUTE ON FUNCTION app.audit_scope_ids() TO teppan_gateway;

-- Nobody changes or deletes what was written down. Partitions are read and written through their parent alone.
ALTER TABLE audit.row_changes ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit.row_changes FORCE ROW LEVEL SECURITY;
ALTER TABLE audit.pii_accesses ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit.pii_accesses FORCE ROW LEVEL SECURITY;
DO $$
BEGIN
  -- The owner, as whom the trigger writes.
  EXECUTE format('CREATE POLICY record_change ON audit.row_changes FOR INSERT TO %I WITH CHECK (true)', current_user);
END $$;
CREATE POLICY scope ON audit.row_changes FOR SELECT USING (scope_id = ANY ((SELECT app.audit_scope_ids())::uuid[]));
CREATE POLICY station ON audit.pii_accesses FOR SELECT
  USING (station_id = ANY ((SELECT app.station_ids())::uuid[]) AND (SELECT app.user_id()) IS NOT NULL);
CREATE POLICY record_access ON audit.pii_accesses FOR INSERT
  WITH CHECK (station_id = ANY ((SELECT app.station_ids())::uuid[]));
GRANT USAGE ON SCHEMA audit TO teppan_gateway;
GRANT SELECT ON audit.row_changes TO teppan_gateway;
GRANT SELECT, INSERT ON audit.pii_accesses TO teppan_gateway;

-- Who may read the logs: whoever runs the platform or an organization.
SELECT set_config('app.scope', 'platform', true);
INSERT INTO identity.permissions (code, description) VALUES
  ('audit:log:read', 'Read who changed what, with the values before and after.'),
  ('audit:pii:read', 'Read who has read the personal data of customers.');
INSERT INTO identity.role_permissions (role_id, permission_code)
SELECT roles.id, permissions.code FROM identity.roles CROSS JOIN identity.permissions
WHERE roles.organization_id IS NULL AND roles.code IN ('SUPER_ADMIN', 'PLATFORM_SUPPORT', 'ORGANIZATION_OWNER', 'ADMIN')
  AND permissions.code IN ('audit:log:read', 'audit:pii:read');
SELECT set_config('app.scope', '', true);

-- Every table of the business, but those that hold no business: each use of a refresh token, each attempt to sign in, and
-- what keeps tokens from being used twice.
SELECT audit.watch(oid) FROM pg_class
WHERE relkind = 'r' AND relnamespace::regnamespace::text IN ('identity', 'customers', 'bookings', 'support')
  AND oid::regclass::text NOT IN ('identity.refresh_tokens', 'identity.sign_in_attempts', 'identity.used_identity_tokens')
ORDER BY oid::regclass::text;
