-- The two roles of Teppan and their rights on its database. Teppan runs this itself on its embedded server. On a server
-- of your own run it as superuser, once and after each upgrade; it can be repeated:
--
--   create database teppan;
--   psql --dbname=teppan --file=prisma/roles.sql
--   \password teppan_owner
--   \password teppan_gateway

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'teppan_owner') THEN
    CREATE ROLE teppan_owner;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'teppan_gateway') THEN
    CREATE ROLE teppan_gateway;
  END IF;
END
$$;

-- Owns database and tables and runs the migrations. CREATEDB is for the shadow databases of Prisma.
ALTER ROLE teppan_owner LOGIN CREATEDB NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS;

-- Serves the requests. It owns nothing and is subject to row-level security.
ALTER ROLE teppan_gateway LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS NOINHERIT;

-- Nothing that the gateway asks may take longer, wait longer for a lock, or leave a transaction open longer.
ALTER ROLE teppan_gateway SET timezone = 'UTC';
ALTER ROLE teppan_gateway SET statement_timeout = '5s';
ALTER ROLE teppan_gateway SET lock_timeout = '2s';
ALTER ROLE teppan_gateway SET idle_in_transaction_session_timeout = '5s';

DO $$
BEGIN
  IF current_setting('server_version_num')::integer >= 170000 THEN
    ALTER ROLE teppan_gateway SET transaction_timeout = '15s';
  END IF;
END
$$;

DO $$
BEGIN
  EXECUTE format('ALTER DATABASE %I OWNER TO teppan_owner', current_database());
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO teppan_gateway', current_database());
END
$$;

-- Under row-level security an index serves a condition only when its operator is known not to tell what it saw. These
-- never fail on what they compare and never show it; PostgreSQL just does not say so. Without them, lists by status or
-- in the order of priorities and searches by name read everything that a station has.
ALTER FUNCTION pg_catalog.enum_eq(anyenum, anyenum) LEAKPROOF;
ALTER FUNCTION pg_catalog.enum_lt(anyenum, anyenum) LEAKPROOF;
ALTER FUNCTION pg_catalog.enum_gt(anyenum, anyenum) LEAKPROOF;
ALTER FUNCTION pg_catalog.arraycontains(anyarray, anyarray) LEAKPROOF;
