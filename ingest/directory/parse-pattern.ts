import { OperatingError } from "../../platform/errors/operating-error.ts";
import { SERIES_ATTRIBUTES, type Series, seriesSchema } from "../../schemas/series.ts";
import type { WatchedSource } from "./watched-source.ts";

/** What a path below a vault says: whose copy it is, and of which run. */
export type PathMeaning = { readonly series: Series; readonly runId: string };

/** What no path says. */
type Defaults = WatchedSource["series"];
type Token =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "gap" }
  | { readonly kind: "name"; readonly name: string };

const RUN = "run";
const RUN_LENGTH_MAX = 512;
const NAMES: readonly string[] = [...SERIES_ATTRIBUTES, RUN];
const TOKENS = /\{([^{}]*)\}|(\*)|([^{}*]+)|([{}])/g;

/**
 * Reads a pattern such as `{tenant}/{product}/{asset}_{run}.sql.gz`: `{name}` takes one series
 * attribute or `run`, as little of a part between `/` as can be but something; `*` takes anything
 * within a part. What no `{name}` gives comes from `defaults`. Gives null for a path that it does
 * not fit. A pattern that can never give a whole series and a run is an `OperatingError`.
 */
export function parsePattern(
  pattern: string,
  defaults: Defaults,
): (path: string) => PathMeaning | null {
  const parts = pattern.split("/").map((part) => readPart(part, pattern));
  checkNames(parts.flat(), defaults, pattern);
  return (path) => {
    const texts = path.split("/");
    if (texts.length !== parts.length) return null;
    const values = new Map<string, string>();
    const fits = parts.every((tokens, index) => fitPart(tokens, texts[index] ?? "", values));
    return fits ? toMeaning(values, defaults) : null;
  };
}

function readPart(part: string, pattern: string): readonly Token[] {
  const tokens = [...part.matchAll(TOKENS)].map(([text, name, gap, plain]): Token => {
    if (name !== undefined) return { kind: "name", name };
    if (gap !== undefined) return { kind: "gap" };
    if (plain !== undefined) return { kind: "text", text };
    throw wrongPattern(pattern, `a ${text} has no partner`);
  });
  if (tokens.length === 0) throw wrongPattern(pattern, "a part between two / is empty");
  tokens.reduce((before, token) => {
    if (before.kind === "text" || token.kind === "text") return token;
    throw wrongPattern(pattern, `nothing parts two of its takers in ${JSON.stringify(part)}`);
  });
  return tokens;
}

function checkNames(tokens: readonly Token[], defaults: Defaults, pattern: string) {
  const names = tokens.flatMap((token) => (token.kind === "name" ? [token.name] : []));
  const unknown = names.filter((name) => !NAMES.includes(name));
  if (unknown.length > 0) {
    throw wrongPattern(pattern, `{${unknown.join("}, {")}} is none of ${NAMES.join(", ")}`);
  }
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  if (twice.length > 0) throw wrongPattern(pattern, `{${twice.join("}, {")}} comes twice`);
  const given = Object.entries(defaults).flatMap(([name, value]) => (value ? [name] : []));
  const lacking = NAMES.filter((name) => !names.includes(name) && !given.includes(name));
  if (lacking.length === 0) return;
  throw wrongPattern(pattern, `neither it nor the source's series gives ${lacking.join(", ")}`);
}

/**
 * Fits one part from left to right, each taker ending at the first place where the text after it
 * begins; the last text must end the part. No choice is ever taken back, so a hostile name costs
 * no more than its length.
 */
function fitPart(tokens: readonly Token[], part: string, values: Map<string, string>): boolean {
  let at = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.kind === "text") {
      if (!part.startsWith(token.text, at)) return false;
      at += token.text.length;
      continue;
    }
    const least = token.kind === "name" ? 1 : 0;
    const end = findEnd(tokens.slice(index + 1), part, at + least);
    if (end < at + least) return false;
    if (token.kind === "name") values.set(token.name, part.slice(at, end));
    at = end;
  }
  return at === part.length;
}

function findEnd(after: readonly Token[], part: string, from: number): number {
  const [next] = after;
  if (next?.kind !== "text") return part.length;
  if (after.length > 1) return part.indexOf(next.text, from);
  return part.endsWith(next.text) ? part.length - next.text.length : -1;
}

function toMeaning(values: ReadonlyMap<string, string>, defaults: Defaults) {
  const { run: runId, ...attributes } = Object.fromEntries(values);
  const series = seriesSchema.safeParse({ ...defaults, ...attributes });
  if (!series.success || runId === undefined || runId.length > RUN_LENGTH_MAX) return null;
  return { series: series.data, runId };
}

function wrongPattern(pattern: string, why: string): OperatingError {
  return new OperatingError(`Cannot use the pattern ${JSON.stringify(pattern)} as ${why}`, {
    retryable: false,
    hint: "Write it like {tenant}/{product}/{asset}_{run}.sql.gz, and give the rest under `series`.",
  });
}
