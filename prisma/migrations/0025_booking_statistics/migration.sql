-- The right to see statistics, and who holds it: whoever runs a station, and those who read everything but personal data.
-- The tables of roles are behind row-level security for their owner too.
SELECT set_config('app.scope', 'platform', true);
INSERT INTO identity.permissions (code, description) VALUES
  ('bookings:stats:read', 'See statistics of bookings and what they bring in.');
INSERT INTO identity.role_permissions (role_id, permission_code)
SELECT roles.id, permissions.code FROM identity.roles CROSS JOIN identity.permissions
WHERE roles.organization_id IS NULL AND permissions.code = 'bookings:stats:read'
  AND roles.code IN ('SUPER_ADMIN', 'PLATFORM_SUPPORT', 'ORGANIZATION_OWNER', 'ADMIN', 'STATION_MANAGER', 'OBSERVER');
SELECT set_config('app.scope', '', true);
