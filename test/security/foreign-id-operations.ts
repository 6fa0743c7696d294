import type { IdKind } from '#graphql/ids.ts'

/** One of each thing that has an id, as public ids. */
export interface Ids {
  organization: string
  invitation: string
  station: string
  customer: string
  booking: string
  escalation: string
  resource: string
  serviceItem: string
  pricingTier: string
  seasonalOffer: string
  upsellRule: string
  user: string
  session: string
  apiKey: string
  override: string
  timeOff: string
  calendarFeed: string
}

/** What each of them is the id of. */
export const kinds = {
  organization: 'organization',
  invitation: 'invitation',
  station: 'station',
  customer: 'customer',
  booking: 'booking',
  escalation: 'escalation',
  resource: 'resource',
  serviceItem: 'service item',
  pricingTier: 'pricing tier',
  seasonalOffer: 'seasonal offer',
  upsellRule: 'upsell rule',
  user: 'user',
  session: 'session',
  apiKey: 'API key',
  override: 'availability override',
  timeOff: 'time off',
  calendarFeed: 'calendar feed',
} as const satisfies Record<keyof Ids, IdKind>

export interface IdOperation {
  name: string
  query: string
  variables: object
}

const REFUSALS = '... on UserError { __typename code message path }'
const WINDOW = { startsAt: '2094-03-01T18:00:00.000Z', endsAt: '2094-03-01T20:00:00.000Z' }

function mutation(name: string, payload: string, input: object): IdOperation {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}`
  const query = `mutation ($input: ${type}Input!) { ${name}(input: $input) { ... on ${type}Payload { ${payload} } ${REFUSALS} } }`
  return { name, query, variables: { input } }
}

function byId(name: string, fields: string, id: string): IdOperation {
  return { name, query: `query ($id: ID!) { ${name}(id: $id) { ${fields} } }`, variables: { id } }
}

function filtered(name: string, filter: string, type: string, id: string): IdOperation {
  const query = `query ($filter: ${type}!) { ${name}(first: 5, filter: $filter) { totalCount nodes { id } } }`
  return { name: `${name} by ${filter}`, query, variables: { filter: { [filter]: { in: [id] } } } }
}

/** Every query and mutation that takes an id, for each id that it takes; the other ids are the viewer's own. */
export function operationsWith(own: Ids, other: Ids): IdOperation[] {
  // Staff last, because they end the session that asks, when it is one's own.
  const operations = [
    ...priceOperations(own, other),
    ...customerOperations(own, other),
    ...availabilityOperations(own, other),
    ...keyOperations(own, other),
    ...feedOperations(other),
    ...staffOperations(own, other),
  ]
  return [...nodeOperations(other), ...operations]
}

function nodeOperations(other: Ids): IdOperation[] {
  const ids = Object.values(other)
  const all = { name: 'nodes', query: 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', variables: { ids } }
  return [...ids.map((id) => byId('node', '__typename id', id)), all]
}

const change = { expectedVersion: 1 }

function quoteWith(ids: object): IdOperation {
  const query = `query ($input: QuoteInput!) { quote(input: $input) { ... on Quote { priceBookVersion } ${REFUSALS} } }`
  return { name: 'quote', query, variables: { input: { ...WINDOW, ...ids, kind: 'CATERING', adults: 2 } } }
}

/** Rules are made of the own station in the samples, and changed by their ids. */
function priceOperations(own: Ids, other: Ids): IdOperation[] {
  const { organization, station, serviceItem, pricingTier, seasonalOffer, upsellRule } = other
  const tier = { name: 'Party', minGuests: 1, adultCents: 100, childCents: 50 }
  const item = { kind: 'ADD_ON', name: 'Sauce', priceCents: 100, currency: 'USD', per: 'GUEST' }
  const rule = { stationId: own.station, minGuests: 10 }
  return [
    {
      name: 'priceSettings',
      query: 'query ($stationId: ID!) { priceSettings(stationId: $stationId) { version } }',
      variables: { stationId: station },
    },
    filtered('pricingTiers', 'station', 'PriceRuleFilter', station),
    filtered('seasonalOffers', 'station', 'PriceRuleFilter', station),
    filtered('upsellRules', 'station', 'PriceRuleFilter', station),
    quoteWith({ stationId: station }),
    quoteWith({ stationId: own.station, items: [{ serviceItemId: serviceItem }] }),
    mutation('setPriceSettings', 'priceSettings { version }', { stationId: station, ...change }),
    mutation('createPricingTier', 'pricingTier { id }', { ...tier, stationId: station }),
    mutation('updatePricingTier', 'pricingTier { id }', { pricingTierId: pricingTier, ...change, name: 'Nobody' }),
    mutation('retirePricingTier', 'pricingTier { id }', { pricingTierId: pricingTier, ...change }),
    mutation('createSeasonalOffer', 'seasonalOffer { id }', { stationId: station, name: 'June', discountBp: 100 }),
    mutation('updateSeasonalOffer', 'seasonalOffer { id }', { seasonalOfferId: seasonalOffer, ...change, name: 'May' }),
    mutation('retireSeasonalOffer', 'seasonalOffer { id }', { seasonalOfferId: seasonalOffer, ...change }),
    mutation('createUpsellRule', 'upsellRule { id }', { ...rule, stationId: station, offeredItemId: own.serviceItem }),
    mutation('createUpsellRule', 'upsellRule { id }', { ...rule, offeredItemId: serviceItem }),
    mutation('createUpsellRule', 'upsellRule { id }', {
      stationId: own.station,
      triggerItemId: serviceItem,
      offeredItemId: own.serviceItem,
    }),
    mutation('updateUpsellRule', 'upsellRule { id }', { upsellRuleId: upsellRule, ...change, priority: 7 }),
    mutation('updateUpsellRule', 'upsellRule { id }', {
      upsellRuleId: own.upsellRule,
      ...change,
      offeredItemId: serviceItem,
    }),
    mutation('updateUpsellRule', 'upsellRule { id }', {
      upsellRuleId: own.upsellRule,
      ...change,
      triggerItemId: serviceItem,
    }),
    mutation('retireUpsellRule', 'upsellRule { id }', { upsellRuleId: upsellRule, ...change }),
    mutation('createServiceItem', 'serviceItem { id }', { ...item, organizationId: organization }),
    mutation('createServiceItem', 'serviceItem { id }', {
      ...item,
      organizationId: own.organization,
      parentIds: [serviceItem],
    }),
    mutation('updateServiceItem', 'serviceItem { id }', { serviceItemId: serviceItem, ...change, name: 'Nobody' }),
    mutation('updateServiceItem', 'serviceItem { id }', {
      serviceItemId: own.serviceItem,
      ...change,
      kind: 'ADD_ON',
      parentIds: [serviceItem],
    }),
    mutation('retireServiceItem', 'serviceItem { id }', { serviceItemId: serviceItem, ...change }),
  ]
}

function staffOperations(own: Ids, { organization, invitation, station, user, session }: Ids): IdOperation[] {
  const invited = { email: 'somebody.new@example.com', fullName: 'Somebody New' }
  const newStation = { name: 'New', code: 'NEW', timezone: 'Europe/Berlin', currency: 'EUR' }
  return [
    byId('organization', 'id name version', organization),
    mutation('createStation', 'station { id }', { ...newStation, organizationId: organization }),
    mutation('updateStation', 'station { id }', { stationId: station, ...change, name: 'New' }),
    mutation('updateOrganization', 'organization { id }', { organizationId: organization, ...change, name: 'New' }),
    mutation('grantRole', 'user { id }', { userId: user, role: 'OBSERVER', wholeOrganization: true }),
    mutation('grantRole', 'user { id }', { userId: own.user, role: 'OBSERVER', stationId: station }),
    mutation('revokeRole', 'user { id }', { userId: user, role: 'OBSERVER', wholeOrganization: true }),
    mutation('revokeRole', 'user { id }', { userId: own.user, role: 'OBSERVER', stationId: station }),
    mutation('inviteUser', 'invitation { id }', {
      ...invited,
      organizationId: organization,
      roles: [{ role: 'OBSERVER', wholeOrganization: true }],
    }),
    mutation('inviteUser', 'invitation { id }', {
      ...invited,
      organizationId: own.organization,
      roles: [{ role: 'OBSERVER', stationId: station }],
    }),
    mutation('inviteUser', 'invitation { id }', {
      ...invited,
      organizationId: own.organization,
      roles: [{ role: 'OBSERVER', wholeOrganization: true }],
      stations: [{ stationId: station }],
    }),
    mutation('revokeInvite', 'invitation { id }', { invitationId: invitation }),
    mutation('updateUser', 'user { id }', { userId: user, ...change, fullName: 'Nobody' }),
    mutation('updateUser', 'user { id }', { userId: own.user, ...change, title: { stationId: station, text: 'Cook' } }),
    mutation('suspendUser', 'user { id }', { userId: user }),
    mutation('reinstateUser', 'user { id }', { userId: user }),
    mutation('endSession', 'ended', { sessionId: session }),
    mutation('endUserSessions', 'endedSessions', { userId: user }),
  ]
}

function keyOperations(own: Ids, { organization, station, apiKey }: Ids): IdOperation[] {
  const newKey = { name: 'Partner', scopes: ['bookings:menu:read'] }
  return [
    byId('apiKey', 'id name', apiKey),
    mutation('createApiKey', 'apiKey { id }', { ...newKey, stationIds: [own.station, station] }),
    mutation('createApiKey', 'apiKey { id }', { ...newKey, organizationId: organization }),
    mutation('updateApiKey', 'apiKey { id }', { apiKeyId: apiKey, ...change, name: 'Nobody' }),
    mutation('rotateApiKey', 'apiKey { id }', { apiKeyId: apiKey }),
    mutation('revokeApiKey', 'apiKey { id }', { apiKeyId: apiKey }),
  ]
}

function feedOperations({ station, resource, calendarFeed }: Ids): IdOperation[] {
  return [
    filtered('calendarFeeds', 'station', 'CalendarFeedFilter', station),
    filtered('calendarFeeds', 'resource', 'CalendarFeedFilter', resource),
    mutation('createCalendarFeed', 'calendarFeed { id }', { name: 'Station', stationId: station }),
    mutation('createCalendarFeed', 'calendarFeed { id }', { name: 'Chef', resourceId: resource }),
    mutation('rotateCalendarFeed', 'calendarFeed { id }', { calendarFeedId: calendarFeed }),
    mutation('revokeCalendarFeed', 'calendarFeed { id }', { calendarFeedId: calendarFeed }),
  ]
}

function customerOperations(own: Ids, other: Ids): IdOperation[] {
  const { station, customer, booking, escalation, resource, serviceItem, user } = other
  const newBooking = { ...WINDOW, stationId: own.station, customerId: own.customer, kind: 'CATERING', adults: 2 }
  const newEscalation = { stationId: own.station, reason: 'OTHER', summary: 'Something' }
  return [
    byId('customer', 'id name version', customer),
    byId('booking', 'id reference customer { id }', booking),
    byId('escalation', 'id summary', escalation),
    filtered('stations', 'id', 'StationFilter', station),
    filtered('stations', 'organization', 'StationFilter', other.organization),
    filtered('customers', 'station', 'CustomerFilter', station),
    filtered('bookings', 'station', 'BookingFilter', station),
    filtered('bookings', 'customer', 'BookingFilter', customer),
    filtered('bookings', 'resource', 'BookingFilter', resource),
    filtered('escalations', 'station', 'EscalationFilter', station),
    filtered('escalations', 'customer', 'EscalationFilter', customer),
    filtered('escalations', 'assignedTo', 'EscalationFilter', user),
    filtered('resources', 'station', 'ResourceFilter', station),
    filtered('users', 'station', 'UserFilter', station),
    ...inLogs(other),
    mutation('createCustomer', 'customer { id }', { stationId: station, name: 'Nobody' }),
    mutation('updateCustomer', 'customer { id }', { customerId: customer, ...change, name: 'Nobody' }),
    mutation('addCustomerNote', 'customer { id }', { customerId: customer, body: 'Nothing' }),
    mutation('createBooking', 'booking { id }', { ...newBooking, stationId: station }),
    mutation('createBooking', 'booking { id }', { ...newBooking, customerId: customer }),
    mutation('createBooking', 'booking { id }', { ...newBooking, resourceIds: [resource] }),
    mutation('createBooking', 'booking { id }', { ...newBooking, items: [{ serviceItemId: serviceItem }] }),
    mutation('confirmBooking', 'booking { id }', { bookingId: booking, ...change }),
    mutation('rescheduleBooking', 'booking { id }', { bookingId: booking, ...change, ...WINDOW }),
    mutation('cancelBooking', 'booking { id }', { bookingId: booking, ...change, by: 'STAFF' }),
    mutation('assignChef', 'booking { id }', { bookingId: booking, ...change, resourceId: own.resource }),
    mutation('assignChef', 'booking { id }', { bookingId: own.booking, ...change, resourceId: resource }),
    {
      name: 'cancellationQuote',
      query:
        'query ($bookingId: ID!, $by: CancellingParty) { cancellationQuote(bookingId: $bookingId, by: $by) { terms { feePercent } } }',
      variables: { bookingId: booking, by: 'CUSTOMER' },
    },
    ...bookingSteps(own, other),
    mutation('createEscalation', 'escalation { id }', { ...newEscalation, stationId: station }),
    mutation('createEscalation', 'escalation { id }', { ...newEscalation, customerId: customer }),
    mutation('createEscalation', 'escalation { id }', { ...newEscalation, bookingId: booking }),
    mutation('assignEscalation', 'escalation { id }', { escalationId: escalation, ...change, assigneeId: own.user }),
    mutation('assignEscalation', 'escalation { id }', { escalationId: own.escalation, ...change, assigneeId: user }),
    mutation('startEscalation', 'escalation { id }', { escalationId: escalation, ...change }),
    mutation('resolveEscalation', 'escalation { id }', { escalationId: escalation, ...change, resolutionNotes: 'So' }),
    mutation('closeEscalation', 'escalation { id }', { escalationId: escalation, ...change }),
  ]
}

function bookingSteps(own: Ids, { booking, resource }: Ids): IdOperation[] {
  const step = { bookingId: booking, ...change }
  return [
    mutation('placeBooking', 'booking { id }', step),
    mutation('declineBooking', 'booking { id }', step),
    mutation('updateBooking', 'booking { id }', { ...step, adults: 3 }),
    mutation('startTravel', 'booking { id }', step),
    mutation('checkIn', 'booking { id }', step),
    mutation('completeBooking', 'booking { id }', step),
    mutation('markNoShow', 'booking { id }', { ...step, by: 'CUSTOMER' }),
    mutation('unassignChef', 'booking { id }', { ...step, resourceId: own.resource }),
    mutation('unassignChef', 'booking { id }', { bookingId: own.booking, ...change, resourceId: resource }),
  ]
}

function availabilityOperations(own: Ids, other: Ids): IdOperation[] {
  const { station, resource, serviceItem, user, customer, override, timeOff, booking } = other
  const range = { fromDate: '2094-03-01', untilDate: '2094-03-02' }
  const look = (name: string, ids: object): IdOperation => ({
    name: `availability by ${name}`,
    query: `query ($stationId: ID!, $range: AvailabilityRange!, $kind: BookingKind!, $durationMinutes: Int, $serviceItemIds: [ID!], $resourceIds: [ID!], $rescheduleOf: ID) {
      availability(stationId: $stationId, range: $range, kind: $kind, durationMinutes: $durationMinutes, serviceItemIds: $serviceItemIds, resourceIds: $resourceIds, rescheduleOf: $rescheduleOf) {
        timeZone days { date slots { startsAt resourceIds } } } }`,
    variables: { stationId: own.station, range, kind: 'CATERING', durationMinutes: 600, ...ids },
  })
  const held = { ...WINDOW, stationId: own.station, customerId: own.customer, kind: 'CATERING', adults: 2 }
  const day = { stationId: own.station, date: '2094-03-01', kind: 'CLOSED' }
  const off = { ...WINDOW, kind: 'OTHER' }
  return [
    look('station', { stationId: station }),
    look('service item', { serviceItemIds: [serviceItem] }),
    look('resource', { resourceIds: [resource] }),
    look('booking', { rescheduleOf: booking }),
    ...overviews(own, other),
    mutation('holdSlot', 'booking { id }', { ...held, stationId: station }),
    mutation('holdSlot', 'booking { id }', { ...held, customerId: customer }),
    mutation('holdSlot', 'booking { id }', { ...held, resourceIds: [resource] }),
    mutation('holdSlot', 'booking { id }', { ...held, items: [{ serviceItemId: serviceItem }] }),
    mutation('createResource', 'resource { id }', { stationId: station, kind: 'KIT', name: 'Kit' }),
    mutation('createResource', 'resource { id }', { stationId: own.station, kind: 'CHEF', name: 'Chef', userId: user }),
    mutation('updateResource', 'resource { id }', { resourceId: resource, ...change, name: 'Nobody' }),
    mutation('deactivateResource', 'resource { id }', { resourceId: resource, ...change }),
    mutation('setAvailability', 'resource { id }', { resourceId: resource, ...change, rules: [] }),
    mutation('setAvailabilityOverride', 'override { id }', { ...day, stationId: station }),
    mutation('setAvailabilityOverride', 'override { id }', { ...day, resourceId: resource }),
    mutation('removeAvailabilityOverride', 'removed', { overrideId: override }),
    filtered('timeOff', 'station', 'TimeOffFilter', station),
    filtered('timeOff', 'resource', 'TimeOffFilter', resource),
    mutation('requestTimeOff', 'timeOff { id }', { ...off, resourceId: resource }),
    mutation('approveTimeOff', 'timeOff { id }', { timeOffId: timeOff, ...change }),
    mutation('declineTimeOff', 'timeOff { id }', { timeOffId: timeOff, ...change }),
    mutation('cancelTimeOff', 'timeOff { id }', { timeOffId: timeOff, ...change }),
    mutation('setBookingPolicy', 'station { id }', { stationId: station, expectedVersion: 0, horizonDays: 30_000 }),
  ]
}

function overviews(own: Ids, { station, resource }: Ids): IdOperation[] {
  const calendar = (name: string, ids: object): IdOperation => ({
    name: `calendar by ${name}`,
    query: `query ($from: DateTime!, $until: DateTime!, $limit: Int!, $stationIds: [ID!], $resourceIds: [ID!]) {
      calendar(from: $from, until: $until, limit: $limit, stationIds: $stationIds, resourceIds: $resourceIds) {
        stations { id } resources { resource { id } } bookings { resourceIds booking { id } }
        travel { resourceId } blocks { resourceId } timeOff { resourceId } } }`,
    variables: { from: '2092-12-31T00:00:00.000Z', until: '2093-02-01T00:00:00.000Z', limit: 20, ...ids },
  })
  return [
    calendar('station', { stationIds: [station] }),
    calendar('resource', { stationIds: [own.station], resourceIds: [resource] }),
    {
      name: 'bookingStats',
      query: `query ($fromDate: LocalDate!, $untilDate: LocalDate!, $stationIds: [ID!]) {
        bookingStats(fromDate: $fromDate, untilDate: $untilDate, stationIds: $stationIds, groupBy: MONTH) {
          total { bookings money { booked { amountCents } } } periods { figures { bookings } } } }`,
      variables: { fromDate: '2092-12-31', untilDate: '2093-07-15', stationIds: [station] },
    },
  ]
}

function inLogs({ station, customer, booking, user }: Ids): IdOperation[] {
  return [
    filtered('auditLog', 'station', 'AuditLogFilter', station),
    filtered('auditLog', 'record', 'AuditLogFilter', customer),
    filtered('auditLog', 'record', 'AuditLogFilter', booking),
    filtered('auditLog', 'actor', 'AuditLogFilter', user),
    filtered('piiAccessLog', 'station', 'PiiAccessLogFilter', station),
    filtered('piiAccessLog', 'customer', 'PiiAccessLogFilter', customer),
    filtered('piiAccessLog', 'actor', 'PiiAccessLogFilter', user),
  ]
}

/** Every subscription that takes an id; it is accepted whatever the id, and then tells nothing. */
export function subscriptionsWith({ station }: Ids): Omit<IdOperation, 'query'>[] {
  return [
    { name: 'escalationAlerts', variables: { stationIds: [station] } },
    { name: 'bookingChanged', variables: { stationIds: [station] } },
    { name: 'partnerBookingChanged', variables: { stationIds: [station] } },
    { name: 'presenceChanged', variables: { stationIds: [station] } },
  ]
}
