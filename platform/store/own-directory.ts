import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { errorCode, fileError } from "../errors/file-error.ts";
import { OperatingError } from "../errors/operating-error.ts";

const SQLITE_BUSY = 5;
/** Longer than `findOwner` holds the lock when it looks whether anybody does. */
const LOCK_WAIT_MS = 500;

const StoreOwner = z.object({
  pid: z.int(),
  url: z.string(),
  readToken: z.string(),
});

/** The process that has a store's directory, and how to ask it. */
export type StoreOwner = z.infer<typeof StoreOwner>;

export type Ownership = {
  /**
   * Tells others whom to ask. Readable by this account alone, as it holds the token for reading.
   */
  readonly announce: (owner: StoreOwner) => void;
  readonly release: () => void;
};

/**
 * Takes a store's directory for this process, until `release` or its death: the lock is a file
 * lock, which the system drops with the process. An `OperatingError` names the owner if there is
 * one.
 */
export function ownDirectory(directory: string): Ownership {
  const lock = lockDirectory(directory);
  if (lock === null) throw ownedError(directory);
  const file = ownerFile(directory);
  rmSync(file, { force: true });
  return {
    announce: (owner) => {
      writeFileSync(`${file}.new`, JSON.stringify(owner), { mode: 0o600 });
      chmodSync(`${file}.new`, 0o600);
      renameSync(`${file}.new`, file);
    },
    release: () => {
      rmSync(file, { force: true });
      lock.close();
    },
  };
}

/** The lock, held while the connection is open; null if another process has it. */
export function lockDirectory(directory: string): DatabaseSync | null {
  let database: DatabaseSync | undefined;
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    database = new DatabaseSync(join(directory, "owner.lock"), { timeout: LOCK_WAIT_MS });
    database.exec("BEGIN EXCLUSIVE");
    return database;
  } catch (error) {
    database?.close();
    if (isBusy(error)) return null;
    throw lockError(directory, error);
  }
}

/** What the owner announced, whether it still lives or not; null if nothing. */
export function readOwner(directory: string): StoreOwner | null {
  try {
    return StoreOwner.parse(JSON.parse(readFileSync(ownerFile(directory), "utf8")));
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw fileError(`read who owns ${directory}`, error);
  }
}

function ownerFile(directory: string): string {
  return join(directory, "owner.json");
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && error.errcode === SQLITE_BUSY;
}

function lockError(directory: string, cause: unknown): unknown {
  const known = fileError(`own ${directory}`, cause);
  if (known instanceof OperatingError && errorCode(cause) !== "ERR_SQLITE_ERROR") return known;
  return new OperatingError(`Cannot own ${directory} as its lock cannot be written`, {
    retryable: false,
    hint: "check that the directory may be written to, and that the disk has space",
    cause,
  });
}

function ownedError(directory: string): OperatingError {
  const owner = readOwner(directory);
  const who = owner ? `process ${owner.pid}` : "another process, which is starting";
  return new OperatingError(`Cannot open ${directory} as it belongs to ${who}`, {
    retryable: false,
    hint: owner ? "stop that process first" : "try again in a moment",
  });
}
