import type { TdsRequest } from "./read-request.ts";
import type { ScriptedDatabase, ScriptedState } from "./scripted-state.ts";
import { serverError as error } from "./server-error.ts";
import type { Running } from "./start-scripted-sql-server.ts";
import type { Answer } from "./start-tds-server.ts";
import type { Cell, ColumnType } from "./tokens.ts";

type Columns = readonly (readonly [name: string, type: ColumnType])[];

const NAME_AND_STATE = columns("name nvarchar, state nvarchar");

/** Answers the questions to the catalogue that a restore asks; null where it is none of them. */
export function answerQuestion(request: TdsRequest, running: Running): readonly Answer[] | null {
  const { sql, parameters } = request;
  const { state, session } = running;
  const database = state.databases.get(session.database);
  if (sql.includes("ProductMajorVersion")) return [describeInstance(state)];
  if (sql.includes("sys.extended_properties"))
    return [rows(columns("marker nvarchar"), state.marker ? [[state.marker]] : [])];
  if (sql.includes("FROM sys.databases")) return [listDatabases(state)];
  if (sql.includes("sys.dm_os_volume_stats")) {
    const volumes = columns("mount nvarchar, freeBytes bigint");
    return [
      rows(volumes, [
        ["/", 1n],
        ["/var/opt", state.freeBytes],
      ]),
    ];
  }
  if (sql.includes("master.sys.certificates")) {
    const named = columns("name nvarchar, thumbprint nvarchar");
    return [rows(named, [["##MS_SQLResourceSigningCertificate##", "00"], ...state.keys])];
  }
  if (sql.includes("sp_getapplock")) return [takeLock(String(parameters["resource"]), running)];
  if (sql.includes("msdb.dbo.backupset")) {
    const quarters = state.history.get(String(parameters["id"]).toUpperCase());
    return [rows(columns("quarters int"), quarters === undefined ? [] : [[quarters]])];
  }
  if (sql.includes("LastGoodCheckDbTime")) {
    const checked = state.databases.get(String(parameters["name"]))?.lastCheck ?? null;
    return [rows(columns("at nvarchar"), [[checked]])];
  }
  if (sql.includes("dm_os_enumerate_filesystem")) {
    const pattern = String(parameters["pattern"]).replace("*", "");
    const left = state.leftovers.filter((path) => path.includes(pattern));
    return [
      rows(
        columns("path nvarchar"),
        left.map((path) => [path]),
      ),
    ];
  }
  return database ? askDatabase(request, database) : null;
}

function askDatabase(
  { sql, parameters }: TdsRequest,
  { tables }: ScriptedDatabase,
): readonly Answer[] | null {
  if (sql.includes("sys.partitions")) {
    const listed = columns("schema nvarchar, name nvarchar, recorded bigint");
    const found = tables.map((table) => [table.schema, table.name, table.recorded ?? table.rows]);
    return [rows(listed, found)];
  }
  if (sql.includes("sys.columns")) {
    const found = tables.filter(
      ({ schema, name, newest }) =>
        schema === parameters["schema"] &&
        name === parameters["table"] &&
        newest?.column === parameters["column"],
    );
    const named = columns("schema nvarchar, table nvarchar, column nvarchar");
    return [
      rows(
        named,
        found.map((each) => [each.schema, each.name, each.newest?.column ?? ""]),
      ),
    ];
  }
  const table = tables.find(({ schema, name }) =>
    sql.includes(`FROM ${bracket(schema)}.${bracket(name)}`),
  );
  if (sql.startsWith("SELECT COUNT_BIG(*)"))
    return [table ? rows(columns("rows bigint"), [[table.rows]]) : error(208)];
  if (sql.includes("AS newest"))
    return [rows(columns("newest nvarchar"), [[table?.newest?.at ?? null]])];
  const [, counted] = /^SELECT COUNT\(\*\) FROM dbo\.(\w+)$/.exec(sql) ?? [];
  const asked = tables.find(({ name }) => name === counted);
  if (counted) return [asked ? rows(columns("n bigint"), [[asked.rows]]) : error(208)];
  const [, listed] = /^SELECT \* FROM dbo\.(\w+)$/.exec(sql) ?? [];
  const all = tables.find(({ name }) => name === listed);
  if (all)
    return [
      rows(
        columns("n bigint"),
        Array.from({ length: all.rows }, (_, at) => [at]),
      ),
    ];
  return answerAssertion(sql);
}

/** `SELECT 42` and the like: what a customer's assertion could come to. */
function answerAssertion(sql: string): readonly Answer[] | null {
  const [, value] = /SELECT (-?\d+|NULL)(?: AS \w+)?;?\s*$/.exec(sql) ?? [];
  if (value) return [rows(columns("value bigint"), [[value === "NULL" ? null : BigInt(value)]])];
  if (/SELECT .* FROM dbo\.NotThere/.test(sql)) return [error(208)];
  return null;
}

function describeInstance(state: ScriptedState): Answer {
  const { major, version, name, availability, marker } = state;
  return rows(columns("major int, version nvarchar, name nvarchar, availability int, marked int"), [
    [major, version, name, availability ? 1 : 0, marker === null ? 0 : 1],
  ]);
}

function listDatabases({ databases, marker }: ScriptedState): Answer {
  const own = marker === null ? [] : [["vigie_sandbox", "ONLINE"]];
  return rows(NAME_AND_STATE, [
    ...own,
    ...[...databases].map(([name, { state }]) => [name, state]),
  ]);
}

function takeLock(resource: string, { session, locks }: Running): Answer {
  const owner = locks.get(resource) ?? session.id;
  if (owner === session.id) locks.set(resource, owner);
  return rows(columns("taken int"), [[owner === session.id ? 0 : -1]]);
}

function bracket(name: string): string {
  return `[${name.replaceAll("]", "]]")}]`;
}

function columns(text: string): Columns {
  return text.split(", ").map((column) => {
    const [name = "", type = ""] = column.split(" ");
    return [name, type === "int" ? "int" : type === "bigint" ? "bigint" : "nvarchar"];
  });
}

function rows(named: Columns, cells: readonly (readonly Cell[])[]): Answer {
  return { kind: "rows", columns: named, rows: cells };
}
