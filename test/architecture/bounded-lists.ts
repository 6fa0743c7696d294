/**
 * Every list of the API that is no page of a connection, with what keeps it short. A list without such a bound becomes a
 * connection instead of a line here. What implements an interface has the interface's bound.
 */
export const boundedLists: Readonly<Record<string, string>> = {
  'Booking.chefs': 'at most 20 resources on a booking: the model of bookings',
  'Booking.items': 'at most 50 lines on a booking: the model of bookings',
  'Booking.resources': 'at most 20 on a booking: the model of bookings',
  'CreateBookingInput.items': 'at most 50: the model of bookings',
  'CreateBookingInput.resourceIds': 'at most 20: the model of bookings',
  'CreateCustomerInput.tags': 'at most 50: the model of customers',
  'Customer.tags': 'at most 50: the model of customers, and a check of the table',
  'InputIssue.path': 'as deep as the input types are nested',
  'Query.nodes': 'one for each id that was given',
  'Query.nodes(ids:)': 'at most 100: every list of input',
  'Resource.skills': 'at most 50: a check of the table',
  'ServiceItem.dietaryTags': 'at most 20: a check of the table',
  'Subscription.escalationAlerts(stationIds:)': 'at most 100: every list of input',
  'UpdateCustomerInput.tags': 'at most 50: the model of customers',
  'User.roles': 'one for each role and place that somebody gave to this person',
  'UserError.path': 'as deep as the input types are nested',
  'ValidationError.issues': 'no more than the input has values, of which each list has at most 100',
  'Viewer.permissions': 'the closed list of src/kernel/permissions.ts',
  'Viewer.stations': 'the stations that the roles of one person reach',
}
