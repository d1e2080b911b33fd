import { randomBytes } from "node:crypto";
import {
  chmod,
  chown,
  lstat,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock } from "../../../platform/clock/clock.ts";
import { fileError } from "../../../platform/errors/file-error.ts";
import { OperatingError } from "../../../platform/errors/operating-error.ts";
import type { Account } from "./find-account.ts";
import { endProcessesBelow } from "./processes-below.ts";

/** The file that says that a directory is a sandbox, and whose. */
export const MARKER = "vigie-sandbox";
const NAME = /^vigie-sandbox-[0-9a-f]{16}$/;
const NAME_BYTES = 8;
const TRAVERSE_ONLY = 0o711;
const OWN_ONLY = 0o700;

/** The directory below which sandboxes are laid out; made where it is not there. */
export async function openScratch(directory: string | undefined): Promise<string> {
  const root = join(directory ?? tmpdir(), `vigie-sandboxes-${process.getuid?.() ?? 0}`);
  try {
    await mkdir(root, { recursive: true, mode: TRAVERSE_ONLY });
    const { uid } = await lstat(root);
    if (uid !== process.getuid?.()) throw notOurs(root);
    await chmod(root, TRAVERSE_ONLY);
  } catch (error) {
    throw fileError(`open the sandboxes' directory ${root}`, error);
  }
  return root;
}

function notOurs(root: string): OperatingError {
  return new OperatingError(`Cannot use ${root} for sandboxes: it is another account's`, {
    retryable: false,
    hint: "name a directory of Vigie's own in verification.engines",
  });
}

export type SandboxPlace = {
  readonly name: string;
  /** Of the sandbox's account alone, beside its marker. */
  readonly directory: string;
};

/** A new sandbox's directory with a generated name, marked before anything else lies in it. */
export async function makePlace(root: string, account: Account | null): Promise<SandboxPlace> {
  const name = `vigie-sandbox-${randomBytes(NAME_BYTES).toString("hex")}`;
  const outer = join(root, name);
  const directory = join(outer, "d");
  await mkdir(outer, { mode: TRAVERSE_ONLY });
  // Never there without its words: a sweep takes another's sandbox for one whose Vigie is gone.
  await writeFile(join(outer, `${MARKER}.new`), await markOf(process.pid), { mode: 0o600 });
  await rename(join(outer, `${MARKER}.new`), join(outer, MARKER));
  await mkdir(directory, { mode: OWN_ONLY });
  if (account) await chown(directory, account.uid, account.gid);
  return { name, directory };
}

/** Ends what runs in a sandbox and removes it; false where something of it is left. */
export async function removePlace(root: string, name: string, clock: Clock): Promise<boolean> {
  const outer = join(root, name);
  if ((await readMark(outer)) === null) return false;
  const ended = await endProcessesBelow(outer, clock);
  await rm(join(outer, "d"), { recursive: true, force: true });
  await rm(outer, { recursive: true, force: true });
  return ended;
}

/** Removes the sandboxes whose Vigie is gone; resolves to how many. */
export async function sweepScratch(root: string, clock: Clock): Promise<number> {
  let removed = 0;
  for (const name of await readdir(root)) {
    const outer = join(root, name);
    const mark = NAME.test(name) ? await readMark(outer) : null;
    if (mark === null || mark === (await markOf(Number.parseInt(mark, 10)))) continue;
    if (await removePlace(root, name, clock)) removed += 1;
  }
  return removed;
}

/** What our own marker says; null where there is none, or none any more. */
async function readMark(outer: string): Promise<string | null> {
  const path = join(outer, MARKER);
  try {
    const { uid } = await lstat(path);
    return uid === process.getuid?.() ? await readFile(path, "utf8") : null;
  } catch {
    return null;
  }
}

/** A process by its number and when it started, as numbers are given again (proc(5), field 22). */
async function markOf(pid: number): Promise<string> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    const startedAt = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
    return `${pid} ${startedAt}\n`;
  } catch {
    return `${pid} gone\n`;
  }
}
