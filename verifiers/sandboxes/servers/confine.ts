import { spawnSync } from "node:child_process";
import type { SandboxLimits } from "../sandbox-limits.ts";
import type { Account } from "./find-account.ts";

const PROCESSES_MAX = 1_024;
/** Servers reserve far more addresses than they ever use; what they use is watched. */
const ADDRESS_FACTOR = 4;
/** Of what a sandbox may have on disk: its watch is to see it before a file stops growing. */
const FILE_FACTOR = 2;
const ROOT_NAMESPACES = ["--net", "--pid", "--ipc", "--fork", "--kill-child"];
const USER_NAMESPACES = ["--user", "--map-current-user", ...ROOT_NAMESPACES];
/** Without it all processes of the machine are seen in /proc; some containers refuse it. */
const OWN_PROC = "--mount-proc";
const PROBE_MS_MAX = 10_000;

export type Command = { readonly file: string; readonly parameters: readonly string[] };

export type Confinement = {
  /** Whether the processes have no network but their own, empty one. */
  readonly offline: boolean;
  /** The command as it runs without rights, network or more than its share of the machine. */
  readonly confine: (command: Command) => Command;
};

type Limits = Pick<SandboxLimits, "memoryMax" | "diskMax">;

/**
 * Finds what this machine allows: namespaces of network, processes and shared memory of its own
 * (as root, or by user namespaces), and in any case the limits of the kernel for each process.
 * `groups`: what the account needs beside its own.
 */
export function findConfinement(
  account: Account | null,
  limits: Limits,
  groups: readonly number[] = [],
): Confinement {
  const allowed = account ? ROOT_NAMESPACES : USER_NAMESPACES;
  const namespaces = [[...allowed, OWN_PROC], allowed].find(canUnshare) ?? null;
  const drop = account
    ? [
        ...["setpriv", `--reuid=${account.uid}`, `--regid=${account.gid}`],
        groups.length > 0 ? `--groups=${groups.join()}` : "--clear-groups",
        ...["--no-new-privs", "--pdeathsig=KILL", "--"],
      ]
    : [];
  const bounds = [
    ...[
      "prlimit",
      `--as=${limits.memoryMax * ADDRESS_FACTOR}`,
      `--fsize=${limits.diskMax * FILE_FACTOR}`,
      "--core=0",
    ],
    ...(account ? [`--nproc=${PROCESSES_MAX}`] : []),
    "--",
  ];
  const before = [...(namespaces ? ["unshare", ...namespaces, "--"] : []), ...drop, ...bounds];
  const [first = "", ...rest] = before;
  return {
    offline: namespaces !== null,
    confine: ({ file, parameters }) => ({
      file: first,
      parameters: [...rest, file, ...parameters],
    }),
  };
}

function canUnshare(namespaces: readonly string[]): boolean {
  const options = { stdio: "ignore", timeout: PROBE_MS_MAX } as const;
  return spawnSync("unshare", [...namespaces, "--", "true"], options).status === 0;
}
