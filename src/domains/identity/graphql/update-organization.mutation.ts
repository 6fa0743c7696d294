import { builder } from '#graphql/builder.ts'
import { requireId } from '#graphql/ids.ts'
import { NotFoundError, ValidationError, VersionConflictError } from '#kernel/errors.ts'
import { SlugTakenError } from '../model/station-refusals.ts'
import { updateOrganization } from '../use-cases/update-organization.ts'
import { Organization } from './organization.type.ts'

const UpdateOrganizationInput = builder.inputType('UpdateOrganizationInput', {
  description: 'What changes about a business: fields that are left out stay.',
  fields: (t) => ({
    organizationId: t.id({ required: true, description: 'Which business.' }),
    expectedVersion: t.int({ required: true, description: 'The version that the change is based on.' }),
    name: t.string({ description: 'As it presents itself, 1 to 200 characters; cannot be cleared.' }),
    slug: t.string({
      description:
        'Its short name in addresses: lower-case letters, digits and hyphens, at most 63, unique; cannot be cleared. Addresses with the old one stop working.',
    }),
  }),
})

const UpdateOrganizationPayload = builder.objectRef<{ organizationId: string }>('UpdateOrganizationPayload').implement({
  description: 'The business has been changed.',
  fields: (t) => ({
    organization: t.field({
      type: Organization,
      description: 'The business.',
      resolve: ({ organizationId }) => organizationId,
    }),
  }),
})

builder.mutationField('updateOrganization', (t) =>
  t.field({
    type: UpdateOrganizationPayload,
    description:
      'Changes the facts of a business, if nobody else did since expectedVersion. Takes the permission at the whole organization.',
    authScopes: { permission: 'identity:organization:update' },
    args: { input: t.arg({ type: UpdateOrganizationInput, required: true, description: 'What changes.' }) },
    errors: {
      types: [NotFoundError, SlugTakenError, ValidationError, VersionConflictError],
      union: { name: 'UpdateOrganizationResult' },
    },
    resolve: (_root, { input: { organizationId, expectedVersion, ...fields } }, { perform }) =>
      perform(updateOrganization, {
        organizationId: requireId('organization', organizationId, 'organizationId'),
        expectedVersion,
        fields,
      }),
  }),
)
