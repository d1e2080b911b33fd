import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { z } from "zod";
import type { EventLog } from "../../platform/log/event-log.ts";
import type { Policy } from "../../schemas/policy.ts";
import { TOPICS } from "../../schemas/topics.ts";

const HEX_DIGITS = 32;
/** Much less than a log keeps. */
const NOTE_EVERY_MS = 86_400_000;

const version = z.object({ digest: z.string(), sinceMs: z.number().nullable() });

/**
 * Which policies an analysis began with: a digest of all, and by name of each one's calendar and of
 * the proofs it promises.
 */
const noteSchema = z.object({
  all: version,
  calendars: z.record(z.string(), version),
  verifications: z.record(z.string(), version).default({}),
});
type Note = z.infer<typeof noteSchema>;
type Version = z.infer<typeof version>;

export type PoliciesSince = {
  /** Since when the policies are as they are; null where they were never otherwise. */
  readonly allMs: number | null;
  /** By name of policy, since when its slots fall due as they do. */
  readonly calendarsMs: ReadonlyMap<string, number>;
  /** By name of policy, since when it promises the proofs that it does. */
  readonly verificationsMs: ReadonlyMap<string, number>;
};

export type NotedPolicies = {
  readonly since: PoliciesSince;
  /** Notes it again, for those who begin when the first note is older than what the log keeps. */
  readonly noteIfDue: (nowMs: number) => Promise<void>;
};

/**
 * The history is judged by today's policies. This tells since when they hold, and notes it for
 * those who begin later. Each policy has a name of its own, as the configuration asks: of twins one
 * would be another at each start, and no checkpoint would ever fit.
 */
export async function notePolicies(
  log: EventLog,
  policies: readonly Policy[],
  nowMs: number,
): Promise<NotedPolicies> {
  const names = new Set(policies.map(({ name }) => name));
  assert.equal(names.size, policies.length, "two policies have one name");
  const before = await readLatest(log);
  const renew = (content: unknown, known: Version | undefined): Version => {
    const digest = digestOf(content);
    if (!before) return { digest, sinceMs: null };
    return known?.digest === digest ? known : { digest, sinceMs: nowMs };
  };
  const calendars = policies.map(({ name, match, schedule, maintenance }) => {
    return [name, renew({ match, schedule, maintenance }, before?.calendars[name])] as const;
  });
  const verifications = policies.map(({ name, match, verification }) => {
    const promised = { match, every: verification?.every, level: verification?.level };
    return [name, renew(promised, before?.verifications[name])] as const;
  });
  const note = {
    all: renew(policies, before?.all),
    calendars: Object.fromEntries(calendars),
    verifications: Object.fromEntries(verifications),
  };
  let dueMs = nowMs;
  async function noteIfDue(atMs: number) {
    if (atMs < dueMs) return;
    await log.append(TOPICS.policies, [{ key: "policies", value: JSON.stringify(note) }]);
    dueMs = atMs + NOTE_EVERY_MS;
  }
  await noteIfDue(nowMs);
  const since = {
    allMs: note.all.sinceMs,
    calendarsMs: sinceOf(calendars),
    verificationsMs: sinceOf(verifications),
  };
  return { since, noteIfDue };
}

function sinceOf(versions: readonly (readonly [string, Version])[]): ReadonlyMap<string, number> {
  return new Map(
    versions.flatMap(([name, { sinceMs }]) => (sinceMs === null ? [] : [[name, sinceMs]])),
  );
}

async function readLatest(log: EventLog): Promise<Note | null> {
  let latest: Note | null = null;
  for await (const { value } of log.replay(TOPICS.policies))
    latest = noteSchema.parse(JSON.parse(value));
  return latest;
}

function digestOf(content: unknown): string {
  return createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, HEX_DIGITS);
}
