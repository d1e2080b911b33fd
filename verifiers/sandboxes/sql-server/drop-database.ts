import { readFileSync } from "node:fs";
import { z } from "zod";
import { dropKeys, listKeys } from "./bring-keys.ts";
import { quote } from "./quote.ts";
import { listDatabases } from "./read-instance.ts";
import type { Directories } from "./restore-statements.ts";
import { sandboxName } from "./sandbox-name.ts";
import type { Session } from "./session.ts";
import { StatementFailed } from "./statement-error.ts";

const LIST_LEFTOVERS = readFileSync(new URL("./list-leftovers.sql", import.meta.url), "utf8");
const TAKE_LOCK = readFileSync(new URL("./take-lock.sql", import.meta.url), "utf8");

const lockSchema = z.tuple([z.object({ taken: z.int() })]);

type Options = { readonly directories: Directories; readonly signal: AbortSignal };

/** Claims a name for as long as the session lives; false where another session has it. */
export async function claimName(
  session: Session,
  name: string,
  signal: AbortSignal,
): Promise<boolean> {
  const rows = await session.run(TAKE_LOCK, { signal, parameters: { resource: name } });
  return lockSchema.parse(rows)[0].taken >= 0;
}

/**
 * Drops a restored database, its keys and its files; resolves to what is left of it, by name:
 * nothing, where all went well.
 */
export async function dropDatabase(
  session: Session,
  name: string,
  { directories, signal }: Options,
): Promise<readonly string[]> {
  const state = async () =>
    (await listDatabases(session, signal)).find((database) => database.name === name)?.state;
  const before = await state();
  // One that is still being restored takes no options, and has no users.
  if (before === "ONLINE") await attempt(session, throwOut(name), signal);
  if (before !== undefined) await attempt(session, `DROP DATABASE ${quote.name(name)};`, signal);
  if ((await state()) !== undefined) return [name];
  await dropKeys(session, name, signal);
  const places = [...new Set([directories.data, directories.log])];
  const left: string[] = [];
  for (const place of places) left.push(...(await listFiles(session, place, name, signal)));
  return left;
}

/** Drops what earlier processes left: databases and keys whose name nobody claims any more. */
export async function dropOrphans(
  session: Session,
  options: Options,
): Promise<{ readonly dropped: number; readonly left: readonly string[] }> {
  const { signal } = options;
  const databases = (await listDatabases(session, signal)).map(({ name }) => name);
  const keys = (await listKeys(session, signal)).map(({ name }) => name);
  const names = new Set([
    ...databases.filter(sandboxName.isDatabase),
    ...keys.flatMap((key) => sandboxName.databaseOfKey(key) ?? []),
  ]);
  let dropped = 0;
  const left: string[] = [];
  for (const name of names) {
    if (!(await claimName(session, name, signal))) continue;
    const remains = await dropDatabase(session, name, options);
    left.push(...remains);
    if (remains.length === 0) dropped += 1;
  }
  return { dropped, left };
}

function throwOut(name: string): string {
  return `ALTER DATABASE ${quote.name(name)} SET SINGLE_USER WITH ROLLBACK IMMEDIATE;`;
}

/** What is refused here shows in what is left. */
async function attempt(session: Session, statement: string, signal: AbortSignal): Promise<void> {
  try {
    await session.run(statement, { signal });
  } catch (error) {
    if (!(error instanceof StatementFailed)) throw error;
  }
}

/** Nothing where the instance cannot list its files. */
async function listFiles(
  session: Session,
  directory: string,
  name: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const parameters = { directory, pattern: `${name}*` };
  try {
    const rows = await session.run(LIST_LEFTOVERS, { signal, parameters });
    return z
      .array(z.object({ path: z.string() }))
      .parse(rows)
      .map(({ path }) => path);
  } catch (error) {
    if (error instanceof StatementFailed) return [];
    throw error;
  }
}
