/** What a column holds, as far as lists compare and sort by it. */
export type ColumnType = 'uuid' | 'timestamptz' | 'text' | 'int8' | 'bool' | EnumType

/** A PostgreSQL enum; its values sort in the order of their declaration. */
export interface EnumType {
  /** Qualified with its schema. */
  name: string
  values: readonly string[]
}

/** An enum of the database, with the values that the generated types name. */
export function enumType(name: string, values: Record<string, string>): EnumType {
  return { name, values: Object.values(values) }
}

export function typeName(type: ColumnType): string {
  return typeof type === 'string' ? type : type.name
}
