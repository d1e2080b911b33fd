import type { TlsIdentity } from "./accept-tls.ts";
import { hasWord, headOf, type Lexeme, lexStatements, valueAfter } from "./lex-statements.ts";
import type { TdsRequest } from "./read-request.ts";
import { answerQuestion } from "./scripted-questions.ts";
import { runRestore } from "./scripted-restore.ts";
import type { ScriptedState } from "./scripted-state.ts";
import { serverError as error } from "./server-error.ts";
import {
  type Answer,
  startTdsServer,
  type TdsServer,
  type TdsSession,
} from "./start-tds-server.ts";

export type ScriptedSqlServer = Pick<TdsServer, "port" | "connections" | "dropAll" | "stop"> & {
  readonly state: ScriptedState;
};

const LOGIN_FAILED = 18456;
const CANNOT_OPEN = 4060;

/**
 * Plays a SQL Server that restores: it keeps databases, keys and files, refuses what the real one
 * refuses by the same numbers, and lets a test say what goes wrong where.
 */
export async function startScriptedSqlServer(
  changes: Partial<ScriptedState> = {},
  { port = 0, tls }: { readonly port?: number; readonly tls?: TlsIdentity | undefined } = {},
): Promise<ScriptedSqlServer> {
  const state: ScriptedState = { ...emptyState(), ...changes };
  const locks = new Map<string, number>();
  const impersonated = new Map<number, string>();
  const server = await startTdsServer(
    {
      login: (_, password, database) => {
        if (password !== state.password) return { number: LOGIN_FAILED, text: "Login failed." };
        const known = database === "master" || state.databases.get(database)?.state === "ONLINE";
        return known ? null : { number: CANNOT_OPEN, text: "Cannot open database." };
      },
      ended: ({ id }) => {
        impersonated.delete(id);
        for (const [name, owner] of locks) if (owner === id) locks.delete(name);
      },
      run: (request, session) => runBatch(request, { state, session, locks, impersonated }),
    },
    { port, ...(tls && { tls }) },
  );
  return { ...server, state };
}

export type Running = {
  readonly state: ScriptedState;
  readonly session: TdsSession;
  readonly locks: Map<string, number>;
  readonly impersonated: Map<number, string>;
};

async function* runBatch(request: TdsRequest, running: Running): AsyncIterable<Answer> {
  const { state, session, impersonated } = running;
  if (/^set ansi_nulls on\n/.test(request.sql)) return;
  const as = impersonated.get(session.id) ?? session.user;
  state.ran.push({ sql: request.sql, as });
  if (yield* followScript(request.sql, running)) return;
  const answer = answerQuestion(request, running);
  if (answer) return yield* answer;
  for (const statement of lexStatements(request.sql)) yield* runStatement(statement, running);
}

/** True where the script has taken the statement's place. */
async function* followScript(
  sql: string,
  { state, session }: Running,
): AsyncGenerator<Answer, boolean> {
  const script = state.scripts.find(({ at, times = 1 }) => sql.startsWith(at) && times > 0);
  if (!script) return false;
  if (script.times !== undefined) script.times -= 1;
  const { does } = script;
  if (does.kind === "errors") {
    for (const number of does.numbers)
      yield error(number, does.severity ? { severity: does.severity } : {});
  } else if (does.kind === "drop") {
    yield { kind: "info", number: 3211, text: "5 percent processed." };
    yield { kind: "drop" };
  } else if (does.kind === "hang") {
    yield { kind: "info", number: 3211, text: "5 percent processed." };
    const signal = session.signal();
    await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  } else if (does.kind === "found") {
    yield checkRows(does.rows);
  }
  return true;
}

async function* runStatement(
  statement: readonly Lexeme[],
  running: Running,
): AsyncIterable<Answer> {
  const { state, session, impersonated } = running;
  const head = headOf(statement);
  if (impersonated.has(session.id)) return yield error(229);
  if (head.startsWith("RESTORE ")) return yield* runRestore(statement, state);
  switch (head) {
    case "DISABLE TRIGGER":
    case "CREATE USER":
    case "ALTER ROLE":
    case "GRANT VIEW":
      return;
    case "ALTER DATABASE":
      if (!state.databases.has(valueAfter(statement, "DATABASE")?.text ?? "")) yield error(5011);
      return;
    case "EXECUTE AS":
      impersonated.set(session.id, valueAfter(statement, "USER")?.text ?? "");
      return;
    case "CREATE CERTIFICATE":
      return yield* createKey(statement, state);
    case "DROP CERTIFICATE":
      if (!state.keys.delete(valueAfter(statement, "CERTIFICATE")?.text ?? "")) yield error(15151);
      return;
    case "DROP DATABASE":
      return yield* dropDatabase(statement, state);
    case "DBCC CHECKDB":
      return yield* checkDatabase(statement, state);
    default:
      yield error(102);
  }
}

function* createKey(statement: readonly Lexeme[], state: ScriptedState): Iterable<Answer> {
  const name = valueAfter(statement, "CERTIFICATE")?.text ?? "";
  const file = statement.filter(({ kind }) => kind === "text")[0]?.text ?? "";
  const held = state.escrow.get(file);
  if (!held) return yield error(15208);
  if (valueAfter(statement, "PASSWORD")?.text !== held.password) return yield error(15465);
  state.keys.set(name, held.thumbprint);
}

function* dropDatabase(statement: readonly Lexeme[], state: ScriptedState): Iterable<Answer> {
  const name = valueAfter(statement, "DATABASE")?.text ?? "";
  if (!state.databases.delete(name)) yield error(3701);
}

function* checkDatabase(statement: readonly Lexeme[], state: ScriptedState): Iterable<Answer> {
  const database = state.databases.get(statement.find(({ kind }) => kind === "text")?.text ?? "");
  if (database?.state !== "ONLINE") return yield error(927);
  if (database.damaged)
    return yield checkRows([
      [8939, 16],
      [8989, 10],
    ]);
  database.lastCheck = `2026-11-22 0${state.ran.length % 10}:00:00.000`;
  yield checkRows(hasWord(statement, "PHYSICAL_ONLY") ? [] : [[8989, 10]]);
}

function checkRows(rows: readonly (readonly [number, number])[]): Answer {
  return {
    kind: "rows",
    columns: [
      ["Error", "int"],
      ["Level", "int"],
      ["State", "int"],
      ["MessageText", "nvarchar"],
    ],
    rows: rows.map(([number, level]) => [number, level, 1, `Message ${number}`]),
  };
}

function emptyState(): ScriptedState {
  return {
    name: "SANDBOX",
    major: 16,
    version: "16.0.4150.1",
    marker: "SANDBOX",
    availability: false,
    freeBytes: 10 * 2 ** 30,
    backups: new Map(),
    databases: new Map(),
    keys: new Map(),
    escrow: new Map(),
    leftovers: [],
    scripts: [],
    password: "right",
    history: new Map(),
    ran: [],
  };
}
