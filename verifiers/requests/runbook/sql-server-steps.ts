import type { PlannedLink } from "../../../schemas/restore-plan.ts";
import { quote } from "../../sandboxes/sql-server/quote.ts";
import { type RunbookGround, type RunbookStep, sql } from "./runbook-step.ts";

const TABLES_MAX = 50;
/** No time zone: pasted as it is, the batch stops before anything is restored. */
const UNSET_ZONE = "SET-THE-ZONE";

/**
 * With `sqlcmd`, on the target. Restored beside what is there, checked, and then put in its place
 * by its name, so that the way back stays open.
 * Statements: https://learn.microsoft.com/sql/t-sql/statements/restore-statements-transact-sql
 */
export function sqlServerSteps(ground: RunbookGround): readonly RunbookStep[] {
  const { links, name } = ground;
  const [base] = links;
  const device = base ? deviceOf(base.path) : "";
  return [
    sql(
      {
        en: "Read the logical names of the files, and their sizes. An error 33111 wants the certificate or key from escrow first:",
        fr: "Lire les noms logiques des fichiers et leurs tailles. Une erreur 33111 exige d'abord le certificat ou la clé sous séquestre :",
      },
      `RESTORE FILELISTONLY FROM ${device};`,
    ),
    sql(
      {
        en: "Restore beside what is there (one batch of sqlcmd; set what the list has said, one MOVE for each further file):",
        fr: "Restaurer à côté de l'existant (un seul lot sqlcmd ; reprendre ce que la liste a donné, un MOVE par fichier supplémentaire) :",
      },
      ':setvar DataFile "VisitorDb"',
      ':setvar LogFile "VisitorDb_log"',
      ':setvar DataDirectory "D:\\Data"',
      ':setvar LogDirectory "L:\\Log"',
      ...stopAtOf(ground),
      ...links.map((link, at) => restoreLink(link, { ground, isLast: at === links.length - 1 })),
    ),
    sql(
      {
        en: "Check it, every page and index:",
        fr: "La contrôler, chaque page et chaque index :",
      },
      `DBCC CHECKDB (${quote.name(name)}) WITH NO_INFOMSGS, ALL_ERRORMSGS;`,
    ),
    ...countRows(ground),
    swap(ground),
  ];
}

function stopAtOf({ plan }: RunbookGround): string[] {
  const stopAt = plan.reached?.stopAt ?? null;
  if (stopAt === null) return [];
  return [
    ":on error exit",
    `:setvar ServerZone "${UNSET_ZONE}"`,
    "-- STOPAT is local time of the server that was backed up: set its zone above, such as UTC or Romance Standard Time.",
    "IF NOT EXISTS (SELECT 1 FROM sys.time_zone_info WHERE name = N'$(ServerZone)')",
    "BEGIN; THROW 50000, N'Set ServerZone to the time zone of the server that was backed up, by a name of sys.time_zone_info. Nothing was restored.', 1; END;",
    `DECLARE @stopAt datetime = CAST(CAST(${quote.text(stopAt)} AS datetimeoffset) AT TIME ZONE N'$(ServerZone)' AS datetime);`,
  ];
}

type Place = { readonly ground: RunbookGround; readonly isLast: boolean };

function restoreLink(link: RunbookGround["links"][number], { ground, isLast }: Place): string {
  const { name, plan, links } = ground;
  const isFirst = link === links[0];
  const how = [
    isLast ? "RECOVERY" : "NORECOVERY",
    ...(isFirst ? moves(name) : []),
    ...(isLog(link) && plan.reached?.stopAt != null ? ["STOPAT = @stopAt"] : []),
    "STATS = 5",
  ];
  const what = isLog(link) ? "LOG" : "DATABASE";
  return `RESTORE ${what} ${quote.name(name)} FROM ${deviceOf(link.path)} WITH ${how.join(", ")};`;
}

function moves(name: string): string[] {
  const file = name.replaceAll(/[^A-Za-z0-9_-]/g, "_");
  return [
    `MOVE N'$(DataFile)' TO N'$(DataDirectory)\\${file}.mdf'`,
    `MOVE N'$(LogFile)' TO N'$(LogDirectory)\\${file}.ldf'`,
  ];
}

function isLog({ series }: PlannedLink): boolean {
  return series.backupType === "log";
}

function deviceOf(path: string): string {
  return `DISK = ${quote.text(path)}`;
}

/** As many as the sandbox has counted, where it has. */
function countRows({ request, name }: RunbookGround): RunbookStep[] {
  const counts = Object.entries(request.execution?.result?.rowCounts ?? {}).slice(0, TABLES_MAX);
  const statements = counts.flatMap(([table, rows]) => {
    const parts = table.split(".");
    const isPlain = parts.length === 2 && parts.every((part) => /^\w{1,128}$/.test(part));
    if (!isPlain) return [];
    const of = parts.map(quote.name).join(".");
    return [`SELECT ${rows} AS proven, COUNT_BIG(*) AS counted FROM ${quote.name(name)}.${of};`];
  });
  if (statements.length === 0) return [];
  const say = {
    en: "Compare the rows with those that the sandbox counted:",
    fr: "Comparer les lignes à celles comptées dans le bac à sable :",
  };
  return [sql(say, ...statements)];
}

function swap({ request, name }: RunbookGround): RunbookStep {
  const { database } = request.target;
  const own = quote.name(database);
  const before = quote.name(`${database.slice(0, 80)}_before_${request.id}`);
  return sql(
    {
      en: "Only now put it in its place, in the agreed window (leave out the first two lines where no such database is there):",
      fr: "Alors seulement la mettre en place, dans la fenêtre convenue (sans les deux premières lignes si la base n'y existe pas) :",
    },
    `ALTER DATABASE ${own} SET SINGLE_USER WITH ROLLBACK IMMEDIATE;`,
    `ALTER DATABASE ${own} MODIFY NAME = ${before};`,
    `ALTER DATABASE ${quote.name(name)} MODIFY NAME = ${own};`,
    "-- The way back: rename both the other way round. Drop the old one only after the request is closed.",
  );
}
