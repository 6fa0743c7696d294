import { globSync, readFileSync } from 'node:fs'
import { parseSync } from 'vite'

export interface SourceFile {
  /** Relative to the root of the repository. */
  path: string
  text: string
  lines: number
}

export interface SourceFunction {
  /** File and line. */
  place: string
  lines: number
}

/** A node of a syntax tree as ESTree describes it. */
export interface SyntaxNode {
  type: string
  start: number
  end: number
  [key: string]: unknown
}

/** All code that people write and read here. */
export function findSourceFiles(pattern: string): SourceFile[] {
  return globSync(pattern, { exclude: ['**/node_modules/**', '**/generated/**'] })
    .sort()
    .map((path) => {
      const text = readFileSync(path, 'utf8')
      return { path, text, lines: text.trimEnd().split('\n').length }
    })
}

/** Every node of the file's syntax tree, each after the one that it is part of. */
export function* nodesOf({ path, text }: Pick<SourceFile, 'path' | 'text'>): Generator<SyntaxNode> {
  const { program, errors } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors[0]?.message}`)
  const pending: unknown[] = [program]
  while (pending.length > 0) {
    const next = pending.pop()
    if (typeof next !== 'object' || next === null) continue
    if (isNode(next)) yield next
    pending.push(...Object.values(next).reverse())
  }
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
}

/**
 * The functions of the file that have statements; what only returns an expression is a declaration of that, and what is
 * given to `describe` is a heading. The lines of a function inside a function count for the inner one alone.
 */
export function functionsOf(file: SourceFile): SourceFunction[] {
  const lineOf = (offset: number) => file.text.slice(0, offset).split('\n').length
  const nodes = [...nodesOf(file)]
  const suites = new Set(nodes.filter(isSuite).flatMap((call) => call.arguments as SyntaxNode[]))
  const spans = nodes
    .filter((node) => hasStatements(node) && !suites.has(node))
    .map(({ start, end }) => ({ from: lineOf(start), to: lineOf(end) }))
  return spans.map((span) => {
    const inside = spans.filter((other) => other !== span && other.from >= span.from && other.to <= span.to)
    const outermost = inside.filter((other) => !inside.some((third) => third !== other && contains(third, other)))
    const innerLines = outermost.reduce((sum, { from, to }) => sum + to - from, 0)
    return { place: `${file.path}:${span.from}`, lines: span.to - span.from + 1 - innerLines }
  })
}

interface Span {
  from: number
  to: number
}

function contains(outer: Span, inner: Span): boolean {
  return outer.from <= inner.from && outer.to >= inner.to
}

/** A call of `describe`, also of `describe.each(…)` and the like. */
function isSuite({ type, callee }: SyntaxNode): boolean {
  if (type !== 'CallExpression' || !isNode(callee)) return false
  if (callee.type === 'Identifier') return callee.name === 'describe'
  const inner = callee.type === 'MemberExpression' ? callee.object : callee
  return isNode(inner) && (inner.type === 'Identifier' ? inner.name === 'describe' : isSuite(inner))
}

function hasStatements({ type, body }: SyntaxNode): boolean {
  return (
    /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(type) &&
    isNode(body) &&
    body.type === 'BlockStatement'
  )
}
