import type { Answer } from "../assertions/judge-assertions.ts";
import { classOfErrors } from "./class-of-error.ts";
import type { Session } from "./session.ts";
import { StatementFailed } from "./statement-error.ts";

/** No such object, no such column; a page that cannot be read. */
const MISSING = new Set([207, 208]);

/** Asks for the one value of an assertion, as the user of the session: one who can only read. */
export async function askOneValue(
  session: Session,
  sql: string,
  signal: AbortSignal,
): Promise<Answer> {
  try {
    const rows = await session.run(sql, { signal, rowsMax: 2 });
    const values = rows.flatMap((row) => Object.values(row));
    if (rows.length !== 1 || values.length !== 1) return { kind: "not-one" };
    return { kind: "value", value: toText(values[0]) };
  } catch (error) {
    if (!(error instanceof StatementFailed)) throw error;
    const numbers = error.faults.map(({ number }) => number);
    const missing =
      numbers.some((number) => MISSING.has(number)) || classOfErrors(numbers).fault === "backup";
    const list = numbers.join(", ");
    return { kind: "failed", missing, because: { en: `errors ${list}`, fr: `erreurs ${list}` } };
  }
}

function toText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  return Buffer.isBuffer(value) ? value.toString("hex") : String(value);
}
