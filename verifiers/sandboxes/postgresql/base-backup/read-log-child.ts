import { createReadStream, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { DamagedCopy } from "../../../formats/damaged-copy.ts";
import { readBackupLabel, toLsn } from "../../../formats/data-directory/backup-label.ts";
import { createLogWalk } from "../../../formats/write-ahead-log/walk-log.ts";
import { say } from "../../say-stage.ts";
import { sealNetwork } from "../../seal-network.ts";
import type { Judged } from "../../stage.ts";
import { judgeLog } from "./judge-log.ts";
import { DATA, LOG } from "./place-member.ts";
import { type ReadLogJob, readLogJobSchema } from "./read-log-job.ts";

const SEGMENT = /^[0-9A-F]{24}$/;
const CHUNK_BYTES = 2 ** 20;
const SMALL_FILE_BYTES_MAX = 64 * 1_024;
const MANIFEST_BYTES_MAX = 2 ** 28;
const MANIFEST_END = /"End-LSN": "([0-9A-F]{1,8})\/([0-9A-F]{1,8})"/g;
const NO_START = {
  en: "backup_label does not say where the base backup began.",
  fr: "backup_label ne dit pas où la sauvegarde de base a commencé.",
};

// The program of the process that reads the log that was laid out for a base backup, record by
// record, and says how far it leads.
sealNetwork();
const job = readLogJobSchema.parse(JSON.parse(process.argv[2] ?? ""));
say({ stage: "step", name: "log", ...(await judge(job)) });
process.exit(0);

async function judge({ directory, ...asked }: ReadLogJob): Promise<Judged> {
  const label = readBackupLabel(readSmall(join(directory, DATA, "backup_label")));
  if (!label) return { verdict: "fail", reason: NO_START, observed: {}, fault: "backup" };
  const walk = createLogWalk();
  const segments = listSegments(directory);
  for (const { name, path, fault } of segments)
    try {
      const chunks = createReadStream(path, { highWaterMark: CHUNK_BYTES });
      await walk.readSegment(name, chunks);
    } catch (error) {
      if (!(error instanceof DamagedCopy)) throw error;
      return { verdict: "fail", reason: error.fault, observed: { segment: name }, fault };
    }
  const isWithin = segments.every(({ fault }) => fault === "backup");
  const fault = isWithin && segments.length > 0 ? "backup" : "chain";
  const endLsn = readEnd(join(directory, DATA, "backup_manifest"));
  return judgeLog(walk.runs(), { ...asked, label, endLsn, fault });
}

/** As the server finds them: what follows the base backup comes before what lies within it. */
function listSegments(directory: string) {
  const within = list(join(directory, DATA, "pg_wal"), "backup");
  const following = list(join(directory, LOG), "chain");
  const names = new Set(following.map(({ name }) => name));
  const all = [...following, ...within.filter(({ name }) => !names.has(name))];
  return all.toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

function list(directory: string, fault: "backup" | "chain") {
  const names = listNames(directory).filter((name) => SEGMENT.test(name));
  return names.map((name) => ({ name, path: join(directory, name), fault }) as const);
}

function listNames(directory: string): readonly string[] {
  return statSync(directory, { throwIfNoEntry: false }) ? readdirSync(directory) : [];
}

function readSmall(path: string): string {
  const { size } = statSync(path, { throwIfNoEntry: false }) ?? { size: 0 };
  return size > 0 && size <= SMALL_FILE_BYTES_MAX ? readFileSync(path, "latin1") : "";
}

/** The last of the ranges of the log that the manifest says to be needed. */
function readEnd(path: string): bigint | null {
  const { size } = statSync(path, { throwIfNoEntry: false }) ?? { size: 0 };
  if (size === 0 || size > MANIFEST_BYTES_MAX) return null;
  const [, high, low] = [...readFileSync(path, "latin1").matchAll(MANIFEST_END)].at(-1) ?? [];
  return high && low ? toLsn(high, low) : null;
}
