-- The closed list of src/kernel/permissions.ts, and the built-in roles with what each may do.
INSERT INTO identity.permissions (code, description) VALUES
  ('identity:station:read', 'See stations and their facts.'),
  ('identity:user:read', 'See the staff of a station.'),
  ('customers:customer:read', 'See that a customer exists, without name or contact.'),
  ('customers:customer:create', 'Add customers.'),
  ('customers:customer:update', 'Change customers and write notes about them.'),
  ('customers:pii:read', 'Read names, e-mail addresses, phone numbers, addresses and notes of customers.'),
  ('bookings:menu:read', 'See the menu and its prices.'),
  ('bookings:booking:read', 'See bookings.'),
  ('bookings:booking:create', 'Make and hold bookings.'),
  ('bookings:booking:confirm', 'Confirm or decline pending bookings.'),
  ('bookings:booking:reschedule', 'Move bookings to another time.'),
  ('bookings:booking:cancel', 'Cancel bookings.'),
  ('bookings:booking:assign', 'Assign chefs and other resources to bookings.'),
  ('bookings:booking:operate', 'Start travel, check in, complete and mark no-shows.'),
  ('support:escalation:read', 'See escalations and receive their alerts.'),
  ('support:escalation:create', 'Open escalations.'),
  ('support:escalation:assign', 'Assign escalations to people.'),
  ('support:escalation:start', 'Start work on escalations.'),
  ('support:escalation:resolve', 'Resolve escalations.'),
  ('support:escalation:close', 'Close escalations.');

INSERT INTO identity.roles (id, code, name, rank, updated_at) VALUES
  ('01980000-0000-7000-8000-000000000001', 'SUPER_ADMIN', 'Super administrator', 100, now()),
  ('01980000-0000-7000-8000-000000000002', 'PLATFORM_SUPPORT', 'Platform support', 90, now()),
  ('01980000-0000-7000-8000-000000000003', 'ORGANIZATION_OWNER', 'Organization owner', 80, now()),
  ('01980000-0000-7000-8000-000000000004', 'ADMIN', 'Administrator', 70, now()),
  ('01980000-0000-7000-8000-000000000005', 'STATION_MANAGER', 'Station manager', 60, now()),
  ('01980000-0000-7000-8000-000000000006', 'CUSTOMER_SUPPORT', 'Customer support', 40, now()),
  ('01980000-0000-7000-8000-000000000007', 'CHEF', 'Chef', 20, now()),
  ('01980000-0000-7000-8000-000000000008', 'OBSERVER', 'Observer', 10, now());

-- Everything, for those who run a platform, an organization or a station.
INSERT INTO identity.role_permissions (role_id, permission_code)
SELECT roles.id, permissions.code FROM identity.roles CROSS JOIN identity.permissions
WHERE roles.code IN ('SUPER_ADMIN', 'ORGANIZATION_OWNER', 'ADMIN', 'STATION_MANAGER');

-- Reading without personal data, and for platform support the whole of support besides.
INSERT INTO identity.role_permissions (role_id, permission_code)
SELECT roles.id, permissions.code FROM identity.roles CROSS JOIN identity.permissions
WHERE (roles.code IN ('PLATFORM_SUPPORT', 'OBSERVER') AND permissions.code LIKE '%:read' AND permissions.code <> 'customers:pii:read')
   OR (roles.code = 'PLATFORM_SUPPORT' AND permissions.code LIKE 'support:%' AND permissions.code NOT LIKE '%:read');

-- The desk does everything but the work on the road.
INSERT INTO identity.role_permissions (role_id, permission_code)
SELECT roles.id, permissions.code FROM identity.roles CROSS JOIN identity.permissions
WHERE roles.code = 'CUSTOMER_SUPPORT' AND permissions.code <> 'bookings:booking:operate';

-- People on the road see the bookings, work on them and can raise an alarm.
INSERT INTO identity.role_permissions (role_id, permission_code)
SELECT roles.id, permissions.code FROM identity.roles CROSS JOIN identity.permissions
WHERE roles.code = 'CHEF' AND permissions.code IN (
  'identity:station:read',
  'bookings:menu:read',
  'bookings:booking:read',
  'bookings:booking:operate',
  'customers:customer:read',
  'support:escalation:read',
  'support:escalation:create');
