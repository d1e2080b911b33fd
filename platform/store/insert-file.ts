import assert from "node:assert/strict";
import { mkdirSync, rmSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileError } from "../errors/file-error.ts";
import { quote } from "./session-preamble.ts";

const FORMAT_AT_END = /\sFORMAT\s+\w+\s*$/;

type Lent = AsyncDisposable & {
  /** The statement that reads the file. */
  readonly sql: string;
};

/** Where bytes lie that the engine inserts: it takes text with a statement, and no others. */
export type InsertFiles = {
  readonly lend: (sql: string, data: AsyncIterable<Uint8Array>) => Promise<Lent>;
};

/** `directory` is for these files alone; what a killed process left there goes. */
export function openInsertFiles(directory: string): InsertFiles {
  let files = 0;
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return {
    lend: async (sql, data) => {
      assert(FORMAT_AT_END.test(sql), "only a statement that ends in FORMAT takes bytes");
      const file = join(directory, String(files++));
      await writeFile(file, data, { mode: 0o600 }).catch(async (error: unknown) => {
        // Of a full disk it has what there was left.
        await rm(file, { force: true }).catch(() => undefined);
        throw fileError(`write ${file}`, error);
      });
      return {
        sql: sql.replace(FORMAT_AT_END, (format) => ` FROM INFILE ${quote(file)}${format}`),
        [Symbol.asyncDispose]: () => rm(file, { force: true }),
      };
    },
  };
}
