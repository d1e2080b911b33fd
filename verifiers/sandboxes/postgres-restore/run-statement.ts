import { createRoles } from "./create-roles.ts";
import type { PostgresEngine } from "./postgres-engine.ts";
import { sqlState } from "./sql-error.ts";

/** Why a statement that could not run here takes nothing from the restored data. */
export type Note = "other-database" | "unknown-parameter" | "nothing-to-drop";

const UNDEFINED_OBJECT = "42704";
const UNKNOWN_DATABASE = "3D000";
const NOTHING_THERE = new Set([UNDEFINED_OBJECT, "42P01", "42883", "3F000"]);
const NAMES_ROLES = new Set(["ALTER", "GRANT", "REVOKE", "CREATE"]);
const INSUFFICIENT_PRIVILEGE = "42501";
const DROPS = /^(DROP\s|ALTER\s+TABLE\s+[^;]*\sDROP\s)/i;

/**
 * Runs one statement of a dump; null where it ran, a note where it was left out. The extended
 * protocol takes one statement
 * only, so nothing can hide behind it. Throws the engine's error where the statement fails.
 */
export async function runStatement(
  engine: PostgresEngine,
  text: string,
  words: readonly string[],
): Promise<Note | null> {
  if (words[1] === "DATABASE") return "other-database";
  try {
    await engine.query(text);
    return null;
  } catch (error) {
    const state = sqlState(error);
    if (state === UNKNOWN_DATABASE) return "other-database";
    if (state === UNDEFINED_OBJECT && words[0] === "SET") return "unknown-parameter";
    if (state && NOTHING_THERE.has(state) && DROPS.test(text)) return "nothing-to-drop";
    if (state === INSUFFICIENT_PRIVILEGE && words[1] === "EXTENSION")
      if (await engine.createExtension(text)) return null;
    if (state !== UNDEFINED_OBJECT || !NAMES_ROLES.has(words[0] ?? "")) throw error;
    await createRoles(engine, text);
    await engine.query(text);
    return null;
  }
}
