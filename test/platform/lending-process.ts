import { readdirSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { openInsertFiles } from "../../platform/store/insert-file.ts";

// Lends more than the disk below its argument has, as a writer that tries again, and tells of it.
const TRIES = 3;
const directory = join(process.argv[2] ?? "", "files");
const files = openInsertFiles(directory);

async function* bytes(count: number) {
  yield Buffer.alloc(count);
}

async function lend(count: number): Promise<string> {
  try {
    await using _lent = await files.lend("INSERT INTO t FORMAT Native", bytes(count));
    return "lent";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const refused: string[] = [];
for (let tries = 0; tries < TRIES; tries++) refused.push(await lend(2 * 2 ** 20));
const left = readdirSync(directory);
process.stdout.write(JSON.stringify({ refused, left, after: await lend(500_000) }));
