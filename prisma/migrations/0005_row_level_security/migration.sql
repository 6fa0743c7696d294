-- Who sees which row. The gateway sets, for each transaction and only for that transaction, who is asking; what is not
-- set shows nothing. Every comparison stands in a scalar sub-select, so that it is evaluated once per statement.
CREATE SCHEMA IF NOT EXISTS app;

-- Stations, organizations and user of the asking viewer; null when nobody is set.
CREATE OR REPLACE FUNCTION app.station_ids() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT string_to_array(nullif(current_setting('app.station_ids', true), ''), ',')::uuid[] $$;
CREATE OR REPLACE FUNCTION app.organization_ids() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT string_to_array(nullif(current_setting('app.organization_ids', true), ''), ',')::uuid[] $$;
CREATE OR REPLACE FUNCTION app.user_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT nullif(current_setting('app.user_id', true), '')::uuid $$;
-- The few doors that are not a viewer's: 'sign_in' (find an account before anybody is known), 'feed' (read the event
-- log of all stations), 'platform' (provision organizations).
CREATE OR REPLACE FUNCTION app.scope() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT coalesce(nullif(current_setting('app.scope', true), ''), 'viewer') $$;

DO $$
DECLARE name regclass;
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'teppan_gateway') THEN
    RAISE EXCEPTION 'role teppan_gateway is missing: run prisma/roles.sql as an administrator first';
  END IF;

  FOREACH name IN ARRAY ARRAY[
    'identity.organizations', 'identity.stations', 'identity.users', 'identity.roles', 'identity.role_permissions',
    'identity.user_roles', 'identity.station_members', 'identity.sessions', 'identity.refresh_tokens',
    'customers.customers', 'customers.customer_notes', 'bookings.service_items', 'bookings.resources',
    'bookings.bookings', 'bookings.booking_items', 'bookings.allocations', 'bookings.booking_status_changes',
    'support.escalations', 'support.escalation_events', 'events.domain_events']::regclass[]
  LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', name);
  END LOOP;

  -- What belongs to a station.
  FOREACH name IN ARRAY ARRAY[
    'identity.station_members', 'customers.customers', 'customers.customer_notes', 'bookings.resources',
    'bookings.bookings', 'bookings.booking_items', 'bookings.allocations', 'bookings.booking_status_changes',
    'support.escalations', 'support.escalation_events', 'events.domain_events']::regclass[]
  LOOP
    EXECUTE format('CREATE POLICY station ON %s USING (station_id = ANY ((SELECT app.station_ids())::uuid[]))
                    WITH CHECK (station_id = ANY ((SELECT app.station_ids())::uuid[]))', name);
  END LOOP;

  -- What all stations of an organization share.
  FOREACH name IN ARRAY ARRAY['identity.users', 'identity.user_roles', 'bookings.service_items']::regclass[]
  LOOP
    EXECUTE format('CREATE POLICY organization ON %s USING (organization_id = ANY ((SELECT app.organization_ids())::uuid[]))
                    WITH CHECK (organization_id = ANY ((SELECT app.organization_ids())::uuid[]))', name);
  END LOOP;

  -- Finding out who signs in, and what that person may do, before there is a viewer.
  FOREACH name IN ARRAY ARRAY[
    'identity.organizations', 'identity.stations', 'identity.users', 'identity.roles', 'identity.role_permissions',
    'identity.user_roles', 'identity.station_members']::regclass[]
  LOOP
    EXECUTE format('CREATE POLICY sign_in ON %s FOR SELECT USING ((SELECT app.scope()) = ''sign_in'')', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['identity.sessions', 'identity.refresh_tokens']::regclass[]
  LOOP
    EXECUTE format('CREATE POLICY sign_in ON %s USING ((SELECT app.scope()) = ''sign_in'')
                    WITH CHECK ((SELECT app.scope()) = ''sign_in'')', name);
  END LOOP;

  -- Setting up organizations with their stations, people, roles, menus and resources.
  FOREACH name IN ARRAY ARRAY[
    'identity.organizations', 'identity.stations', 'identity.users', 'identity.roles', 'identity.role_permissions',
    'identity.user_roles', 'identity.station_members']::regclass[]
  LOOP
    EXECUTE format('CREATE POLICY platform ON %s USING ((SELECT app.scope()) = ''platform'')
                    WITH CHECK ((SELECT app.scope()) = ''platform'')', name);
  END LOOP;
END $$;

CREATE POLICY organization ON identity.organizations FOR SELECT
  USING (id = ANY ((SELECT app.organization_ids())::uuid[]));
CREATE POLICY station ON identity.stations
  USING (id = ANY ((SELECT app.station_ids())::uuid[]))
  WITH CHECK (id = ANY ((SELECT app.station_ids())::uuid[]));
CREATE POLICY self ON identity.users FOR SELECT USING (id = (SELECT app.user_id()));
CREATE POLICY sign_in_stamp ON identity.users FOR UPDATE
  USING ((SELECT app.scope()) = 'sign_in') WITH CHECK ((SELECT app.scope()) = 'sign_in');
CREATE POLICY organization ON identity.roles FOR SELECT
  USING (organization_id IS NULL OR organization_id = ANY ((SELECT app.organization_ids())::uuid[]));
CREATE POLICY role ON identity.role_permissions FOR SELECT
  USING (EXISTS (SELECT FROM identity.roles WHERE roles.id = role_permissions.role_id));
CREATE POLICY self ON identity.sessions FOR SELECT USING (user_id = (SELECT app.user_id()));
CREATE POLICY feed ON events.domain_events FOR SELECT USING ((SELECT app.scope()) = 'feed');

-- What the gateway may do at all: history and log are append only, and nothing is truncated or owned.
GRANT USAGE ON SCHEMA app, identity, customers, bookings, support, events TO teppan_gateway;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA app TO teppan_gateway;
GRANT SELECT, INSERT, UPDATE ON
  identity.organizations, identity.stations, identity.users, identity.roles, identity.station_members,
  identity.sessions, identity.refresh_tokens, customers.customers, customers.customer_notes, bookings.service_items,
  bookings.resources, bookings.bookings, bookings.allocations, support.escalations TO teppan_gateway;
GRANT SELECT, INSERT, DELETE ON identity.user_roles, identity.role_permissions TO teppan_gateway;
GRANT SELECT, INSERT ON
  bookings.booking_items, bookings.booking_status_changes, support.escalation_events, events.domain_events
  TO teppan_gateway;
GRANT SELECT ON identity.permissions, events.event_log TO teppan_gateway;
GRANT USAGE ON SEQUENCE events.domain_events_position_seq TO teppan_gateway;

-- At start the gateway compares the migrations that it knows with those that were applied. A shadow database has no such table.
DO $$
BEGIN
  IF to_regclass('public._prisma_migrations') IS NOT NULL THEN
    GRANT SELECT ON public._prisma_migrations TO teppan_gateway;
  END IF;
END $$;
