import { parseError } from "@clickhouse/client";
import { drainPending, Session } from "chdb";
import { createGate, type Gate } from "./gate.ts";

/** The one database of the embedded engine. */
export const DATABASE = "vigie";

/** Never more native calls at once than these: each holds a thread of Node's pool, which has four. */
const CALLS_MAX = { writer: 1, verdicts: 1, people: 2 };

/** What a person or a board may take; `readonly` last, as nothing can be set after it. */
const PEOPLE_BOUNDS = {
  max_execution_time: 30,
  timeout_before_checking_execution_speed: 0,
  max_memory_usage: 1_000_000_000,
  max_result_rows: 10_000_000,
  readonly: 1,
};

export type Lane = keyof typeof CALLS_MAX;
export type Setting = string | number | boolean;

export type Statement = {
  readonly sql: string;
  /** Of the result, where the statement has no FORMAT clause of its own. */
  readonly format: string;
  /** In the text form of ClickHouse's HTTP interface (`param_*`). */
  readonly parameters: Readonly<Record<string, string>>;
  readonly settings: Readonly<Record<string, Setting>>;
  /**
   * In bounded memory, chunk by chunk; else all at once. Only for formats whose chunks can be joined. The planning
   * of a streamed statement, scalar subqueries included, holds up the event loop.
   */
  readonly streamed: boolean;
  readonly signal?: AbortSignal | undefined;
};

/** ClickHouse in this process. Every statement has a session of its own, so that none leaves settings behind. */
export class ChdbEngine {
  readonly #directory: string;
  readonly #keeper: Session;
  readonly #gates: Readonly<Record<Lane, Gate>>;
  #statements = 0;

  constructor(directory: string) {
    this.#directory = directory;
    this.#keeper = new Session(directory);
    this.#gates = {
      writer: createGate(CALLS_MAX.writer),
      verdicts: createGate(CALLS_MAX.verdicts),
      people: createGate(CALLS_MAX.people),
    };
    this.#keeper.query(`CREATE DATABASE IF NOT EXISTS ${DATABASE} ENGINE = Atomic`);
  }

  /** The result's bytes. Rejects with a `ClickHouseError`, in the middle too, or with the signal's reason. */
  async *run(lane: Lane, statement: Statement): AsyncGenerator<Uint8Array> {
    const { signal } = statement;
    signal?.throwIfAborted();
    this.#statements += 1;
    const mark = `vigie-${this.#statements}`;
    const kill = () => void this.#kill(mark);
    signal?.addEventListener("abort", kill);
    const session = new Session(this.#directory);
    try {
      session.query(preamble(mark, lane, statement));
      if (statement.streamed) yield* streamChunks(session, this.#gates[lane], statement);
      else yield await runWhole(session, this.#gates[lane], statement);
    } catch (error) {
      signal?.throwIfAborted();
      throw error instanceof Error ? parseError(error) : error;
    } finally {
      signal?.removeEventListener("abort", kill);
      session.close();
    }
  }

  async close(): Promise<void> {
    await drainPending();
    this.#keeper.close();
    await drainPending();
  }

  async #kill(mark: string): Promise<void> {
    const sql = `KILL QUERY WHERE Settings['log_comment'] = '${mark}' ASYNC`;
    await this.#keeper.queryAsync(sql).catch(() => undefined);
  }
}

function preamble(mark: string, lane: Lane, { settings, parameters }: Statement): string {
  const bounds = lane === "people" ? PEOPLE_BOUNDS : {};
  const all = { ...without(settings, bounds), log_comment: mark, ...bounds };
  const assignments = [
    ...Object.entries(parameters).map(([name, value]) => assign(`param_${name}`, value)),
    ...Object.entries(all).map(([name, value]) => assign(name, value)),
  ];
  return [`USE ${DATABASE}`, ...assignments.map((assignment) => `SET ${assignment}`)].join("; ");
}

/** So that an object made of both has the bounds last. */
function without(
  settings: Statement["settings"],
  bounds: Readonly<Record<string, Setting>>,
): Statement["settings"] {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !(name in bounds)));
}

function assign(name: string, value: Setting): string {
  if (!/^\w+$/.test(name)) throw new Error(`Code: 115. DB::Exception: ${name}. (UNKNOWN_SETTING)`);
  return `${name} = ${typeof value === "string" ? quote(value) : Number(value)}`;
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

async function* streamChunks(
  session: Session,
  gate: Gate,
  { sql, format, signal }: Statement,
): AsyncGenerator<Uint8Array> {
  const chunks = session.queryStream(sql, { format })[Symbol.asyncIterator]();
  try {
    while (true) {
      const chunk = await gate(async () => {
        signal?.throwIfAborted();
        return chunks.next();
      });
      if (chunk.done) return;
      yield chunk.value.raw();
    }
  } finally {
    await chunks.return?.();
  }
}

async function runWhole(
  session: Session,
  gate: Gate,
  { sql, format, signal }: Statement,
): Promise<Uint8Array> {
  const result = await gate(async () => {
    signal?.throwIfAborted();
    return session.queryAsync(sql, { format });
  });
  signal?.throwIfAborted();
  return result.bytes();
}
