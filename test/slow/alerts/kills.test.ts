import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, type TestContext, test } from "vitest";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { openEmbeddedLog } from "../../../platform/log/open-embedded-log.ts";
import type { StateConnection } from "../../../platform/state/open-state.ts";
import { TOPICS } from "../../../schemas/topics.ts";
import { aFinding } from "../../alerts/a-finding.ts";
import { openWebhookReceiver } from "../../alerts/webhook-receiver.ts";
import { missingPostgres, startPostgres } from "../../services/postgres/start-postgres.ts";
import { VISITOR_DB } from "../../visitor-db.ts";

const TARGET = fileURLToPath(new URL("./alerts-process.ts", import.meta.url));
/** When a telling that was cut is due again. */
const LATER_MS = 60_000;
const POLL = { timeout: 60_000, interval: 50 };
/** Of one pager, at one time. */
const UNDER_WAY_MAX = 8;

/** Where a process can die between hearing of a finding and having told it: each of its writes. */
const POINTS = [
  ["before-write", 1],
  ["after-write", 1],
  ["before-offset", 1],
  ["after-offset", 1],
  ["before-write", 2],
  ["after-write", 2],
  ["before-write", 3],
  ["after-write", 3],
  ["before-write", 4],
  ["after-write", 4],
  ["before-write", 5],
  ["after-write", 5],
] as const;

type Life = {
  readonly log: string;
  readonly state: StateConnection;
  readonly webhook: string;
  readonly laterMs?: number;
  readonly die?: { readonly point: string; readonly count: number };
};

const clock = createSystemClock();
const postgres = missingPostgres(process.env);

function live({ laterMs = 0, die, ...places }: Life): ChildProcess {
  const orders = JSON.stringify({ ...places, laterMs, die: die ?? null });
  return spawn(process.execPath, [TARGET, orders], { stdio: ["ignore", "pipe", "inherit"] });
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

/** A log with so many findings of different customers, and a receiver that is told of them. */
async function prepare(findings: number, onTestFinished: TestContext["onTestFinished"]) {
  const directory = await mkdtemp(join(tmpdir(), "vigie-kills-"));
  const receiver = await openWebhookReceiver();
  onTestFinished(async () => {
    await receiver.close();
    await rm(directory, { recursive: true });
  });
  const log = await openEmbeddedLog({ directory, clock });
  const missing = Array.from({ length: findings }, (_, number) => {
    const slot = new Date(Date.UTC(2026, 0, 1 + number)).toISOString();
    return aFinding({ slot, series: { ...VISITOR_DB, tenant: `tenant-${number}` } });
  });
  const entries = missing.map((finding) => ({ key: finding.id, value: JSON.stringify(finding) }));
  await log.append(TOPICS.findings, entries);
  await log.close();
  const state: StateConnection = { kind: "sqlite", file: join(directory, "state.sqlite") };
  /** How often each message came. */
  const arrivals = () => {
    const keys = receiver.received.map(({ headers }) => String(headers["idempotency-key"]));
    return new Map([...Map.groupBy(keys, (key) => key)].map(([key, all]) => [key, all.length]));
  };
  return { receiver, arrivals, places: { log: directory, state, webhook: receiver.url } };
}

test.concurrent.for(POINTS)(
  "killed at %s %i it tells once, or twice under one key, never not",
  async ([point, count], { expect, onTestFinished }) => {
    const { arrivals, places } = await prepare(1, onTestFinished);
    const doomed = live({ ...places, die: { point, count } });
    const [, signal] = await once(doomed, "exit");
    expect(signal).toBe("SIGKILL");
    const next = live({ ...places, laterMs: LATER_MS });
    onTestFinished(() => kill(next));
    await expect.poll(() => arrivals().size, POLL).toBe(1);
    expect([...arrivals().values()][0]).toBeLessThanOrEqual(2);
  },
);

describe.skipIf(postgres)(
  `two on one PostgreSQL${postgres ? ` (skipped: ${postgres})` : ""}`,
  () => {
    test("tell each incident once between them, and where one is killed as it sends, all of them", async () => {
      const server = await startPostgres();
      onTestFinished(() => server.remove());
      const state = { kind: "postgresql", ...(await server.createDatabase()) } as const;
      const { receiver, arrivals, places } = await prepare(60, onTestFinished);
      receiver.behave("hang");
      const both = [live({ ...places, state }), live({ ...places, state })];
      await expect.poll(() => receiver.received.length, POLL).toBeGreaterThan(UNDER_WAY_MAX);
      // Both have sent something, and wait for an answer: one of them dies.
      await Promise.all(both.slice(0, 1).map(kill));
      const cut = new Set(arrivals().keys());
      receiver.behave(200);
      await kill(both[1] as ChildProcess);
      const last = live({ ...places, state, laterMs: LATER_MS });
      await expect.poll(() => arrivals().size, POLL).toBe(60);
      await kill(last);
      for (const [key, times] of arrivals())
        expect(times).toBeLessThanOrEqual(cut.has(key) ? 2 : 1);
    });
  },
);
