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
    ...writeFloor(evidence),
    ...writeStatistics(evidence),
    ...writeSlot(evidence),
    ...writeSpans(evidence),
    ...writePoints(evidence),
    ...writeGap(evidence),
  ];
}

function writeFloor(evidence: Evidence): readonly string[] {
  const [bytes, minBytes] = [numberOf(evidence, "bytes"), numberOf(evidence, "minBytes")];
  const [seconds, least] = [numberOf(evidence, "seconds"), numberOf(evidence, "minSeconds")];
  return [
    ...(bytes === null || minBytes === null ? [] : [compare("bytes", bytes, minBytes, "minBytes")]),
    ...(seconds === null || least === null
      ? []
      : [compare("seconds", seconds, least, "minSeconds")]),
  ];
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

/** One instant, a span of time and the instant to which they lead, as evidence names them. */
const SPANS = [
  ["deadline", "+", "lateByMs", "observedAt"],
  ["watermark", "-", "rpoMs", "oldestAllowed"],
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
