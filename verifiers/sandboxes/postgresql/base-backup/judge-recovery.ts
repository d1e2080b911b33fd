import type { FaultClass } from "../../../../schemas/proof.ts";

/** SQLSTATE classes of memory, disk or connections that lack, and of a server that was ended. */
const OF_MACHINE = ["53", "57"];

type Failed = {
  /** Of the server's last words; null where it had none, as it was killed. */
  readonly sqlState: string | null;
  /** Whether the sandbox itself was ended. */
  readonly isEnded: boolean;
  readonly copies: number;
};

/** Whose fault it is that a recovery failed on a machine on which an empty cluster works. */
export function judgeRecovery({ sqlState, isEnded, copies }: Failed): FaultClass {
  if (isEnded || sqlState === null || OF_MACHINE.includes(sqlState.slice(0, 2))) return "sandbox";
  return copies > 1 ? "chain" : "backup";
}
