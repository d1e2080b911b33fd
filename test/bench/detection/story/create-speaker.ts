import type { EventOf, EventType, VigieEvent } from "../../../../schemas/events.ts";
import type { Dice } from "../create-dice.ts";
import type { Line } from "../estate/line.ts";
import type { Courier } from "./create-courier.ts";

type Role = "primary" | "duplicate";

export type Seen = { readonly uri: string; readonly sizeBytes: number; readonly checksum: string };

/** Says what happens to a line; each gives when it was received. */
export type Speaker = ReturnType<typeof createSpeaker>;

export function createSpeaker(
  line: Line,
  courier: Courier,
  options: {
    readonly events: VigieEvent[];
    readonly untilMs: number;
    readonly repeated: number;
    readonly dice: Dice;
  },
) {
  const { events, untilMs, repeated, dice } = options;
  const { series, source } = line;

  function say<T extends EventType>(
    type: T,
    said: { readonly id: string; readonly atMs: number; readonly collector: string | null },
    data: EventOf<T>["data"],
  ): number {
    const { id, atMs, collector } = said;
    const receivedtime = courier.deliver(collector, atMs);
    const event = { specversion: "1.0", id, source, type, time: atMs, receivedtime, data };
    // A generic member of the union, which the compiler cannot see.
    const told = event as unknown as VigieEvent;
    if (receivedtime <= untilMs) events.push(told);
    if (dice.chance(repeated))
      events.push({ ...told, receivedtime: Math.min(untilMs, receivedtime + 5_000) });
    return receivedtime;
  }

  function started(runId: string, startedAt: number): number {
    const said = { id: `${runId}-started`, atMs: startedAt, collector: line.collector };
    return say("vigie.backup.started.v1", said, { series, runId, startedAt });
  }

  function failed(runId: string, startedAt: number, finishedAt: number): number {
    const said = { id: `${runId}-failed`, atMs: finishedAt, collector: line.collector };
    const error = { code: 3041, message: "Write on the device failed" };
    return say("vigie.backup.failed.v1", said, { series, runId, startedAt, finishedAt, error });
  }

  function succeeded(
    run: { readonly runId: string; readonly startedAtMs: number; readonly finishedAtMs: number },
    sizes: { readonly bytes: number; readonly storedBytes: number; readonly checksum: string },
  ): number {
    const { runId, startedAtMs: startedAt, finishedAtMs: finishedAt } = run;
    const said = { id: `${runId}-succeeded`, atMs: finishedAt, collector: line.collector };
    const { checksum: value } = sizes;
    return say("vigie.backup.succeeded.v1", said, {
      ...{ series, runId, startedAt, finishedAt },
      sizeBytes: BigInt(sizes.bytes),
      storedBytes: BigInt(sizes.storedBytes),
      ...(line.claimsChecksum && { checksum: { algorithm: "sha256", value } }),
    });
  }

  function observed(runId: string, role: Role, observedAt: number, seen: Seen & Kept): number {
    const { uri, sizeBytes, checksum, algorithm = "sha256", encrypted } = seen;
    const id = `${runId}-${role}-${observedAt}-${uri.length}`;
    const said = { id, atMs: observedAt, collector: line.vaultCollector };
    const copy = {
      ...{ role, vault: line.vaults[role], uri, observedAt },
      sizeBytes: BigInt(sizeBytes),
      checksum: { algorithm, value: checksum },
      ...(encrypted !== undefined && { encrypted }),
    };
    return say("vigie.copy.observed.v1", said, { series, runId, copy });
  }

  function removed(runId: string, role: Role, removedAt: number, uri: string): number {
    const said = {
      id: `${runId}-${role}-gone-${uri.length}`,
      atMs: removedAt,
      collector: line.vaultCollector,
    };
    const copy = { role, vault: line.vaults[role], uri, removedAt };
    return say("vigie.copy.removed.v1", said, { series, runId, copy });
  }

  function announced(fromMs: number, toMs: number, saidAtMs: number): void {
    const said = { id: `${line.subject}-change-${fromMs}`, atMs: saidAtMs, collector: null };
    const match = { tenant: series.tenant, instance: series.instance, asset: series.asset };
    const change = { match, from: fromMs, to: toMs, kind: "migration", reason: "moved" } as const;
    say("vigie.change.announced.v1", said, change);
  }

  function expected(sinceMs: number, retiredAtMs: number | null, saidAtMs: number): void {
    const said = { id: `${line.subject}-${saidAtMs}`, atMs: saidAtMs, collector: null };
    const until = retiredAtMs === null ? {} : { until: retiredAtMs };
    say("vigie.asset.expected.v1", said, { series, since: sinceMs, ...until });
  }

  return { started, failed, succeeded, observed, removed, announced, expected };
}

type Kept = { readonly algorithm?: string; readonly encrypted?: boolean };
