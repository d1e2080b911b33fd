import { parseExactJson } from "./exact-json.ts";
import { createFault, type Fault, isFault } from "./fault.ts";

/**
 * Deeper than any event that means something, and shallow enough for every recursion after this
 * one.
 */
const DEPTH_MAX = 64;

const NOT_UTF8 = createFault("not-json", "not valid UTF-8");
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** One JSON value of an unknown sender, as JavaScript sees it. */
export type PlainJson = { readonly plain: unknown };
/** The same with every number as it was written, in `exact`. */
export type ExactJson = PlainJson & { readonly exact: unknown };

/**
 * Reads bytes as JSON; a fault where they are not UTF-8, not JSON, nested too deep, or hold half
 * a character.
 */
export function readJson(bytes: Uint8Array): ExactJson | Fault {
  const text = decode(bytes);
  if (text === null) return NOT_UTF8;
  const json = readJsonText(text);
  return isFault(json) ? json : { ...json, exact: parseExactJson(text, json.plain) };
}

/** The same of bytes that are handed on as they are. */
export function readPlainJson(bytes: Uint8Array): PlainJson | Fault {
  const text = decode(bytes);
  return text === null ? NOT_UTF8 : readJsonText(text);
}

/** The same of what is a text already, where no number matters to the last digit. */
export function readJsonText(text: string): PlainJson | Fault {
  const parsed = parse(text);
  if (parsed instanceof SyntaxError) {
    return createFault("not-json", `not valid JSON: ${parsed.message}`);
  }
  const plain = parsed.value;
  const problem = findDepth(text, plain) ?? findHalf(text, plain);
  if (problem) return createFault("not-an-event", problem);
  return { plain };
}

function decode(bytes: Uint8Array): string | null {
  try {
    return UTF8.decode(bytes);
  } catch {
    return null;
  }
}

function parse(text: string): { readonly value: unknown } | SyntaxError {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    if (error instanceof SyntaxError) return error;
    throw error;
  }
}

/** Half a character, which valid UTF-8 can hold as an escape only. */
function findHalf(text: string, value: unknown): string | null {
  const isWhole = text.isWellFormed() && (!text.includes("\\u") || isWellFormed(value));
  return isWhole ? null : "a text holds half a character (a lone surrogate)";
}

function isWellFormed(value: unknown): boolean {
  if (typeof value === "string") return value.isWellFormed();
  if (value === null || typeof value !== "object") return true;
  return Object.entries(value).every(([key, member]) => key.isWellFormed() && isWellFormed(member));
}

function findDepth(text: string, value: unknown): string | null {
  const isShallow = !opensMoreThan(text, DEPTH_MAX) || isWithin(value, DEPTH_MAX);
  return isShallow ? null : `nested deeper than ${DEPTH_MAX} levels`;
}

/** Most texts open few objects and lists, and need no closer look. */
function opensMoreThan(text: string, times: number): boolean {
  let left = times;
  for (const bracket of ["{", "["])
    for (let at = text.indexOf(bracket); at !== -1; at = text.indexOf(bracket, at + 1))
      if (left-- === 0) return true;
  return false;
}

function isWithin(value: unknown, depthLeft: number): boolean {
  if (value === null || typeof value !== "object") return true;
  return depthLeft > 0 && Object.values(value).every((member) => isWithin(member, depthLeft - 1));
}
