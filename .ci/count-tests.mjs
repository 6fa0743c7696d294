// Prints "N passed, N failed" from what vitest wrote. Plain JavaScript: it has to run where nothing is installed yet.
import { existsSync, readFileSync } from 'node:fs'

const [file = '', status = '1'] = process.argv.slice(2)
const { numPassedTests = 0, testResults = [] } = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}

/** The failed tests of a file; a file that failed before any of its tests could counts as one. */
function failuresOf({ status, assertionResults }) {
  const failures = assertionResults.filter((test) => test.status === 'failed').length
  return status === 'failed' ? Math.max(failures, 1) : failures
}

const failed = testResults.reduce((sum, result) => sum + failuresOf(result), 0)
process.stdout.write(`${numPassedTests} passed, ${failed === 0 && status !== '0' ? 1 : failed} failed\n`)
