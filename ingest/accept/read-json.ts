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
  if (text === null) return createFault("not-json", "not valid UTF-8");
  const parsed = parse(text, JSON.parse);
  if (parsed instanceof SyntaxError) {
    return createFault("not-json", `not valid JSON: ${parsed.message}`);
  }
  const problem = findProblem(parsed.value, DEPTH_MAX);
  if (problem) return createFault("not-an-event", problem);
  const exact = parse(text, parseExactJson);
  return { plain: parsed.value, exact: exact instanceof SyntaxError ? parsed.value : exact.value };
}

function decode(bytes: Uint8Array): string | null {
  try {
    return UTF8.decode(bytes);
  } catch {
    return null;
  }
}

function parse(
  text: string,
  read: (text: string) => unknown,
): { readonly value: unknown } | SyntaxError {
  try {
    return { value: read(text) };
  } catch (error) {
    if (error instanceof SyntaxError) return error;
    throw error;
  }
}

function findProblem(value: unknown, depthLeft: number): string | null {
  if (typeof value === "string") {
    return value.isWellFormed() ? null : "a text holds half a character (a lone surrogate)";
  }
  if (value === null || typeof value !== "object") return null;
  if (depthLeft === 0) return `nested deeper than ${DEPTH_MAX} levels`;
  for (const [key, member] of Object.entries(value)) {
    const problem = findProblem(key, 0) ?? findProblem(member, depthLeft - 1);
    if (problem) return problem;
  }
  return null;
}
