/** A backup as a scripted server finds it in a file or a bucket. */
export type ScriptedBackup = {
  /** BackupType of its header: 1 full, 5 differential, 2 log. */
  readonly type: number;
  readonly id: string;
  readonly database: string;
  readonly server: string;
  readonly major: number;
  readonly checksums: boolean;
  readonly stripes: number;
  readonly markedDamaged: boolean;
  readonly files: readonly {
    readonly logicalName: string;
    readonly type: "D" | "L";
    readonly sizeBytes: number;
    readonly thumbprint?: string;
  }[];
  readonly firstLsn: number;
  readonly lastLsn: number;
  /** Of the key that encrypted it. */
  readonly thumbprint: string | null;
  /** Of a log: until when it reaches, by the clock of the server that it comes from. */
  readonly endsAtMs: number;
  /** When it was begun, by the same clock. */
  readonly startedLocalMs?: number;
  /** Quarters of an hour before UTC. */
  readonly timeZone: number;
  readonly tables: readonly ScriptedTable[];
  /** Its container, which the server sees as it reads; or pages, which CHECKDB sees. */
  readonly damage?: "container" | "pages" | null;
};

export type ScriptedTable = {
  readonly schema: string;
  readonly name: string;
  readonly rows: number;
  /** As the catalogue has it; the same unless said. */
  readonly recorded?: number;
  readonly newest?: { readonly column: string; readonly at: string | null };
};

export type ScriptedDatabase = {
  state: "ONLINE" | "RESTORING";
  lastLsn: number;
  files: readonly string[];
  tables: readonly ScriptedTable[];
  lastCheck: string | null;
  damaged?: boolean;
};

/** What happens instead of, or during, a statement that begins with these words. */
export type Script = {
  readonly at: string;
  readonly does:
    | { readonly kind: "errors"; readonly numbers: readonly number[]; readonly severity?: number }
    | { readonly kind: "drop" }
    /** Nothing more is said, until the client cancels. */
    | { readonly kind: "hang" }
    /** Rows of CHECKDB: number and level. */
    | { readonly kind: "found"; readonly rows: readonly (readonly [number, number])[] }
    /** Nothing is said, and nothing is done. */
    | { readonly kind: "silence" };
  /** How often; for ever unless said. */
  times?: number;
};

export type ScriptedState = {
  name: string;
  major: number;
  version: string;
  /** Null: the database of the marker is not there; empty: it has no marker. */
  marker: string | null;
  availability: boolean;
  freeBytes: number;
  backups: Map<string, readonly ScriptedBackup[]>;
  databases: Map<string, ScriptedDatabase>;
  /** Name and thumbprint. */
  keys: Map<string, string>;
  /** Files of certificates on the instance's disk, and what is in them. */
  escrow: Map<string, { readonly thumbprint: string; readonly password: string }>;
  leftovers: string[];
  scripts: Script[];
  password: string;
  /** Time zones of the sets whose history was loaded. */
  history: Map<string, number>;
  /** Every statement, and as whom it ran. */
  ran: { readonly sql: string; readonly as: string }[];
};
