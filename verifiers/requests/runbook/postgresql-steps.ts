import { expandCopy } from "./expand-copy.ts";
import { layOutLog } from "./lay-out-log.ts";
import { shellWord, sqlName } from "./quote-words.ts";
import { type RunbookGround, type RunbookStep, shell } from "./runbook-step.ts";

const TABLES_MAX = 50;
/** Names the socket of the server beside: it does not listen on the network. */
const PORT = 5_499;

/** Of a dump: loaded beside what is there, checked, then put in its place by its name. */
export function postgresqlDumpSteps(ground: RunbookGround): readonly RunbookStep[] {
  const { name } = ground;
  return [
    shell(
      {
        en: "On the target, load it beside what is there (PGHOST and PGUSER as there):",
        fr: "Sur la cible, la charger à côté de l'existant (PGHOST et PGUSER selon la cible) :",
      },
      `createdb --template=template0 ${shellWord(name)}`,
      ...ground.links.map((link) => load(link, name)),
    ),
    shell(
      { en: "Check tables and indexes:", fr: "Contrôler tables et index :" },
      `pg_amcheck --install-missing --heapallindexed --dbname=${shellWord(name)}`,
      ...countRows(ground),
    ),
    swap(ground),
  ];
}

function load({ format, path }: RunbookGround["links"][number], name: string): string {
  const into = `--dbname=${shellWord(name)}`;
  const restore = `pg_restore --exit-on-error --single-transaction ${into}`;
  if (format === "postgres-sql")
    return `${expandCopy(path)} | psql --no-psqlrc --set=ON_ERROR_STOP=1 --single-transaction ${into}`;
  return /\.(gz|tgz|zst|zstd)$/i.test(path)
    ? `${expandCopy(path)} | ${restore}`
    : `${restore} ${shellWord(path)}`;
}

/**
 * Of a base backup and its log: a server of its own beside the one that is there. It is reached by
 * nobody but the account that runs it, and leaves alone what the backup's own settings name: an
 * archive that its new timeline would end in, and a server that it would follow.
 * https://www.postgresql.org/docs/current/continuous-archiving.html
 */
export function postgresqlBaseSteps(ground: RunbookGround): readonly RunbookStep[] {
  const { links, name, request } = ground;
  const [base, ...logs] = links;
  const directory = `./${request.id}-data`;
  const archive = `./${request.id}-log`;
  const there = `--host="$PWD/${request.id}-data" --port=${PORT}`;
  return [
    shell(
      {
        en: "Lay it out as the account that runs PostgreSQL, beside the server that is there (PGUSER: its superuser):",
        fr: "La déployer avec le compte de PostgreSQL, à côté du serveur existant (PGUSER : son super-utilisateur) :",
      },
      `mkdir --mode=0700 ${directory} ${archive}`,
      ...(base ? [`${expandCopy(base.path)} | tar --extract --directory=${directory}`] : []),
      ...logs.flatMap((log) => layOutLog(log, archive)),
      `rm --force ${directory}/standby.signal`,
      `printf 'local all all trust\\n' > ${directory}/own_hba.conf`,
      `touch ${directory}/recovery.signal ${directory}/postgresql.conf`,
      ...settingsOf(ground).map(
        (line) => `printf '%s\\n' ${shellWord(line)} >> ${directory}/postgresql.auto.conf`,
      ),
      `printf "hba_file = '%s'\\n" "$PWD/${request.id}-data/own_hba.conf" >> ${directory}/postgresql.auto.conf`,
      `pg_ctl start --wait --pgdata=${directory} --log=./${request.id}-server.log`,
    ),
    shell(
      {
        en: "Check tables and indexes, and how far it has come, once it is restored; where it has ended by itself, its log says why:",
        fr: "Contrôler tables et index, et jusqu'où elle est allée, une fois restaurée ; si le serveur s'est arrêté, son journal dit pourquoi :",
      },
      `while [ "$(psql ${there} --dbname=postgres --tuples-only --no-align --command='SELECT pg_is_in_recovery()')" = t ]; do sleep 1; done`,
      `psql ${there} --dbname=postgres --command='SELECT pg_is_in_recovery(), pg_last_xact_replay_timestamp()'`,
      `pg_amcheck ${there} --all --install-missing --heapallindexed`,
    ),
    shell(
      {
        en: "Only now bring the database to its place, in the agreed window (PGHOST as there):",
        fr: "Alors seulement amener la base à sa place, dans la fenêtre convenue (PGHOST selon la cible) :",
      },
      `createdb --template=template0 ${shellWord(name)}`,
      `pg_dump ${there} --format=custom ${shellWord(request.series.asset)} | pg_restore --exit-on-error --dbname=${shellWord(name)}`,
    ),
    swap(ground),
  ];
}

/**
 * The last line of a name wins, and all of these over the backup's own. A zone is said by its
 * offset: a server that starts knows no abbreviations yet, Z among them.
 * https://www.postgresql.org/docs/current/runtime-config-wal.html#GUC-RECOVERY-TARGET-TIME
 */
function settingsOf({ plan, request }: RunbookGround): string[] {
  const stopAt = plan.reached?.stopAt;
  return [
    `restore_command = 'cp "../${request.id}-log/%f" "%p"'`,
    ...(stopAt == null ? [] : [`recovery_target_time = '${stopAt.replace(/Z$/, "+00")}'`]),
    "recovery_target_action = 'promote'",
    "archive_mode = off",
    "archive_command = ''",
    "primary_conninfo = ''",
    "primary_slot_name = ''",
    "listen_addresses = ''",
    "unix_socket_directories = '.'",
    `port = ${PORT}`,
  ];
}

function countRows({ request, name }: RunbookGround): string[] {
  const counts = Object.entries(request.execution?.result?.rowCounts ?? {}).slice(0, TABLES_MAX);
  return counts.flatMap(([table, rows]) => {
    const parts = table.split(".");
    const isPlain = parts.length === 2 && parts.every((part) => /^\w{1,63}$/.test(part));
    const query = `SELECT ${rows} AS proven, count(*) AS counted FROM ${parts.map(sqlName).join(".")}`;
    return isPlain ? [`psql --dbname=${shellWord(name)} --command=${shellWord(query)}`] : [];
  });
}

function swap({ request, name }: RunbookGround): RunbookStep {
  const { database } = request.target;
  const before = sqlName(`${database.slice(0, 30)}_before_${request.id}`);
  const rename = (from: string, to: string) =>
    `psql --dbname=postgres --command=${shellWord(`ALTER DATABASE ${from} RENAME TO ${to}`)}`;
  return shell(
    {
      en: "Only now put it in its place, without sessions, in the agreed window (leave out the first line where no such database is there). The way back is to rename both the other way round:",
      fr: "Alors seulement la mettre en place, sans session ouverte, dans la fenêtre convenue (sans la première ligne si la base n'y existe pas). Le retour arrière consiste à renommer les deux en sens inverse :",
    },
    rename(sqlName(database), before),
    rename(sqlName(name), sqlName(database)),
  );
}
