import type {
  FieldNullability,
  FieldRequiredness,
  InputFieldMap,
  InputType,
  SchemaTypes,
  TypeParam,
} from '@pothos/core'
import {
  DirectiveLocation,
  GraphQLBoolean,
  GraphQLDirective,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLString,
} from 'graphql'
import { MAX_PAGE_SIZE } from '#kernel/page.ts'
import type { SlicedLists } from './cost-model.ts'
import { introspectionWeights } from './weights.ts'

// The options by which fields say what they cost; what says nothing gets the weight of its kind (weights.ts).
declare global {
  export namespace PothosSchemaTypes {
    // biome-ignore-start lint/correctness/noUnusedVariables: a merged declaration repeats all parameters.
    export interface FieldOptions<
      Types extends SchemaTypes,
      ParentShape,
      Type extends TypeParam<Types>,
      Nullable extends FieldNullability<Type>,
      Args extends InputFieldMap,
      ResolveShape,
      ResolveReturnShape,
    > {
      /** Points for its value, or for each entry of its list. */
      cost?: number
      /**
       * How many entries the list has at most; wanted of every list of objects that is no page. Of a field that leads to
       * an object with several lists: which arguments say how long they are.
       */
      listSize?: number | SlicedLists
    }
    export interface InputFieldOptions<
      Types extends SchemaTypes,
      Type extends InputType<Types> | [InputType<Types>],
      Req extends FieldRequiredness<Type>,
    > {
      /** Points for each time that it is given. */
      cost?: number
    }
    // biome-ignore-end lint/correctness/noUnusedVariables: as above
  }
}

const introspection = Object.entries(introspectionWeights).map(([name, weight]) => `${name} ${weight}`)

/** The directives of the IBM cost specification (https://ibm.github.io/graphql-specs/cost-spec.html), by which clients can reckon costs. */
export const costDirectives: readonly GraphQLDirective[] = [
  new GraphQLDirective({
    name: 'cost',
    description: [
      'What one use costs, in points. Without it, an object costs 1, and so does an object that is given as input;',
      'scalars and enums cost 0. It replaces that: on a field for its value, or for each entry of its list. The cost of',
      'an operation is the sum of all that its answer can hold at most (@listSize), and of all that is given, rounded up.',
      'Fields of one response key count once; of the types that an object can have, the dearest counts.',
      `Introspection is not multiplied: ${introspection.join(' and ')}, with all that is in it.`,
      'An operation costs 1 at least, unless it asks for a field of the root that costs 0.',
    ].join('\n'),
    locations: [
      DirectiveLocation.ARGUMENT_DEFINITION,
      DirectiveLocation.ENUM,
      DirectiveLocation.FIELD_DEFINITION,
      DirectiveLocation.INPUT_FIELD_DEFINITION,
      DirectiveLocation.OBJECT,
      DirectiveLocation.SCALAR,
    ],
    args: { weight: { type: new GraphQLNonNull(GraphQLString), description: 'A number of points.' } },
  }),
  new GraphQLDirective({
    name: 'listSize',
    description: 'How many entries a list has at most: so often counts what is selected in its entries.',
    locations: [DirectiveLocation.FIELD_DEFINITION],
    args: {
      assumedSize: { type: GraphQLInt, description: 'So many.' },
      slicingArguments: {
        type: new GraphQLList(new GraphQLNonNull(GraphQLString)),
        description: `As many as these arguments say; the largest, when several are given. No more than the assumedSize of the list itself, and than ${MAX_PAGE_SIZE} where it has none.`,
      },
      sizedFields: {
        type: new GraphQLList(new GraphQLNonNull(GraphQLString)),
        description: 'Not the field itself is the list, but these fields of its object.',
      },
      requireOneSlicingArgument: {
        type: GraphQLBoolean,
        defaultValue: true,
        description: 'Whether exactly one of the slicing arguments has to be given.',
      },
    },
  }),
]
