import { createRequire } from "node:module";
import type sql from "mssql";
import { z } from "zod";
import { OperatingError } from "../../../platform/errors/operating-error.ts";
import { SessionLost, StatementFailed, StatementStopped } from "./statement-error.ts";

const require = createRequire(import.meta.url);
/** Loaded at the first session: it takes 18 MB. */
const loadDriver = (): typeof sql => require("mssql");

const CONNECT_MS_MAX = 15_000;
/** For the server to say that it has stopped; after that its connection is ended. */
const CANCEL_MS_MAX = 15_000;
/** A pool connects once to try, and once to stay. */
const CONNECTIONS_MAX = 2;
const FAULTS_MAX = 100;
/** Of one value: the server cuts longer ones. */
const TEXT_BYTES_MAX = 65_536;
/** More than a backup has files, or a database has tables that are counted. */
const ROWS_MAX = 40_000;

/** A state of 0 the driver drops. */
const faultSchema = z.object({ number: z.int(), class: z.int(), state: z.int().default(0) });

export type SqlServerConnection = {
  readonly server: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly encrypt: boolean;
  readonly trustServerCertificate: boolean;
  /** PEM of the authority that signed the instance's certificate; null: a public one. */
  readonly ca: string | null;
};

export type Row = Readonly<Record<string, unknown>>;

export type RunOptions = {
  readonly signal: AbortSignal;
  /** Text or integers, as `@name` in the statement. */
  readonly parameters?: Readonly<Record<string, string | number>>;
  /** What the server says beside its results, which may hold data. */
  readonly onNotice?: (notice: { readonly number: number; readonly text: string }) => void;
  /** Takes each row instead of their being kept, where they may be too many for that. */
  readonly onRow?: (row: Row) => void;
  /** After which no more are asked for; those that came are all that is returned. */
  readonly rowsMax?: number;
};

/**
 * One connection, never replaced by another: locks and impersonation live and die with it.
 * Statements have no time limit of the driver's; whoever runs one gives a signal.
 */
export class Session implements AsyncDisposable {
  readonly #pool: sql.ConnectionPool;

  constructor(pool: sql.ConnectionPool) {
    this.#pool = pool;
  }

  /** Rejects with `OperatingError` where the instance cannot be reached or refuses the login. */
  static async open(connection: SqlServerConnection, database = "master"): Promise<Session> {
    let connections = 0;
    const { ConnectionPool } = loadDriver();
    const pool = new ConnectionPool({
      server: connection.server,
      port: connection.port,
      user: connection.user,
      password: connection.password,
      database,
      connectionTimeout: CONNECT_MS_MAX,
      requestTimeout: 0,
      validateConnection: false,
      pool: { min: 1, max: 1, idleTimeoutMillis: Number.MAX_SAFE_INTEGER },
      beforeConnect: (made) => {
        connections += 1;
        if (connections > CONNECTIONS_MAX) made.close();
      },
      options: {
        appName: "vigie",
        encrypt: connection.encrypt,
        trustServerCertificate: connection.trustServerCertificate,
        cancelTimeout: CANCEL_MS_MAX,
        textsize: TEXT_BYTES_MAX,
        ...(connection.ca !== null && { cryptoCredentialsDetails: { ca: connection.ca } }),
      },
    });
    pool.on("error", () => undefined);
    try {
      await pool.connect();
    } catch (cause) {
      await pool.close();
      throw unreachable(connection, cause);
    }
    return new Session(pool);
  }

  /**
   * The rows of all results, one after another. Rejects with `StatementFailed`, with
   * `StatementStopped` at the signal, and with `SessionLost` where the connection ended.
   */
  async run(statement: string, options: RunOptions): Promise<readonly Row[]> {
    const { signal, parameters, onNotice, rowsMax = ROWS_MAX } = options;
    if (signal.aborted) throw new StatementStopped();
    const { Int, NVarChar } = loadDriver();
    const request = this.#pool.request();
    request.stream = true;
    const rows: Row[] = [];
    const errors: unknown[] = [];
    const cancel = () => void request.cancel();
    const keep = (row: Row) => {
      if (rows.length < rowsMax) rows.push(row);
      if (rows.length === rowsMax) cancel();
    };
    const take = options.onRow ?? keep;
    request.on("row", (row) => {
      try {
        take(row);
      } catch (error) {
        errors.push(error);
        cancel();
      }
    });
    request.on("error", (error) => errors.push(error));
    if (onNotice) request.on("info", ({ number, message }) => onNotice({ number, text: message }));
    for (const [name, value] of Object.entries(parameters ?? {}))
      request.input(name, typeof value === "number" ? Int : NVarChar, value);
    signal.addEventListener("abort", cancel, { once: true });
    try {
      await (parameters ? request.query(statement) : request.batch(statement));
    } catch (error) {
      errors.push(error);
    } finally {
      signal.removeEventListener("abort", cancel);
    }
    if (signal.aborted) throw new StatementStopped();
    if (errors.length > 0 && rows.length < rowsMax) throw translate(errors);
    return rows;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.close();
  }
}

function unreachable({ server, port, user }: SqlServerConnection, cause: unknown): OperatingError {
  const { ConnectionError } = loadDriver();
  const refused = cause instanceof ConnectionError && cause.code === "ELOGIN";
  return new OperatingError(
    refused
      ? `Cannot use the SQL Server sandbox ${server}:${port} as it refuses the login ${user}`
      : `Cannot use the SQL Server sandbox ${server}:${port} as it does not answer`,
    {
      retryable: !refused,
      hint: refused
        ? "check the engine's user and its password"
        : "check that the instance runs and its certificate; see docs/sandboxes-sql-server.md",
      cause,
    },
  );
}

function translate(errors: readonly unknown[]): unknown {
  const { MSSQLError, RequestError } = loadDriver();
  const foreign = errors.find((error) => !(error instanceof MSSQLError));
  if (foreign) return foreign;
  const faults = errors.slice(-FAULTS_MAX).flatMap((error) => {
    const { data } = faultSchema.safeParse(error);
    return data ? [{ number: data.number, severity: data.class, state: data.state }] : [];
  });
  const isRefused = errors.every((error) => error instanceof RequestError && isOfServer(error));
  return isRefused ? new StatementFailed(faults) : new SessionLost(faults);
}

function isOfServer({ code }: sql.RequestError): boolean {
  return code === "EREQUEST";
}
