/**
 * Every list of the API that is no page of a connection, with what keeps it short. A list without such a bound becomes a
 * connection instead of a line here. What implements an interface has the interface's bound.
 */
export const boundedLists: Readonly<Record<string, string>> = {
  'ApiKey.scopes': 'the closed list of partnerScopes in src/kernel/permissions.ts',
  'ApiKey.stations': 'at most 100, those that were named: every list of input',
  'ApiKeyFilter.state': 'no more than there are states',
  'Booking.chefs': 'at most 20 resources on a booking: the model of bookings',
  'Booking.items': 'at most 50 lines on a booking: the model of bookings',
  'Booking.resources': 'at most 20 on a booking: the model of bookings',
  'BookingFilter.status': 'no more than there are states that matter; lists of input have at most 100 entries',
  'CreateApiKeyInput.scopes': 'the closed list of partnerScopes in src/kernel/permissions.ts',
  'CreateApiKeyInput.stationIds': 'at most 100: every list of input',
  'CreateBookingInput.items': 'at most 50: the model of bookings',
  'CreateBookingInput.resourceIds': 'at most 20: the model of bookings',
  'CreateCustomerInput.tags': 'at most 50: the model of customers',
  'Customer.tags': 'at most 50: the model of customers, and a check of the table',
  'EscalationFilter.priority': 'no more than there are priorities',
  'EscalationFilter.status': 'no more than there are states',
  'IdFilter.in': 'at most 100: every list of input',
  'InputIssue.path': 'as deep as the input types are nested',
  'Resource.skills': 'at most 50: a check of the table',
  'ServiceItem.dietaryTags': 'at most 20: a check of the table',
  'Subscription.escalationAlerts(stationIds:)': 'at most 100: every list of input',
  'UpdateApiKeyInput.scopes': 'the closed list of partnerScopes in src/kernel/permissions.ts',
  'UpdateCustomerInput.tags': 'at most 50: the model of customers',
  'User.roles': 'one for each role and place that somebody gave to this person',
  'UserError.path': 'as deep as the input types are nested',
  'UserFilter.status': 'no more than there are states',
  'ValidationError.issues': 'no more than the input has values, of which each list has at most 100',
  'Viewer.permissions': 'the closed list of src/kernel/permissions.ts',
  'Viewer.stations': 'the stations that the roles of one person reach',
}
