import { z } from "zod";
import type { Store } from "../../platform/store/store.ts";

const HEAD = `-- Every table and view of the store, as the engine itself shows them after all migrations.
-- Made by test/platform/migrate-store.test.ts, and renewed with: npx vitest run -u --project fast test/platform/migrate-store.test.ts
`;

const NAMES = `SELECT name FROM system.tables
  WHERE database = currentDatabase() AND NOT startsWith(name, 'migration_turn_') ORDER BY name`;
const Name = z.object({ name: z.string() });
const Shown = z.object({ statement: z.string() });

/** What `SHOW CREATE` says of every table and view, in order of their names. */
export async function dumpSchema(store: Store): Promise<string> {
  const names = await store.query(NAMES, {}, Name);
  const statements: string[] = [];
  for (const { name } of names) {
    const [shown] = await store.query(`SHOW CREATE TABLE ${name}`, {}, Shown);
    if (shown) statements.push(`${shown.statement};\n`);
  }
  return [HEAD, ...statements].join("\n");
}
