/** The newest 50 bookings with customer, that customer's escalations, and chefs. */
export const QUERY_B = `query B {
  bookings(first: 50) {
    nodes {
      id reference status startsAt endsAt adults children
      customer {
        id locale tags createdAt
        escalations(first: 5) { nodes { id status priority summary createdAt } }
      }
      chefs { id name }
    }
  }
}`

/** The same with the customer's name, which is decrypted for each. */
export const QUERY_B_WITH_NAMES = QUERY_B.replace('locale tags', 'name locale tags')
