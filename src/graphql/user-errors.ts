import {
  type InputIssue,
  InvalidTransitionError,
  NotFoundError,
  type Refusal,
  ValidationError,
  VersionConflictError,
} from '#kernel/errors.ts'
import { everywhere } from './audiences.ts'
import { builder } from './builder.ts'

export const UserError = builder.interfaceRef<Refusal>('UserError').implement({
  description: 'Why something was not done. Nothing has changed.',
  defaultSubGraphsForFields: everywhere,
  fields: (t) => ({
    code: t.exposeString('code', { description: 'For programs; the same text means the same reason for ever.' }),
    message: t.exposeString('message', { description: 'For people, in English.' }),
    path: t.field({
      type: ['String'],
      nullable: true,
      description: 'The field of the input that the reason lies in; null when it is the whole.',
      resolve: ({ path }) => (path === null ? null : [...path]),
    }),
  }),
})

builder.objectType(NotFoundError, {
  name: 'NotFoundError',
  description: 'There is no such thing, or it belongs to a station that is not yours: the two are never told apart.',
  defaultSubGraphsForFields: everywhere,
  interfaces: [UserError],
})

const InputIssueType = builder.objectRef<InputIssue>('InputIssue').implement({
  description: 'One rule that the input breaks.',
  defaultSubGraphsForFields: everywhere,
  fields: (t) => ({
    path: t.stringList({ description: 'The field, from the root of the input.', resolve: ({ path }) => [...path] }),
    message: t.exposeString('message', { description: 'The rule.' }),
  }),
})

builder.objectType(ValidationError, {
  name: 'ValidationError',
  description: 'The input breaks rules.',
  defaultSubGraphsForFields: everywhere,
  interfaces: [UserError],
  fields: (t) => ({
    issues: t.field({
      type: [InputIssueType],
      listSize: 100,
      cost: 0,
      description: 'All rules that it breaks.',
      resolve: ({ issues }) => [...issues],
    }),
  }),
})

builder.objectType(VersionConflictError, {
  name: 'VersionConflictError',
  description: 'It has changed since it was read: read it again and decide anew.',
  defaultSubGraphsForFields: everywhere,
  interfaces: [UserError],
  fields: (t) => ({
    currentVersion: t.exposeInt('currentVersion', { description: 'The version that it has now.' }),
  }),
})

builder.objectType(InvalidTransitionError, {
  name: 'InvalidTransitionError',
  description: 'The state that it is in does not allow this step.',
  defaultSubGraphsForFields: everywhere,
  interfaces: [UserError],
  fields: (t) => ({
    from: t.exposeString('from', { description: 'The state that it is in.' }),
    to: t.exposeString('to', { description: 'The state that the step leads to.' }),
  }),
})
