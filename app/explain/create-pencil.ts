import type { Finding } from "../../schemas/finding.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { sayMeasure } from "./say-measure.ts";

type Evidence = Finding["evidence"];
type Lines = readonly string[];

/** One length of time that is added to an instant, or taken from it, by its name. */
export type Term = { readonly name: string; readonly sign?: "+" | "-" };

/** In a line for which something is lacking: it is not to be shown. */
export const LACKING = "\u0000";

/** Writes lines of a sum from evidence; none, or one that is `LACKING`, where it lacks a number. */
export type Pencil = ReturnType<typeof createPencil>;

export function createPencil(evidence: Evidence) {
  const read = createReader(evidence);
  const { number, text, instantMs } = read;

  /** `5 min toleranceMs`, as a term of a sum; `named`: `toleranceMs 5 min`, as what it is of. */
  const say = (name: string) => `${measure(name)} ${name}`;
  const named = (name: string) => `${name} ${measure(name)}`;
  const at = (name: string) => text(name) ?? LACKING;

  function measure(name: string): string {
    const value = number(name);
    return value === null ? LACKING : sayMeasure(name, value);
  }

  /** `aheadMs 15 min > 5 min toleranceMs` */
  function compare(name: string, limitName: string): Lines {
    const [value, limit] = [number(name), number(limitName)];
    if (value === null || limit === null) return [];
    return [`${named(name)} ${signOf(value, limit)} ${say(limitName)}`];
  }

  /** `|deviation| 2 > 1.5 limit` */
  function compareSize(name: string, limitName: string): Lines {
    const [value, limit] = [number(name), number(limitName)];
    if (value === null || limit === null) return [];
    const size = Math.abs(value);
    return [`|${name}| ${sayMeasure(name, size)} ${signOf(size, limit)} ${say(limitName)}`];
  }

  /** `removedAt 2026-11-20T01:00:00Z is 1 h before keepUntil 2026-11-20T02:00:00Z` */
  function order(name: string, other: string): Lines {
    const [oneMs, otherMs] = [instantMs(name), instantMs(other)];
    if (oneMs === null || otherMs === null) return [];
    const apart = sayMeasure("apartMs", Math.abs(oneMs - otherMs));
    const how = oneMs === otherMs ? "at" : `${apart} ${oneMs < otherMs ? "before" : "after"}`;
    return [`${name} ${text(name)} is ${how} ${other} ${text(other)}`];
  }

  /** `purgeBy = finishedAt 2026-11-01T01:00:00Z + 14 d keepMs + 2 d purgeWithinMs = 2026-...` */
  function add(to: string, from: string, terms: readonly Term[]): Lines {
    const [fromMs, toMs] = [instantMs(from), instantMs(to)];
    const known = terms.filter(({ name }) => number(name) !== null);
    if (fromMs === null || toMs === null || known.length < terms.length) return [];
    const said = known.map(({ name, sign = "+" }) => ` ${sign} ${say(name)}`).join("");
    const sumMs = known.reduce(
      (sum, { name, sign }) => sum + (number(name) ?? 0) * (sign === "-" ? -1 : 1),
      fromMs,
    );
    const sum = `${from} ${text(from)}${said} = ${instantToJson(sumMs)}`;
    if (sumMs === toMs) return [`${to} = ${sum}`];
    const apart = sayMeasure("apartMs", Math.abs(toMs - sumMs));
    return [`${to} ${text(to)} is ${apart} ${toMs < sumMs ? "before" : "after"} ${sum}`];
  }

  /** `add` where the length of time itself is not in the evidence, but has a `word`. */
  function span(to: string, from: string, word: string): Lines {
    const [fromMs, toMs] = [instantMs(from), instantMs(to)];
    if (fromMs === null || toMs === null) return [];
    const apart = sayMeasure("apartMs", toMs - fromMs);
    return [`${to} = ${from} ${text(from)} + ${apart} ${word} = ${text(to)}`];
  }

  return { ...read, say, named, at, compare, compareSize, order, add, span };
}

/** What is absent, or something else, is null. */
function createReader(evidence: Evidence) {
  /** Sizes may be decimal strings. */
  function number(name: string): number | null {
    const value = evidence[name];
    if (typeof value === "number") return value;
    return typeof value === "string" && /^[0-9]+$/.test(value) ? Number(value) : null;
  }

  function text(name: string): string | null {
    const value = evidence[name];
    return typeof value === "string" ? value : null;
  }

  function instantMs(name: string): number | null {
    const atMs = Date.parse(text(name) ?? "");
    return Number.isFinite(atMs) ? atMs : null;
  }

  /** What is within another field. */
  function part(name: string): Evidence | null {
    const value = evidence[name];
    return isRecord(value) ? value : null;
  }

  return { evidence, number, text, instantMs, part };
}

function signOf(value: number, limit: number): string {
  return value < limit ? "<" : value > limit ? ">" : "=";
}

function isRecord(value: Evidence[string] | undefined): value is Evidence {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
