import type { Finding } from "../../schemas/finding.ts";

type Evidence = Finding["evidence"];

/** What was measured, and what was usual of it, as detectors name them in their evidence. */
const MEASURED = [
  ["bytes", "expectedBytes"],
  ["ratio", "usualRatio"],
  ["seconds", "usualSeconds"],
  ["runningSeconds", "usualSeconds"],
] as const;
/** How far off that is, on a log scale. */
const CHANGES = ["change", "logDrop", "deviation"] as const;
const DIGITS = 6;
const SECOND_MS = 1_000;

/**
 * The sum that decided a finding, with its numbers filled in, for a person with a pencil; empty
 * where it was decided without one.
 */
export function writeSum({ evidence }: Pick<Finding, "evidence">): readonly string[] {
  return [
    ...writeBounds(evidence),
    ...writeOrder(evidence),
    ...writeStatistics(evidence),
    ...writeSlot(evidence),
    ...writeStuck(evidence),
    ...writeSpans(evidence),
    ...writePoints(evidence),
    ...writeGap(evidence),
  ];
}

/** A number and the bound that it was held against, as evidence names them. */
const BOUNDED = [
  ["bytes", "minBytes"],
  ["seconds", "minSeconds"],
  ["runningSeconds", "slowAfterSeconds"],
  ["withinAnHour", "limit"],
  ["aheadMs", "toleranceMs"],
  ["usualAsideMs", "toleranceMs"],
  ["restoreMs", "rtoMs"],
] as const;

function writeBounds(evidence: Evidence): readonly string[] {
  return BOUNDED.flatMap(([name, bound]) => {
    const [value, limit] = [numberOf(evidence, name), numberOf(evidence, bound)];
    return value === null || limit === null ? [] : [compare(name, value, limit, bound)];
  });
}

/** Two instants that were held against each other. */
const ORDERED = [
  ["removedAt", "keepUntil"],
  ["lockedUntil", "keepUntil"],
  ["lastObservedAt", "purgeBy"],
] as const;

function writeOrder(evidence: Evidence): readonly string[] {
  return ORDERED.flatMap(([name, other]) => {
    const [oneMs, otherMs] = [instantOf(evidence, name), instantOf(evidence, other)];
    if (oneMs === null || otherMs === null || oneMs === otherMs) return [];
    const order = oneMs < otherMs ? "before" : "after";
    const apart = Math.abs(oneMs - otherMs) / SECOND_MS;
    return [`${name} ${evidence[name]} is ${apart} s ${order} ${other} ${evidence[other]}`];
  });
}

function writeStatistics(evidence: Evidence): readonly string[] {
  const change = CHANGES.find((name) => numberOf(evidence, name) !== null);
  const scale = numberOf(evidence, "scale");
  if (change === undefined || scale === null || scale === 0) return [];
  const off = numberOf(evidence, change) ?? 0;
  const z = numberOf(evidence, "z") ?? off / scale;
  return [
    ...writeChange(evidence, change, off),
    `z = ${change} / scale = ${say(off)} / ${say(scale)} = ${say(z)}`,
    ...writeLimits(evidence, "z", z),
    ...writeLimits(evidence, change, off),
    ...writeLimit(evidence),
  ];
}

function writeChange(evidence: Evidence, change: string, off: number): readonly string[] {
  for (const [measured, usual] of MEASURED) {
    const [seen, expected] = [numberOf(evidence, measured), numberOf(evidence, usual)];
    if (seen === null || expected === null) continue;
    const of = `ln(${measured} / ${usual}) = ln(${say(seen)} / ${say(expected)})`;
    return [`${change} = ${of} = ${say(off)}`];
  }
  return [];
}

/** A limit is named for what it limits: `zMax`, `zMin`. */
function writeLimits(evidence: Evidence, name: string, value: number): readonly string[] {
  return [`${name}Max`, `${name}Min`].flatMap((limit) => {
    const at = numberOf(evidence, limit);
    return at === null ? [] : [compare(name, value, at, limit)];
  });
}

/** A limit of both sides is above zero; that of a fall alone is below. */
function writeLimit(evidence: Evidence): readonly string[] {
  const [off, limit] = [numberOf(evidence, "deviation"), numberOf(evidence, "limit")];
  if (off === null || limit === null) return [];
  if (limit < 0) return [compare("deviation", off, limit, "limit")];
  return [compare("|deviation|", Math.abs(off), limit, "limit")];
}

function writeSlot(evidence: Evidence): readonly string[] {
  const [dueMs, watermarkMs] = [instantOf(evidence, "due"), instantOf(evidence, "watermark")];
  if (dueMs === null) return [];
  return ["lateAt", "missingAt"].flatMap((name) => {
    const atMs = instantOf(evidence, name);
    if (atMs === null) return [];
    const sum = `${name} = due + ${(atMs - dueMs) / SECOND_MS} s = ${evidence[name]}`;
    if (watermarkMs === null) return [sum];
    const passed = watermarkMs >= atMs ? "passed by" : "not reached by";
    return [`${sum}, ${passed} the watermark ${evidence["watermark"]}`];
  });
}

/** Past its longest duration, or when its slot should have been filled: whichever comes first. */
function writeStuck(evidence: Evidence): readonly string[] {
  const [startedMs, stuckMs] = ["startedAt", "stuckAt"].map((name) => instantOf(evidence, name));
  const maxDurationMs = numberOf(evidence, "maxDurationMs");
  if (startedMs == null || stuckMs == null || maxDurationMs === null) return [];
  const limit = `startedAt + ${maxDurationMs / SECOND_MS} s`;
  const isCut = stuckMs < startedMs + maxDurationMs;
  return [`stuckAt = ${isCut ? `missingAt, before ${limit}` : limit} = ${evidence["stuckAt"]}`];
}

/** One instant, a span of time and the instant to which they lead, as evidence names them. */
const SPANS = [
  ["deadline", "+", "lateByMs", "observedAt"],
  ["watermark", "-", "rpoMs", "oldestAllowed"],
  ["lastMovedAt", "+", "limitMs", "silentAt"],
] as const;

function writeSpans(evidence: Evidence): readonly string[] {
  return SPANS.flatMap(([from, sign, span, to]) => {
    const ms = numberOf(evidence, span);
    if (ms === null || instantOf(evidence, from) === null || instantOf(evidence, to) === null)
      return [];
    return [`${to} = ${from} ${sign} ${ms / SECOND_MS} s = ${evidence[to]}`];
  });
}

function writePoints(evidence: Evidence): readonly string[] {
  const [promised, present] = [numberOf(evidence, "promised"), numberOf(evidence, "present")];
  if (promised === null || present === null) return [];
  return [`${compare("present", present, promised, "promised")}: ${promised - present} lacking`];
}

/** Of logs that follow each other the second begins where the first ends, or before. */
function writeGap(evidence: Evidence): readonly string[] {
  const { firstLsn, before } = evidence;
  if (evidence["cause"] !== "gap" || typeof firstLsn !== "string" || !isRecord(before)) return [];
  return [`firstLsn ${firstLsn} > ${before["lastLsn"]} lastLsn of the log before it`];
}

function isRecord(value: Evidence[string] | undefined): value is Evidence {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function compare(name: string, value: number, limit: number, limitName: string): string {
  const sign = value < limit ? "<" : value > limit ? ">" : "=";
  return `${name} ${say(value)} ${sign} ${say(limit)} ${limitName}`;
}

/** Sizes may be decimal strings. */
function numberOf(evidence: Evidence, name: string): number | null {
  const value = evidence[name];
  if (typeof value === "number") return value;
  return typeof value === "string" && /^[0-9]+$/.test(value) ? Number(value) : null;
}

function instantOf(evidence: Evidence, name: string): number | null {
  const value = evidence[name];
  return typeof value === "string" ? Date.parse(value) : null;
}

function say(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(DIGITS)));
}
