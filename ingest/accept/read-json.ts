import { parseExactJson } from "./exact-json.ts";
import { createFault, type Fault } from "./fault.ts";

/**
 * Deeper than any event that means something, and shallow enough for every recursion after this
 * one.
 */
const DEPTH_MAX = 64;

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * One JSON value of an unknown sender: `plain` as JavaScript sees it, `exact` with every number
 * as it was written.
 */
export type ReadJson = { readonly plain: unknown; readonly exact: unknown };

/**
 * Reads bytes as JSON; a fault where they are not UTF-8, not JSON, nested too deep, or hold half
 * a character.
 */
export function readJson(bytes: Uint8Array): ReadJson | Fault {
  const text = decode(bytes);
  return text === null ? createFault("not-json", "not valid UTF-8") : readJsonText(text);
}

/** The same of what is a text already. */
export function readJsonText(text: string): ReadJson | Fault {
  const parsed = parse(text);
  if (parsed instanceof SyntaxError) {
    return createFault("not-json", `not valid JSON: ${parsed.message}`);
  }
  const plain = parsed.value;
  const problem = findDepth(plain, DEPTH_MAX) ?? findHalf(text, plain);
  if (problem) return createFault("not-an-event", problem);
  return { plain, exact: parseExactJson(text, plain) };
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

function findDepth(value: unknown, depthLeft: number): string | null {
  if (value === null || typeof value !== "object") return null;
  if (depthLeft === 0) return `nested deeper than ${DEPTH_MAX} levels`;
  for (const member of Object.values(value)) {
    const problem = findDepth(member, depthLeft - 1);
    if (problem) return problem;
  }
  return null;
}
