import type { EventOf, EventType, VigieEvent } from "../../../../schemas/events.ts";
import type { Dice } from "../create-dice.ts";
import type { Line } from "../estate/line.ts";
import type { Courier } from "./create-courier.ts";
import type { StoredCopy } from "./truth-run.ts";

type Told = Omit<EventOf<"vigie.backup.succeeded.v1">["data"], "series" | "sizeBytes"> & {
  readonly bytes: number;
};
type Copy = Pick<
  StoredCopy,
  "runId" | "role" | "vault" | "uri" | "sizeBytes" | "checksum" | "encrypted" | "lockedUntilMs"
> & { readonly algorithm?: string };
type Change = Omit<EventOf<"vigie.change.announced.v1">["data"], "match">;

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

  function say<T extends EventType>(type: T, said: Said, data: EventOf<T>["data"]): number {
    const { id, atMs, collector, heldBackMs = 0 } = said;
    const receivedtime = courier.deliver(collector, atMs + heldBackMs);
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

  function succeeded({ bytes, checksum, ...told }: Told, heldBackMs: number): number {
    const { runId, finishedAt: atMs } = told;
    const said = { id: `${runId}-succeeded`, atMs, collector: line.collector, heldBackMs };
    return say("vigie.backup.succeeded.v1", said, {
      ...{ series, ...told, sizeBytes: BigInt(bytes) },
      ...(line.claimsChecksum && { checksum }),
    });
  }

  function observed(copy: Copy, observedAt: number): number {
    const { runId, role, vault, uri, algorithm = "sha256", encrypted, lockedUntilMs } = copy;
    const id = `${runId}-${role}-${observedAt}-${uri.length}`;
    const said = { id, atMs: observedAt, collector: line.vaultCollector };
    const seen = {
      ...{ role, vault, uri, observedAt },
      sizeBytes: BigInt(copy.sizeBytes),
      checksum: { algorithm, value: copy.checksum },
      ...(encrypted !== null && { encrypted }),
      ...(lockedUntilMs !== null && { lockedUntil: lockedUntilMs }),
    };
    return say("vigie.copy.observed.v1", said, { series, runId, copy: seen });
  }

  function removed({ runId, role, vault, uri }: Copy, removedAt: number): number {
    const id = `${runId}-${role}-gone-${uri.length}`;
    const said = { id, atMs: removedAt, collector: line.vaultCollector };
    const copy = { role, vault, uri, removedAt };
    return say("vigie.copy.removed.v1", said, { series, runId, copy });
  }

  /** Of all series of the asset. */
  function announced(change: Change, saidAtMs: number): void {
    const id = `${line.subject}-${change.kind}-${change.from}`;
    const said = { id, atMs: saidAtMs, collector: null };
    const { tenant, instance, asset } = series;
    say("vigie.change.announced.v1", said, { match: { tenant, instance, asset }, ...change });
  }

  function expected(sinceMs: number, retiredAtMs: number | null, saidAtMs: number): void {
    const said = { id: `${line.subject}-${saidAtMs}`, atMs: saidAtMs, collector: null };
    const until = retiredAtMs === null ? {} : { until: retiredAtMs };
    say("vigie.asset.expected.v1", said, { series, since: sinceMs, ...until });
  }

  return { started, failed, succeeded, observed, removed, announced, expected };
}

type Said = {
  readonly id: string;
  readonly atMs: number;
  readonly collector: string | null;
  readonly heldBackMs?: number;
};
