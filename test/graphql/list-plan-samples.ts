import { FIRST_MADE, FIRST_STARTS, minutesAfter, type Named } from './list-plan-data.ts'

/** A comparison by which a list is read; each field has ones that hold for few rows and ones that hold for nearly all. */
export type Samples = Readonly<Record<string, readonly object[]>>

const few = (first: Date) => ({ gte: minutesAfter(first, 3_000), lt: minutesAfter(first, 3_030) })
const nearlyAll = [
  (first: Date) => ({ gte: minutesAfter(first, 10) }),
  (first: Date) => ({ lt: minutesAfter(first, 90_000) }),
]
const times = (first: Date) => [few(first), ...nearlyAll.map((range) => range(first))]

/** Comparisons for each field that a filter has, by its coordinate in the schema. */
export function samplesOf(named: Named): Samples {
  return { ...ofBookings(named), ...ofCustomers(named), ...ofSupport(named), ...ofIdentity(named), ...ofLogs(named) }
}

const byId = (station: string) => [{ eq: station }, { in: [station] }, { notIn: [station] }]

function ofBookings({ station, regular, rare, resource, van }: Named): Samples {
  const stations = byId(station)
  return {
    'BookingFilter.station': stations,
    'BookingFilter.customer': [{ eq: rare }, { eq: regular }, { in: [rare, regular] }, { notIn: [regular] }],
    'BookingFilter.reference': [{ eq: 'XX-000777' }, { in: ['XX-000777', 'XX-019999'] }, { notIn: ['XX-000777'] }],
    'BookingFilter.status': [
      { eq: 'PENDING' },
      { eq: 'COMPLETED' },
      { in: ['PENDING', 'CONFIRMED'] },
      { notIn: ['COMPLETED'] },
      { notIn: ['PENDING'] },
    ],
    'BookingFilter.kind': [{ eq: 'APPOINTMENT' }, { in: ['CATERING'] }, { notIn: ['CATERING'] }],
    'BookingFilter.source': [
      { eq: 'WALK_IN' },
      { eq: 'STAFF' },
      { in: ['WALK_IN', 'PARTNER'] },
      { notIn: ['STAFF'] },
      { notIn: ['WALK_IN'] },
    ],
    'BookingFilter.resource': [
      { eq: resource },
      { eq: van },
      { in: [resource, van] },
      { notIn: [resource] },
      { notIn: [van] },
    ],
    'BookingFilter.startsAt': times(FIRST_STARTS),
    'BookingFilter.createdAt': times(FIRST_MADE),
    'MenuFilter.kind': [{ eq: 'FEE' }, { eq: 'MENU' }, { in: ['FEE', 'ADD_ON'] }, { notIn: ['MENU'] }],
    'MenuFilter.active': [{ eq: true }, { eq: false }],
    'PriceRuleFilter.station': stations,
    'PriceRuleFilter.retired': [{ eq: true }, { eq: false }],
    'TimeOffFilter.station': stations,
    'TimeOffFilter.resource': byId(resource),
    'TimeOffFilter.kind': [{ eq: 'SICKNESS' }, { in: ['SICKNESS', 'OTHER'] }, { notIn: ['VACATION'] }],
    'TimeOffFilter.status': [{ eq: 'REQUESTED' }, { in: ['REQUESTED', 'APPROVED'] }, { notIn: ['CANCELLED'] }],
    'TimeOffFilter.startsAt': times(FIRST_STARTS),
    'TimeOffFilter.endsAt': times(FIRST_STARTS),
    'CalendarFeedFilter.station': stations,
    'CalendarFeedFilter.resource': [...byId(resource), { isNull: true }, { isNull: false }],
    'CalendarFeedFilter.revokedAt': [...times(FIRST_MADE), { isNull: true }, { isNull: false }],
    'ResourceFilter.station': stations,
    'ResourceFilter.kind': [{ eq: 'KIT' }, { eq: 'VEHICLE' }, { in: ['KIT', 'CHEF'] }, { notIn: ['VEHICLE'] }],
    'ResourceFilter.active': [{ eq: true }, { eq: false }],
  }
}

function ofCustomers({ station }: Named): Samples {
  const stations = byId(station)
  return {
    'CustomerFilter.station': stations,
    'CustomerFilter.search': ['zaphod', 'ada', 'rare@example.com', '+1 617 555 0142', 'nobody'] as never,
    'CustomerFilter.tags': [{ has: 'rare' }, { has: 'regular' }, { has: 'none' }],
    'CustomerFilter.createdAt': times(FIRST_MADE),
    'CustomerFilter.updatedAt': times(FIRST_MADE),
    'CustomerNoteFilter.pinned': [{ eq: true }, { eq: false }],
    'CustomerNoteFilter.createdAt': times(FIRST_MADE),
  }
}

function ofSupport({ station, regular, rare, busy, idle }: Named): Samples {
  const stations = byId(station)
  return {
    'EscalationFilter.station': stations,
    'EscalationFilter.customer': [
      { eq: rare },
      { eq: regular },
      { in: [rare, regular] },
      { notIn: [regular] },
      { isNull: true },
      { isNull: false },
    ],
    'EscalationFilter.assignedTo': [
      { eq: idle },
      { eq: busy },
      { in: [busy, idle] },
      { notIn: [busy] },
      { isNull: true },
      { isNull: false },
    ],
    'EscalationFilter.status': [
      { eq: 'PENDING' },
      { eq: 'CLOSED' },
      { in: ['PENDING', 'ASSIGNED'] },
      { notIn: ['CLOSED', 'CANCELLED'] },
    ],
    'EscalationFilter.priority': [{ eq: 'URGENT' }, { eq: 'NORMAL' }, { in: ['URGENT', 'LOW'] }, { notIn: ['NORMAL'] }],
    'EscalationFilter.createdAt': times(FIRST_MADE),
  }
}

function ofIdentity({ station }: Named): Samples {
  const stations = byId(station)
  return {
    'StationFilter.id': stations,
    'StationFilter.organization': [{ eq: 'org_00000000000000000000000000' }, { in: [] }, { notIn: [] }],
    'StationFilter.code': [{ eq: 'S1A' }, { in: ['S1A', 'S1B'] }, { notIn: ['S1A'] }],
    'UserFilter.station': stations,
    'UserFilter.status': [{ eq: 'SUSPENDED' }, { eq: 'ACTIVE' }, { in: ['SUSPENDED'] }, { notIn: ['ACTIVE'] }],
    'UserFilter.lastLoginAt': [...times(FIRST_MADE), { isNull: true }, { isNull: false }],
    'SessionFilter.app': [{ eq: 'CHEF' }, { eq: 'ADMIN' }, { in: ['CHEF'] }, { notIn: ['ADMIN'] }],
    'SessionFilter.startedAt': times(FIRST_MADE),
    'SessionFilter.lastUsedAt': times(FIRST_MADE),
    'ApiKeyFilter.state': [{ eq: 'REVOKED' }, { eq: 'ACTIVE' }, { in: ['REVOKED', 'EXPIRED'] }, { notIn: ['ACTIVE'] }],
    'ApiKeyFilter.lastUsedAt': [...times(FIRST_MADE), { isNull: true }, { isNull: false }],
    'ApiKeyFilter.createdAt': times(FIRST_MADE),
  }
}

function ofLogs({ station, regular, rare, busy, idle }: Named): Samples {
  const stations = byId(station)
  const request = 'request-1000'
  const actors = [{ eq: idle }, { eq: busy }, { in: [busy, idle] }, { notIn: [idle] }]
  return {
    'AuditLogFilter.station': [...stations, { isNull: true }, { isNull: false }],
    'AuditLogFilter.table': [
      { eq: 'bookings.resources' },
      { eq: 'customers.customers' },
      { in: ['bookings.resources', 'support.escalations'] },
      { notIn: ['bookings.resources'] },
    ],
    'AuditLogFilter.record': [{ eq: rare }, { in: [rare, regular] }, { notIn: [rare] }],
    'AuditLogFilter.actor': actors,
    'AuditLogFilter.operation': [
      { eq: 'DELETE' },
      { eq: 'UPDATE' },
      { in: ['INSERT', 'UPDATE'] },
      { notIn: ['INSERT', 'UPDATE'] },
    ],
    'AuditLogFilter.changedAt': times(FIRST_MADE),
    'AuditLogFilter.requestId': [{ eq: request }, { in: [request, 'request-2000'] }, { notIn: [request] }],
    'PiiAccessLogFilter.station': stations,
    'PiiAccessLogFilter.customer': [{ eq: rare }, { eq: regular }, { in: [rare, regular] }, { notIn: [regular] }],
    'PiiAccessLogFilter.actor': actors,
    'PiiAccessLogFilter.accessedAt': times(FIRST_MADE),
  }
}
