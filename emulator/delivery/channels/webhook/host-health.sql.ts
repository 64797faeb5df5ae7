// The statements of the health of hosts that webhooks are posted to.
import type { Db } from '../../../kernel/db.ts'

export const hostHealthStatements = (db: Db) => ({
  fail: db.prepare<[string, number]>('INSERT INTO webhook_host_failures (host, at, n) VALUES (?, ?, 1) ON CONFLICT (host, at) DO UPDATE SET n = n + 1'),
  forget: db.prepare<[string, number]>('DELETE FROM webhook_host_failures WHERE host = ? AND at <= ?'),
  count: db.prepare<[string], { n: number }>('SELECT coalesce(sum(n), 0) AS n FROM webhook_host_failures WHERE host = ?'),
  halt: db.prepare<[string, number]>('INSERT INTO webhook_unhealthy_hosts (host, until) VALUES (?, ?) ON CONFLICT (host) DO UPDATE SET until = excluded.until'),
  halted: db.prepare<[string], { until: number }>('SELECT until FROM webhook_unhealthy_hosts WHERE host = ?'),
})
