import { describe, expect, it } from 'vitest'
import { publicId } from '#graphql/ids.ts'
import { publicPayload } from '#graphql/public-payload.ts'
import { newId } from '#platform/new-id.ts'

describe('the payload of an event, as the API shows it', () => {
  it('has public ids, also in lists and deeper', () => {
    const [customer, one, other, user] = [newId(), newId(), newId(), newId()]
    expect(
      publicPayload({ customerId: customer, resourceIds: [one, other], assignedToId: null, by: { userId: user } }),
    ).toEqual({
      customerId: publicId('customer', customer),
      resourceIds: [publicId('resource', one), publicId('resource', other)],
      assignedToId: null,
      by: { userId: publicId('user', user) },
    })
  })

  it('is the same for what is no id', () => {
    const payload = {
      from: null,
      to: 'PENDING',
      left: true,
      startsAt: '2093-06-20T22:00:00.000Z',
      changed: ['tags'],
      count: 3,
    }
    expect(publicPayload(payload)).toEqual(payload)
  })

  it('is refused where nobody has said what an id is of: a bare one must not get out', () => {
    expect(() => publicPayload({ somethingId: newId() })).toThrow('does not know what kind of id somethingId is')
    expect(() => publicPayload({ changed: [newId()] })).toThrow(TypeError)
  })
})
