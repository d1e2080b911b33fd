import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { z } from "zod";
import type { Store } from "../../platform/store/store.ts";

const KINDS = ["tables", "views"] as const;

const NAMES = `SELECT name FROM system.tables
  WHERE database = currentDatabase() AND NOT startsWith(name, 'migration_turn_')
    AND (engine = 'View') = ({kind:String} = 'views')
  ORDER BY name`;
const Name = z.object({ name: z.string() });
const Shown = z.object({ statement: z.string() });

/** Holds the store to the schema that is kept in the tree. */
export async function expectKeptSchema(store: Store): Promise<void> {
  for (const kind of KINDS) {
    const file = `../../schemas/clickhouse/schema-${kind}.sql`;
    await expect(await dumpSchema(store, kind)).toMatchFileSnapshot(
      fileURLToPath(new URL(file, import.meta.url)),
    );
  }
}

/** What `SHOW CREATE` says of every table, or every view, in order of their names. */
export async function dumpSchema(store: Store, kind: (typeof KINDS)[number]): Promise<string> {
  const names = await store.query(NAMES, { kind }, Name);
  const statements: string[] = [];
  for (const { name } of names) {
    const [shown] = await store.query(`SHOW CREATE TABLE ${name}`, {}, Shown);
    if (shown) statements.push(`${shown.statement};\n`);
  }
  return [head(kind), ...statements].join("\n");
}

function head(kind: string): string {
  return `-- All ${kind} of the store, as the engine itself shows them after all migrations. Renewed with:
-- npx vitest run -u --project fast test/platform/migrate-store.test.ts
`;
}
