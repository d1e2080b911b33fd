import type { PostgresEngine } from "./postgres-engine.ts";

const ROLES_PER_STATEMENT_MAX = 100;
const NAME = String.raw`(?:"(?:[^"]|"")+"|[A-Za-z_][\w$]*)`;
const MENTION = new RegExp(
  String.raw`\b(?:OWNER TO|TO|FROM|FOR ROLE|FOR USER|AUTHORIZATION)\s+(${NAME}(?:\s*,\s*${NAME})*)`,
  "gi",
);
const WORDS_NOT_ROLES = /^(public|current_user|current_role|session_user|group)$/i;

/**
 * A dump of one database names roles but does not bring them: makes those that a statement names,
 * without any right.
 */
export async function createRoles(engine: PostgresEngine, statement: string): Promise<void> {
  const names = [...statement.matchAll(MENTION)]
    .flatMap(([, list = ""]) => list.match(new RegExp(NAME, "g")) ?? [])
    .filter((name) => !WORDS_NOT_ROLES.test(name));
  for (const name of [...new Set(names)].slice(0, ROLES_PER_STATEMENT_MAX)) {
    const role = name.startsWith('"')
      ? name.slice(1, -1).replaceAll('""', '"')
      : name.toLowerCase();
    await engine.createRole(role);
  }
}
