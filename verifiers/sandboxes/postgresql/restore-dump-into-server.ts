import { fileURLToPath } from "node:url";
import { secondsSince } from "../../../platform/clock/seconds-since.ts";
import { readStages } from "../read-stages.ts";
import { runChild } from "../run-child.ts";
import type { RestoreRequest, SandboxReport, SandboxStep } from "../sandbox.ts";
import { hashBytes } from "../servers/hash-bytes.ts";
import { refusedStep, unrestored } from "../servers/unrestored.ts";
import { checkTables } from "./check-tables.ts";
import { readArchive } from "./read-archive.ts";
import type { RestoreJob } from "./restore-job.ts";
import {
  initialise,
  layOutSettings,
  nameServer,
  runSingle,
  type Server,
  startServer,
} from "./run-server.ts";
import type { ServerWork } from "./server-work.ts";

const PROGRAM = fileURLToPath(new URL("./restore-child.ts", import.meta.url));
const OUTPUT_BYTES_MAX = 8 * 2 ** 20;
const UP = { en: "A private server is up.", fr: "Un serveur privé est démarré." };
const NOT_UP = {
  en: "The sandbox's server did not start.",
  fr: "Le serveur du bac à sable n'a pas démarré.",
};
const UNREADABLE = {
  en: "pg_restore could not read the archive to its end.",
  fr: "pg_restore n'a pas pu lire l'archive jusqu'à sa fin.",
};

/** A dump into an empty cluster made for it: by statements, each vetted before it is run. */
export async function restoreDumpIntoServer(
  request: RestoreRequest,
  work: ServerWork,
): Promise<SandboxReport> {
  const server = request.level === "sound" ? null : nameServer(work.lease);
  const started = server && (await setUp(server, work));
  if (started?.fault) return unrestored([started]);
  const before = started ? [started] : [];
  const [copy] = request.copies;
  if (!copy) return unrestored(before);
  const read = hashBytes(copy.source.read());
  const isPlain = request.format === "postgres-sql";
  const archive = isPlain ? null : await readArchive(request, read.bytes, work);
  if (archive && archive.refused.length > 0) return unrestored([...before, ...archive.refused]);
  const { output, ended } = await runChild(
    {
      ...{ file: PROGRAM, job: toJob(request, { work, server }) },
      ...{ reads: [], directory: work.lease.directory },
    },
    {
      bytes: archive?.bytes ?? read.bytes,
      bounds: { ...work.limits, outputBytesMax: OUTPUT_BYTES_MAX },
      clock: work.clock,
      onStarted: async () => undefined,
      signal: work.lease.signal,
    },
  );
  const stages = readStages(output);
  const seen = { ...stages, ended, sha256: read.sha256(), seconds: 0, cleanup: "done" } as const;
  if (archive && (await archive.failed()) && stages.sound?.verdict !== "fail")
    return { ...seen, ...unreadable(), steps: before };
  const steps = [...before, ...stages.steps];
  if (!server || stages.restored?.verdict !== "pass") return { ...seen, steps };
  return checkTables({ ...seen, steps }, { work, server });
}

function unreadable(): Pick<SandboxReport, "sound" | "restored" | "content"> {
  return {
    sound: { verdict: "fail", reason: UNREADABLE, observed: {} },
    ...{ restored: null, content: null },
  };
}

async function setUp(server: Server, work: ServerWork): Promise<SandboxStep> {
  const startedAtMs = work.clock.nowMs();
  const { restorer, database } = server;
  await layOutSettings(work, server);
  const made = await initialise(work, server);
  const sql = [
    `CREATE ROLE ${restorer} LOGIN BYPASSRLS`,
    "CREATE SCHEMA vigie_sandbox",
    "CREATE EXTENSION amcheck SCHEMA vigie_sandbox",
    `GRANT USAGE ON SCHEMA vigie_sandbox TO ${restorer}`,
    `GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA vigie_sandbox TO ${restorer}`,
    `CREATE DATABASE ${database} OWNER ${restorer} TEMPLATE template1`,
  ];
  const set = made.code === 0 ? await runSingle(work, server, { sql }) : made;
  const up = set.code === 0 ? await startServer(work, server) : null;
  const observed = { major: work.binaries.major, offline: work.offline };
  if (!up)
    return refusedStep("server", startedAtMs, { fault: "sandbox", reason: NOT_UP, observed });
  const seconds = secondsSince(work.clock, startedAtMs);
  const judged = { verdict: "pass", reason: UP, observed, fault: null } as const;
  return { name: "server", ...judged, startedAtMs, seconds };
}

function toJob(
  { format, gzip, freshness, assertions }: RestoreRequest,
  { work, server }: { readonly work: ServerWork; readonly server: Server | null },
): RestoreJob {
  const reach = server && {
    socket: server.paths.socket,
    ...{ admin: server.admin, restorer: server.restorer, database: server.database },
  };
  return {
    ...{ name: work.lease.name, server: reach },
    gzip: gzip && format === "postgres-sql",
    expandedBytesMax: work.limits.bytesMax,
    ...{ freshness, assertions: [...assertions] },
  };
}
