import type { ByteSource } from "../../platform/objects/byte-source.ts";
import type { Bilingual } from "../../schemas/bilingual.ts";
import type { Check, FaultClass, ProofLevel } from "../../schemas/proof.ts";

/** How the process or server of a sandbox ended; anything but `done` proves nothing. */
export type SandboxEnded =
  | "done"
  | "crashed"
  | "out-of-time"
  | "out-of-memory"
  | "out-of-output"
  | "out-of-disk"
  | "stopped";

export type StageJudgement = Pick<Check, "verdict" | "reason" | "observed">;

/** One act of a restore, as the proof tells it. */
export type SandboxStep = StageJudgement & {
  readonly name: string;
  readonly startedAtMs: number;
  readonly seconds: number;
  /** Null where it passed. */
  readonly fault: FaultClass | null;
};

export type RestorableCopy = { readonly uri: string; readonly source: ByteSource };

/** An assertion of the customer: SQL that returns one value. */
export type Assertion = { readonly name: string; readonly sql: string; readonly expect: string };

export type RestoreRequest = {
  /** As `detectFormat` names it. */
  readonly format: string;
  readonly gzip: boolean;
  /** In the order of restoring: the base first, then what follows it in its chain. Never empty. */
  readonly copies: readonly RestorableCopy[];
  /** The instant to restore to, within a chain with logs; null: all of it. */
  readonly targetMs: number | null;
  readonly level: Exclude<ProofLevel, "exists" | "whole">;
  readonly freshness: { readonly table: string; readonly column: string } | null;
  readonly assertions: readonly Assertion[];
};

export type Newest = {
  /** False: no such table or column of instants. */
  readonly found: boolean;
  /** Null: no row has a value. */
  readonly newestMs: number | null;
  /** Why the column cannot be read, or not all of it: a newer row may be there then. */
  readonly unread?: Bilingual | undefined;
};

/**
 * What a sandbox saw. A stage that it did not reach is null; nothing is inferred from silence.
 * Counts, instants and names of tables only: never rows.
 */
export type SandboxReport = {
  readonly ended: SandboxEnded;
  readonly steps: readonly SandboxStep[];
  readonly sound: StageJudgement | null;
  /** The engine's own consistency check included. `engine`: name and version. */
  readonly restored: (StageJudgement & { readonly engine: string | null }) | null;
  readonly content: {
    readonly rowCounts: Readonly<Record<string, number>>;
    readonly newest: Newest | null;
    readonly assertions: readonly (StageJudgement & { readonly name: string })[];
  } | null;
  /** Of the base copy's bytes as they were read; null where not all were. */
  readonly sha256: string | null;
  /** From the first byte to a usable database: what is held against the RTO. */
  readonly seconds: number;
  /** Of the sandbox itself, apart from what it saw: whether nothing of it is left. */
  readonly cleanup: "done" | "failed";
};

/**
 * One engine that restores copies in sandboxes: each in one of its own, with a generated name and
 * a marker, bounded in time, memory and disk, without network, keys or tokens, and gone afterwards.
 */
export type Sandbox = {
  readonly engine: string;
  readonly formats: readonly string[];
  /** Of bases that it restores with what follows them in a chain; none unless said. */
  readonly chainFormats?: readonly string[];
  /** False: it reads the rows of a copy, which restores nothing and claims no level. */
  readonly restores?: false;
  /** Rejects where a copy cannot be read or the sandbox's own server cannot be used. */
  readonly verify: (request: RestoreRequest, signal: AbortSignal) => Promise<SandboxReport>;
  /** Removes what earlier processes left; resolves to how many. */
  readonly sweep: () => Promise<number>;
};
