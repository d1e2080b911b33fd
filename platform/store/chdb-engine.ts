import { ClickHouseError, parseError } from "@clickhouse/client";
import { drainPending, Session } from "chdb";
import { checkReading, type ReadingVocabulary } from "./check-reading.ts";
import { createGate, type Gate } from "./gate.ts";
import { loadVocabulary } from "./load-vocabulary.ts";

/** The one database of the embedded engine. */
export const DATABASE = "vigie";

/** Never more native calls at once than these: each holds a thread of Node's pool, which has four. */
const CALLS_MAX = { writer: 1, verdicts: 1, people: 2 };

/** What a person or a board may take; less may be asked for. */
const PEOPLE_BOUNDS: Readonly<Record<string, number>> = {
  max_execution_time: 30,
  max_memory_usage: 1_000_000_000,
  max_result_rows: 10_000_000,
};
/** Of a result that people get in one piece. */
const WHOLE_RESULT_BYTES_MAX = 128 * 1024 * 1024;
const OTHER_DATABASES = `SELECT name FROM system.databases WHERE name != '${DATABASE}'`;

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
  readonly #vocabulary: ReadingVocabulary;
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
    this.#vocabulary = loadVocabulary(this.#keeper);
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
      if (lane === "people") this.#check(session, statement.sql);
      session.query(preamble(mark, lane, statement));
      if (statement.streamed) yield* streamChunks(session, this.#gates[lane], statement);
      else yield await runWhole(session, this.#gates[lane], statement);
    } catch (error) {
      signal?.throwIfAborted();
      throw error instanceof ClickHouseError || !(error instanceof Error)
        ? error
        : parseError(error);
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

  #check(session: Session, sql: string): void {
    const databases = session.query(OTHER_DATABASES, "TabSeparated").trim().split("\n");
    checkReading(sql, this.#vocabulary, databases);
  }

  async #kill(mark: string): Promise<void> {
    const sql = `KILL QUERY WHERE Settings['log_comment'] = '${mark}' ASYNC`;
    await this.#keeper.queryAsync(sql).catch(() => undefined);
  }
}

/** `readonly` comes last, as nothing can be set after it. */
function preamble(mark: string, lane: Lane, statement: Statement): string {
  const parameters = Object.entries(statement.parameters).map(([name, value]) =>
    assign(`param_${name}`, value),
  );
  const settings = lane === "people" ? bound(statement) : statement.settings;
  const all = [...Object.entries(settings), ["log_comment", mark] as const].map(([name, value]) =>
    assign(name, value),
  );
  const last = lane === "people" ? [assign("readonly", 1)] : [];
  const assignments = [...parameters, ...all, ...last].map((assignment) => `SET ${assignment}`);
  return [`USE ${DATABASE}`, ...assignments].join("; ");
}

function bound({ settings, streamed }: Statement): Statement["settings"] {
  const { readonly: _, ...asked } = settings;
  const bounds = streamed
    ? PEOPLE_BOUNDS
    : { ...PEOPLE_BOUNDS, max_result_bytes: WHOLE_RESULT_BYTES_MAX };
  const tighter = Object.entries(bounds).map(([name, limit]) => {
    const wish = Number(asked[name] ?? 0);
    return [name, wish > 0 && wish < limit ? wish : limit] as const;
  });
  return { ...asked, ...Object.fromEntries(tighter) };
}

function assign(name: string, value: Setting): string {
  if (!/^\w+$/.test(name))
    throw new ClickHouseError({
      code: "115",
      type: "UNKNOWN_SETTING",
      message: `Unknown setting ${JSON.stringify(name)}. `,
    });
  return `${name} = ${typeof value === "string" ? quote(value) : Number(value)}`;
}

function quote(text: string): string {
  const escaped = text.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("\0", "\\0");
  return `'${escaped}'`;
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
