import { spawn } from "node:child_process";
import { errorCode } from "../../../platform/errors/file-error.ts";

/** How a kind of backup repository, which is a directory, is checked by its own program. */
export type RepositoryTool = {
  readonly format: string;
  readonly program: string;
  /** Whether a directory with these entries is one. */
  readonly recognises: (names: readonly string[]) => boolean;
  /** Shows that the repository can be opened at all: its password is right. */
  readonly open: (directory: string) => readonly string[];
  /** Reads every byte and checks it. */
  readonly check: (directory: string) => readonly string[];
  /** Variables of the operator that it is given. */
  readonly variables: RegExp;
  readonly settings: Readonly<Record<string, string>>;
};

export const REPOSITORY_TOOLS: readonly RepositoryTool[] = [
  {
    format: "restic",
    program: "restic",
    recognises: (names) => ["config", "data", "index", "keys", "snapshots"].every(isIn(names)),
    open: (directory) => ["-r", directory, "--no-lock", "--no-cache", "cat", "config"],
    check: (directory) => ["-r", directory, "--no-lock", "--no-cache", "check", "--read-data"],
    variables: /^(PATH|HOME|TMPDIR|RESTIC_PASSWORD(_FILE|_COMMAND)?)$/,
    settings: {},
  },
  {
    format: "borg",
    program: "borg",
    recognises: (names) => ["config", "data", "README"].every(isIn(names)),
    open: (directory) => ["list", "--last", "1", directory],
    check: (directory) => ["check", "--verify-data", directory],
    variables: /^(PATH|HOME|TMPDIR|BORG_(PASSPHRASE|PASSCOMMAND|PASSPHRASE_FD|BASE_DIR|KEYS_DIR))$/,
    settings: {
      BORG_RELOCATED_REPO_ACCESS_IS_OK: "yes",
      BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: "yes",
    },
  },
];

/** Its exit code; null where the program is not installed or was ended. Asks nobody anything. */
export function runTool(
  program: string,
  parameters: readonly string[],
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, { env, stdio: "ignore", signal });
    child.once("error", (error) =>
      errorCode(error) === "ENOENT" || signal.aborted ? resolve(null) : reject(error),
    );
    child.once("exit", resolve);
  });
}

function isIn(names: readonly string[]) {
  return (name: string) => names.includes(name);
}
