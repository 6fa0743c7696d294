import fc from 'fast-check'
import {
  type GraphQLArgument,
  type GraphQLCompositeType,
  GraphQLError,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  parse,
  validate,
} from 'graphql'
import { publicId } from '#graphql/ids.ts'

export interface AnyOperation {
  text: string
  variables: Record<string, unknown>
}

type Field = GraphQLField<unknown, unknown>
/** Text of a selection with the variables that it uses. */
interface Piece {
  text: string
  variables: readonly Variable[]
}
interface Variable {
  name: string
  type: string
  value: unknown
}

const ID = publicId('customer', '01980000-0000-7000-8000-000000000000')
/** Something that each scalar accepts. */
const SCALARS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  Boolean: fc.boolean(),
  CurrencyCode: fc.constant('EUR'),
  DateTime: fc.constant('2026-11-20T12:00:00Z'),
  EventCursor: fc.constant('none'),
  Float: fc.constant(1.5),
  ID: fc.constant(ID),
  Int: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constantFrom(-1, 100, 101)),
  SafeInt: fc.integer({ min: 0, max: 20 }),
  String: fc.constantFrom('ada', 'ada@example.com'),
  TimeZone: fc.constant('Europe/Berlin'),
}

/**
 * Operations of any shape over a schema: pages, filters, fragments on what can stand in a place, the same field twice,
 * conditions, literals and variables. Only valid ones.
 */
export class RandomOperations {
  readonly #schema: GraphQLSchema
  #names = 0

  constructor(schema: GraphQLSchema) {
    this.#schema = schema
  }

  of(operation: 'query' | 'mutation' | 'subscription'): fc.Arbitrary<AnyOperation> {
    const root = {
      query: this.#schema.getQueryType(),
      mutation: this.#schema.getMutationType(),
      subscription: this.#schema.getSubscriptionType(),
    }[operation]
    if (!root) throw new Error(`the schema has no ${operation}`)
    const any = this.#selections(root, 4).map(({ text, variables }) => {
      const head = variables.map(({ name, type }) => `$${name}: ${type}`).join(', ')
      return {
        text: `${operation} Random${head && `(${head})`} ${text}`,
        variables: Object.fromEntries(
          variables.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])),
        ),
      }
    })
    return any.filter((chosen) => this.#isValid(chosen))
  }

  /** Fields of two types may collide. */
  #isValid({ text }: AnyOperation): boolean {
    try {
      return validate(this.#schema, parse(text)).length === 0
    } catch (error) {
      // A condition with a variable at the root of a subscription: graphql-js 16 throws instead of reporting.
      if (error instanceof GraphQLError) return false
      throw error
    }
  }

  #selections(type: GraphQLCompositeType, depth: number): fc.Arbitrary<Piece> {
    const fields = isAbstractType(type) && !('getFields' in type) ? [] : Object.values(type.getFields())
    const usable = fields.filter((field) => depth > 0 || !isCompositeType(getNamedType(field.type)))
    const options: fc.Arbitrary<Piece>[] = [fc.constant({ text: '__typename', variables: [] })]
    if (usable.length > 0) {
      const field = fc.constantFrom(...usable).chain((chosen) => this.#field(chosen, depth))
      options.push(field, field, field.map(twice))
    }
    if (depth > 0) {
      const conditions = isAbstractType(type) ? [type, ...this.#schema.getPossibleTypes(type)] : [type]
      options.push(
        fc
          .constantFrom(...conditions)
          .chain((on) => this.#selections(on, depth - 1).map((inner) => prefixed(`... on ${on.name}`, inner))),
      )
    }
    return fc
      .array(fc.oneof(...options), { minLength: 1, maxLength: 3 })
      .map((pieces) => joined(pieces, '{ ', ' ', ' }'))
  }

  #field(field: Field, depth: number): fc.Arbitrary<Piece> {
    const target = getNamedType(field.type)
    const below = isCompositeType(target)
      ? this.#selections(target, depth - 1)
      : fc.constant({ text: '', variables: [] })
    const when = fc.oneof(
      { weight: 6, arbitrary: fc.constant({ text: '', variables: [] }) },
      { weight: 1, arbitrary: this.#condition() },
    )
    return fc.tuple(this.#arguments(field), when, below).map(([given, condition, inner]) => {
      // Alike only for the same arguments, so that both may stand in one place.
      const alias = given.text === '' ? '' : `k${hash(given.text)}: `
      return joined([prefixed(`${alias}${field.name}`, given), condition, inner], '', ' ', '')
    })
  }

  #condition(): fc.Arbitrary<Piece> {
    return fc
      .tuple(fc.constantFrom('skip', 'include'), fc.boolean(), fc.boolean())
      .map(([directive, value, isLiteral]) => {
        if (isLiteral) return { text: `@${directive}(if: ${value})`, variables: [] }
        const name = this.#nextName()
        return { text: `@${directive}(if: $${name})`, variables: [{ name, type: 'Boolean!', value }] }
      })
  }

  #arguments(field: Field): fc.Arbitrary<Piece> {
    const isPage = field.args.some(({ name }) => name === 'first')
    const wanted = field.args.filter(({ name }) => !(isPage && ['after', 'before', 'last', 'first'].includes(name)))
    const pages = isPage
      ? [this.#argument(field.args.find(({ name }) => name === 'first') as GraphQLArgument, true)]
      : []
    const others = wanted.map((argument) => this.#argument(argument, isNonNullType(argument.type)))
    return fc.tuple(...pages, ...others).map((pieces) => {
      const given = pieces.filter(({ text }) => text !== '')
      return given.length === 0 ? { text: '', variables: [] } : joined(given, '(', ', ', ')')
    })
  }

  #argument(argument: GraphQLArgument, isWanted: boolean): fc.Arbitrary<Piece> {
    const value = this.#value(argument.type)
    const given = fc.tuple(value, fc.boolean()).map(([chosen, isLiteral]): Piece => {
      if (isLiteral) return { text: `${argument.name}: ${printed(argument.type, chosen)}`, variables: [] }
      const name = this.#nextName()
      return { text: `${argument.name}: $${name}`, variables: [{ name, type: String(argument.type), value: chosen }] }
    })
    return isWanted ? given : fc.oneof(given, fc.constant({ text: '', variables: [] }))
  }

  #value(type: GraphQLInputType, around: readonly GraphQLInputType[] = []): fc.Arbitrary<unknown> {
    if (isNonNullType(type)) return this.#present(type.ofType, around)
    return fc.oneof({ weight: 5, arbitrary: this.#present(type, around) }, { weight: 1, arbitrary: fc.constant(null) })
  }

  /** What contains itself, like a filter, does so once at most. */
  #present(type: GraphQLInputType, around: readonly GraphQLInputType[]): fc.Arbitrary<unknown> {
    const nullable = getNullableType(type)
    if (isListType(nullable))
      return fc.array(this.#value(nullable.ofType as GraphQLInputType, around), { minLength: 1, maxLength: 3 })
    if (isEnumType(nullable)) return fc.constantFrom(...nullable.getValues().map(({ name }) => name))
    if (!isInputObjectType(nullable)) return SCALARS[String(nullable)] ?? fc.constant('x')
    const isInItself = around.includes(nullable)
    const fields = Object.values(nullable.getFields()).filter(
      (field) => !isInItself || getNamedType(field.type) !== nullable,
    )
    const inside = [...around, nullable]
    const required = fields.filter(isRequiredInputField).map(({ name }) => name)
    return fc.record(Object.fromEntries(fields.map((field) => [field.name, this.#value(field.type, inside)])), {
      requiredKeys: required as never[],
    })
  }

  #nextName(): string {
    this.#names += 1
    return `v${this.#names}`
  }
}

function twice({ text, variables }: Piece): Piece {
  return { text: `${text} ${text}`, variables }
}

function prefixed(prefix: string, { text, variables }: Piece): Piece {
  return { text: `${prefix}${text.startsWith('(') ? '' : ' '}${text}`, variables }
}

function joined(pieces: readonly Piece[], opening: string, separator: string, closing: string): Piece {
  const texts = pieces.map(({ text }) => text).filter((text) => text !== '')
  return {
    text: `${opening}${texts.join(separator)}${closing}`,
    variables: pieces.flatMap(({ variables }) => variables),
  }
}

function hash(text: string): string {
  let value = 7
  for (const character of text) value = (value * 31 + character.charCodeAt(0)) % 1_000_003
  return value.toString(36)
}

/** A literal of the type: words of enums are not in quotation marks. */
function printed(type: GraphQLInputType, value: unknown): string {
  const nullable = getNullableType(type)
  if (value === null) return 'null'
  if (isListType(nullable)) {
    return `[${(value as unknown[]).map((entry) => printed(nullable.ofType as GraphQLInputType, entry)).join(', ')}]`
  }
  if (isEnumType(nullable)) return String(value)
  if (!isInputObjectType(nullable)) return JSON.stringify(value)
  const fields = nullable.getFields()
  const given = Object.entries(value as object).map(
    ([name, entry]) => `${name}: ${printed(fields[name]?.type as GraphQLInputType, entry)}`,
  )
  return `{ ${given.join(', ')} }`
}
