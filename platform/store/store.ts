import type { ZodType } from "zod";
import type { NativeBlock } from "./native-block.ts";

/** A parameter of a query, bound by the engine as `{name:Type}`; never spliced into SQL. */
export type Parameter =
  | string
  | number
  | bigint
  | boolean
  | null
  | readonly (string | number | bigint)[]
  | readonly (readonly (string | number | bigint)[])[];
export type Parameters = Readonly<Record<string, Parameter>>;

/**
 * One connection to ClickHouse. Rows go through `row`; 64-bit integers arrive as decimal strings,
 * instants (DateTime64) as the engine prints them.
 */
export type Store = {
  readonly query: <T>(
    sql: string,
    parameters: Parameters,
    row: ZodType<T>,
    options?: { readonly signal?: AbortSignal },
  ) => Promise<readonly T[]>;
  /** The same, row by row in bounded memory. An error in the middle rejects the iteration. */
  readonly stream: <T>(
    sql: string,
    parameters: Parameters,
    row: ZodType<T>,
    options?: { readonly signal?: AbortSignal },
  ) => AsyncIterable<T>;
  /**
   * Durable before it resolves. The same rows twice are two rows, until the table's own key makes
   * them one.
   */
  readonly insert: (
    table: string,
    rows: readonly Readonly<Record<string, unknown>>[],
  ) => Promise<void>;
  /** The same at a tenth of the engine's work, for what comes in great numbers. */
  readonly insertBlock: (table: string, block: NativeBlock) => Promise<void>;
  /** A statement without rows: DDL, or what the engine writes by itself. Not for `people`. */
  readonly command: (sql: string, parameters?: Parameters) => Promise<void>;
};

/**
 * A store with its three connections kept apart, since one connection runs its queries one after
 * another.
 */
export type StoreConnections = {
  /** Inserts and migrations. */
  readonly writer: Store;
  /** What detectors and verifiers ask. */
  readonly verdicts: Store;
  /** What boards and commands ask: read only, bounded in time, memory and rows. */
  readonly people: Store;
  readonly close: () => Promise<void>;
};
