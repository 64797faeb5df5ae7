// Hosts that mostly fail are left alone for a minute: calls get a made-up 598. docs: help_articles/api/webhook_connected_content_errors ("Unhealthy host detection")

/** What a call to a resting host is told. */
export const UNHEALTHY = 598
const MOST_FAILURES = 3000 // "more than 3,000 failures" and "more than 90%" within a moving minute
const WORST_SHARE = 0.9
const MINUTE = 60_000
const PROBES = 10 // "a small number of requests" shows after the minute whether the host is healthy; if not, another minute. docs: making_an_api_call
const COUNTED: readonly number[] = [408, 429, 502, 503, 504, 529]

type Second = { at: number; calls: number; failures: number }
/** `probe`: what the first calls after a rest have shown. */
type Host = { seconds: Second[]; restsUntil: number; probe: { calls: number; failures: number } | undefined }

/** The health of the hosts that one world calls; `now` is its clock. */
export function createHostHealth(now: () => number) {
  const hosts = new Map<string, Host>()

  return {
    resting: (name: string): boolean => (hosts.get(name)?.restsUntil ?? -Infinity) > now(),
    /** A call ended with this status; 0: without an answer, which counts as a failure. */
    saw(name: string, status: number): void {
      const host = hosts.get(name) ?? { seconds: [], restsUntil: -Infinity, probe: undefined }
      hosts.set(name, host)
      const failed = status === 0 || COUNTED.includes(status) ? 1 : 0
      const rest = (): void => void Object.assign(host, { restsUntil: now() + MINUTE, seconds: [], probe: { calls: 0, failures: 0 } })
      if (host.restsUntil > now()) return // under way when the rest began
      if (host.probe !== undefined) {
        host.probe.failures += failed
        if (++host.probe.calls === PROBES) {
          if (host.probe.failures / PROBES > WORST_SHARE) return rest()
          host.probe = undefined
        }
      }
      const at = Math.floor(now() / 1000) * 1000
      host.seconds = host.seconds.filter((one) => one.at > at - MINUTE && one.at <= at)
      let second = host.seconds.at(-1)
      if (second?.at !== at) host.seconds.push((second = { at, calls: 0, failures: 0 }))
      second.calls++
      second.failures += failed
      const [calls, failures] = [host.seconds.reduce((sum, one) => sum + one.calls, 0), host.seconds.reduce((sum, one) => sum + one.failures, 0)]
      if (failures > MOST_FAILURES && failures / calls > WORST_SHARE) rest()
    },
    forget: (): void => hosts.clear(),
  }
}
