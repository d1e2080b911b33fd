import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Bilingual } from "../../../schemas/bilingual.ts";
import type { SandboxReport } from "../sandbox.ts";
import { type Judged, judged, passed } from "./judge-fault.ts";
import { quote } from "./quote.ts";
import type { Session } from "./session.ts";
import { StatementStopped } from "./statement-error.ts";

const LIST_TABLES = readFileSync(new URL("./list-tables.sql", import.meta.url), "utf8");
const TABLES_MAX = 10_000;

const count = z.coerce.number().int().nonnegative();
const tablesSchema = z.array(z.object({ schema: z.string(), name: z.string(), recorded: count }));
const countedSchema = z.tuple([z.object({ rows: count })]);
type Content = NonNullable<SandboxReport["content"]>;

const TOO_MANY: Bilingual = {
  en: `More than ${TABLES_MAX} tables.`,
  fr: `Plus de ${TABLES_MAX} tables.`,
};

export type Counted = Judged & { readonly rowCounts: Content["rowCounts"] };

/**
 * Counts the rows of every user table by reading them, as long as the budget lasts; what is left
 * after that has the count that the database itself records, and that is said.
 */
export async function countRows(
  session: Session,
  { signal, budget }: { readonly signal: AbortSignal; readonly budget: AbortSignal },
): Promise<Counted> {
  const parameters = { most: TABLES_MAX + 1 };
  const tables = tablesSchema.parse(await session.run(LIST_TABLES, { signal, parameters }));
  if (tables.length > TABLES_MAX) return { ...judged("sandbox", TOO_MANY, {}), rowCounts: {} };
  const rowCounts: Record<string, number> = {};
  let [exact, differing] = [0, 0];
  for (const { schema, name, recorded } of tables) {
    const from = `${quote.name(schema)}.${quote.name(name)}`;
    const rows = await countTable(session, from, { signal, budget });
    rowCounts[`${schema}.${name}`] = rows ?? recorded;
    if (rows === null) continue;
    exact += 1;
    if (rows !== recorded) differing += 1;
  }
  const observed = { tables: tables.length, counted: exact, differingFromRecorded: differing };
  return { ...passed(describe(tables.length, exact), observed), rowCounts };
}

/** Null where the budget is used up. */
async function countTable(
  session: Session,
  from: string,
  { signal, budget }: { readonly signal: AbortSignal; readonly budget: AbortSignal },
): Promise<number | null> {
  try {
    const rows = await session.run(`SELECT COUNT_BIG(*) AS rows FROM ${from};`, {
      signal: AbortSignal.any([signal, budget]),
    });
    return countedSchema.parse(rows)[0].rows;
  } catch (error) {
    if (error instanceof StatementStopped && !signal.aborted) return null;
    throw error;
  }
}

function describe(tables: number, exact: number): Bilingual {
  if (exact === tables)
    return {
      en: `The rows of ${tables} tables were counted.`,
      fr: `Les lignes ont été comptées (tables : ${tables}).`,
    };
  return {
    en: `The rows of ${exact} of ${tables} tables were counted; the others as recorded.`,
    fr: `Lignes comptées pour ${exact} tables sur ${tables} ; les autres comme enregistrées.`,
  };
}
