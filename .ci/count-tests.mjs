// Prints "N passed, N failed" from what vitest wrote. Plain JavaScript: it has to run where nothing is installed yet.
import { existsSync, readFileSync } from 'node:fs'

const [file = '', status = '1'] = process.argv.slice(2)
const {
  numPassedTests = 0,
  numFailedTests = 0,
  testResults = [],
} = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
// A file that could not even be read has failed, though it has no test that did.
const brokenFiles = testResults.filter(
  ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
)
const failed = numFailedTests + brokenFiles.length
process.stdout.write(`${numPassedTests} passed, ${failed === 0 && status !== '0' ? 1 : failed} failed\n`)
