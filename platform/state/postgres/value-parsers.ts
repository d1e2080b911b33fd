import assert from "node:assert/strict";
import type { CustomTypesConfig } from "pg";
import type { StateValue } from "../state-store.ts";

/** By type, in `pg_type` (src/include/catalog/pg_type.dat of PostgreSQL). */
const PARSERS: Readonly<Record<number, (text: string) => StateValue>> = {
  16: (text) => (text === "t" ? 1 : 0), // bool, as SQLite has it
  17: (text) => new Uint8Array(Buffer.from(text.slice("\\x".length), "hex")), // bytea
  20: toInteger, // int8
  21: Number, // int2
  23: Number, // int4
  25: String, // text
  701: Number, // float8
  1043: String, // varchar
};

/** How rows are read: integers as numbers to 2^53 - 1 and as bigint beyond. */
export const VALUE_PARSERS: CustomTypesConfig = {
  getTypeParser: (type: number) => {
    // Thrown here, it would end the process; thrown by the parser, it fails the query alone.
    return (
      PARSERS[type] ??
      (() => assert.fail(`PostgreSQL returned a value of the type ${type}, which no state has`))
    );
  },
};

function toInteger(text: string): number | bigint {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}
