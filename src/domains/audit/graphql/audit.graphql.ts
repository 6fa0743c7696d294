import './audit-log.query.ts'
import './pii-access-log.query.ts'
