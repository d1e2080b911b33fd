import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { Bilingual } from "../../schemas/bilingual.ts";
import { COLUMN_KINDS, type ColumnKind } from "./column-kinds.ts";
import { isParameter, type PanelParameter } from "./panel-parameters.ts";

export type Column = {
  readonly is: ColumnKind;
  readonly title: Bilingual;
  /** It can be null: not known, or none. */
  readonly nullable?: true;
};

type Definition = {
  readonly title: Bilingual;
  /** What it shows and how to read it, for who has never seen it. */
  readonly help: Bilingual;
  /** In the order of the query. */
  readonly columns: Readonly<Record<string, Column>>;
  /** Rows at most in one answer. */
  readonly rowsMax: number;
  /** It tells of Vigie itself, or of all tenants together: only for who may see all. */
  readonly isWhole?: true;
};

/** One question to the store, asked alike by Grafana, the built-in board and the HTTP API. */
export type Panel = Definition & {
  /** Board and panel, as in `fleet/slots-by-state`; its query is the `.sql` file of that name. */
  readonly name: string;
  readonly sql: string;
  /** The parameters that its query takes. */
  readonly takes: readonly PanelParameter[];
  readonly row: z.ZodType<Readonly<Record<string, unknown>>>;
};

/**
 * A panel whose query is `file`, beside the module at `moduleUrl`. What is walled takes `tenants`:
 * asserted here, and tested by asking.
 */
export function definePanel(moduleUrl: string, file: string, definition: Definition): Panel {
  const path = fileURLToPath(new URL(file, moduleUrl));
  const name = path
    .split("/")
    .slice(-2)
    .join("/")
    .replace(/\.sql$/, "");
  const sql = readFileSync(path, "utf8");
  const takes = [...new Set([...sql.matchAll(/\{(\w+):[^}]+\}/g)].map(([, found]) => found ?? ""))];
  const known = takes.filter(isParameter);
  assert.deepEqual(known, takes, `${name} takes a parameter that panels don't have`);
  assert(definition.isWhole || known.includes("tenants"), `${name} must take tenants`);
  return { ...definition, name, sql, takes: known, row: rowOf(definition.columns) };
}

function rowOf(columns: Definition["columns"]) {
  const shape = Object.entries(columns).map(([name, { is, nullable }]) => {
    const kind: z.ZodType = COLUMN_KINDS[is];
    return [name, nullable ? kind.nullable() : kind] as const;
  });
  return z.strictObject(Object.fromEntries(shape));
}
