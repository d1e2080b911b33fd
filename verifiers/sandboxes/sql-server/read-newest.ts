import { readFileSync } from "node:fs";
import { z } from "zod";
import type { RestoreRequest, SandboxReport } from "../sandbox.ts";
import { quote } from "./quote.ts";
import type { Session } from "./session.ts";

const FIND_COLUMN = readFileSync(new URL("./find-column.sql", import.meta.url), "utf8");
const DEFAULT_SCHEMA = "dbo";

const columnsSchema = z.array(
  z.object({ schema: z.string(), table: z.string(), column: z.string() }),
);
const newestSchema = z.tuple([z.object({ newest: z.string().nullable() })]);

type Newest = NonNullable<SandboxReport["content"]>["newest"];

/** The newest instant in a column; one without a zone is taken as UTC. */
export async function readNewest(
  session: Session,
  freshness: RestoreRequest["freshness"],
  signal: AbortSignal,
): Promise<Newest> {
  if (!freshness) return null;
  const [table = "", schema = DEFAULT_SCHEMA] = freshness.table.split(".").reverse();
  const parameters = { schema, table, column: freshness.column };
  const found = columnsSchema.parse(await session.run(FIND_COLUMN, { signal, parameters }))[0];
  if (!found) return { found: false, newestMs: null };
  const newest = `CAST(MAX(${quote.name(found.column)}) AS datetimeoffset(3))`;
  const from = `${quote.name(found.schema)}.${quote.name(found.table)}`;
  const rows = await session.run(
    `SELECT CONVERT(nvarchar(40), ${newest}, 127) AS newest FROM ${from};`,
    { signal },
  );
  const [{ newest: said }] = newestSchema.parse(rows);
  return { found: true, newestMs: said === null ? null : Date.parse(said) };
}
