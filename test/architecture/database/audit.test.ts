import { describe, expect, it } from 'vitest'
import { openCatalogue } from './catalogue.ts'

const catalogue = openCatalogue()

/** Tables of the business of which changes are not written down, with the reason. */
const UNWATCHED = {
  'identity.refresh_tokens': 'a session uses one in a few minutes; what matters stands in its session',
  'identity.sign_in_attempts': 'a log of its own',
  'identity.used_identity_tokens': 'only keeps a token from being used twice',
}

/** What was written down, what happened and what was answered: records themselves. */
const LOGS = ['audit', 'events']

describe('the audit log', () => {
  it('watches every table of the business but those that were reviewed', async () => {
    const unwatched = await catalogue.list(
      `select c.oid::regclass::text from pg_class c
       where c.relkind in ('r', 'p') and c.relname <> '_prisma_migrations'
         and c.relnamespace::regnamespace::text not in ('pg_catalog', 'information_schema')
         and c.relnamespace::regnamespace::text <> all ($1)
         and not exists (select from pg_trigger t where t.tgrelid = c.oid and t.tgfoid = 'audit.record_change'::regproc)
       order by 1`,
      [LOGS],
    )
    expect(unwatched).toEqual(Object.keys(UNWATCHED))
  })

  it('is told of every change of every row, whatever its columns, by triggers that fire', async () => {
    const kinds = await catalogue.list(
      `select distinct concat_ws(' ', regexp_substr(pg_get_triggerdef(oid), 'AFTER .* ON '),
           regexp_substr(pg_get_triggerdef(oid), 'FOR EACH .* FUNCTION'), tgenabled)
       from pg_trigger where tgfoid = 'audit.record_change'::regproc`,
    )
    expect(kinds).toEqual(['AFTER INSERT OR DELETE OR UPDATE ON  FOR EACH ROW EXECUTE FUNCTION O'])
  })

  it('withholds the value of every column of bytes that is no ciphertext, and of all that is named like a secret', async () => {
    const columns = await catalogue.list(
      `select distinct a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid
       join pg_trigger t on t.tgrelid = c.oid and t.tgfoid = 'audit.record_change'::regproc
       where a.attnum > 0 and not a.attisdropped
         and (a.atttypid = 'bytea'::regtype and a.attname !~ '_enc$' or a.attname ~ 'password|hash|token|secret|pepper')
         and audit.recordable(a.attname, '"value"') <> '{"changed": true}'`,
    )
    expect(columns).toEqual([])
  })

  it('knows whose rows are: those of the platform alone belong to no station and no organization', async () => {
    const ofNobody = await catalogue.list(
      `select tgrelid::regclass::text from pg_trigger
       where tgfoid = 'audit.record_change'::regproc and pg_get_triggerdef(oid) like '%, '''', '''')' order by 1`,
    )
    expect(ofNobody).toEqual(['identity.permissions'])
  })

  it('has partitions for this month and the three that follow, and one for all other times', async () => {
    const partitions = await catalogue.list(
      `select replace(c.oid::regclass::text, to_char(now() at time zone 'UTC', 'YYYY_MM'), 'now')
       from pg_class c where c.relispartition and c.relkind = 'r' and c.relname !~ '20\\d\\d_\\d\\d$'
          or c.relname in ('row_changes_' || to_char(now() at time zone 'UTC', 'YYYY_MM'), 'pii_accesses_' || to_char(now() at time zone 'UTC', 'YYYY_MM'))
       order by 1`,
    )
    expect(partitions).toEqual([
      'audit.pii_accesses_default',
      'audit.pii_accesses_now',
      'audit.row_changes_default',
      'audit.row_changes_now',
    ])
    const all = await catalogue.rows(
      `select count(*)::int as count from pg_class where relispartition and relkind = 'r'`,
    )
    expect(all).toEqual([{ count: 2 * 5 }])
  })
})
