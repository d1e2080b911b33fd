import { readFileSync } from "node:fs";
import { z } from "zod";
import { openZone } from "../../platform/calendar/open-zone.ts";
import type { Store } from "../../platform/store/store.ts";
import type { Policy } from "../../schemas/policy.ts";
import { zoneOf, zonesOf } from "./zone-of.ts";

const SQL = readFileSync(new URL("./refresh-baselines.sql", import.meta.url), "utf8");
const COUNT = "SELECT count() AS series FROM series_states";
/** Clock changes further back are not allowed for: 189 weekly runs are less. */
const SPANS_SINCE_MS = Date.UTC(2000, 0, 1);
/** So many at a time, as all their points are in memory; ids are hexadecimal. */
const SERIES_AT_ONCE = 250_000;
const DIGITS = "0123456789abcdef";
const AFTER_ALL = "g";

const countSchema = z.object({ series: z.coerce.number() });

type Wanted = {
  readonly policies: readonly Policy[];
  readonly nowMs: number;
  /** Only series that were heard of since; 0 for all. */
  readonly sinceMs: number;
};

/** Works out again what is usual of each series, from the store's events; `baselines` has it. */
export async function refreshBaselines(
  store: Store,
  { policies, nowMs, sinceMs }: Wanted,
): Promise<void> {
  const named = zonesOf(policies);
  const zones = policies.map((policy) => zoneOf(policy, named));
  const spans = zones.map((zone) => spansOf(zone, nowMs));
  const placing = {
    policies: policies.map(({ name }) => name),
    zones,
    spanFroms: spans.map((own) => own.map(({ fromMs }) => fromMs)),
    spanOffsets: spans.map((own) => own.map(({ offsetMs }) => offsetMs)),
  };
  for (const [fromId = "", toId = ""] of sinceMs > 0 ? [["", AFTER_ALL]] : await partsOf(store))
    await store.command(SQL, { ...placing, nowMs, sinceMs, fromId, toId });
}

/** Ranges of ids. */
async function partsOf(store: Store) {
  const [counted] = await store.query(COUNT, {}, countSchema);
  const parts = Math.ceil((counted?.series ?? 0) / SERIES_AT_ONCE);
  const perPart = Math.max(1, Math.floor(DIGITS.length / Math.max(1, parts)));
  const starts = [...DIGITS].filter((_, index) => index % perPart === 0);
  return starts.map((digit, index) => [index === 0 ? "" : digit, starts[index + 1] ?? AFTER_ALL]);
}

function spansOf(name: string, nowMs: number) {
  const zone = openZone(name);
  const spans: { readonly fromMs: number; readonly offsetMs: number }[] = [];
  for (let atMs = SPANS_SINCE_MS; atMs <= nowMs; ) {
    const { toMs, offsetMs } = zone.spanAt(atMs);
    spans.push({ fromMs: spans.length === 0 ? 0 : atMs, offsetMs });
    atMs = toMs;
  }
  return spans;
}
