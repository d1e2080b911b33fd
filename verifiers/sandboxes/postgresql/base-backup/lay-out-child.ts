import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expandAny } from "../../../formats/compressed/expand-any.ts";
import { DamagedCopy } from "../../../formats/damaged-copy.ts";
import { DIRECTORY_FAULTS } from "../../../formats/data-directory/directory-faults.ts";
import { createDirectoryWatch } from "../../../formats/data-directory/watch-directory.ts";
import { ExpandedTooFar } from "../../../formats/expand-gzip.ts";
import { HEAD_BYTES } from "../../../formats/format-reader.ts";
import { placePart } from "../../../formats/postgres-archive/place-part.ts";
import { peekStream } from "../../../formats/reading/share-stream.ts";
import { isTar } from "../../../formats/tar/list-first-names.ts";
import { splitTar, type TarMember } from "../../../formats/tar/split-tar.ts";
import { nameSegment, readSegmentHeader } from "../../../formats/write-ahead-log/segment-header.ts";
import { say } from "../../say-stage.ts";
import { sealNetwork } from "../../seal-network.ts";
import type { Judged } from "../../stage.ts";
import { type LayOutJob, layOutJobSchema } from "./lay-out-job.ts";
import {
  ARCHIVE,
  isLogLink,
  linkedTablespace,
  placeInData,
  placeInLog,
  placeInTablespace,
} from "./place-member.ts";
import { REFUSALS } from "./refusals.ts";
import { writeMember } from "./write-member.ts";

const FILES_MAX = 1_000_000;
const OWN_DIRECTORY = 0o700;
const MANIFEST = /^\s*\{\s*"PostgreSQL-Backup-Manifest-Version"/;
/** Of a base backup that holds only what changed since another one (PostgreSQL 17). */
const INCREMENTAL = /\/INCREMENTAL\.[^/]+$/;
const NO_DIRECTORY = {
  ...{ verdict: "damaged" as const, pages: null },
  reasons: [DIRECTORY_FAULTS.noVersion],
};
const LAID_OUT = {
  en: "Its files are laid out.",
  fr: "Ses fichiers sont en place.",
};
const VERDICTS = { sound: "pass", damaged: "fail", unknown: "inconclusive" } as const;

/** Why a copy is not laid out any further. */
class Refused extends Error {
  readonly judged: Judged;

  constructor(judged: Judged) {
    super(judged.reason.en);
    this.judged = judged;
  }
}

const LAY_OUT = { base: layOutBase, following: layOutFollowing, archive: layOutArchive };

// The program of the process that reads a base backup on standard input, or what follows it, and
// lays out its files in the sandbox's directory; it says what they are worth.
sealNetwork();
await run(layOutJobSchema.parse(JSON.parse(process.argv[2] ?? "")));
process.exit(0);

async function run(job: LayOutJob): Promise<void> {
  try {
    say({ stage: "sound", ...(await LAY_OUT[job.role](job)) });
  } catch (error) {
    if (error instanceof Refused) say({ stage: "sound", ...error.judged });
    else if (error instanceof DamagedCopy)
      say({ stage: "sound", ...REFUSALS.damaged(error.fault, job.role) });
    else if (error instanceof ExpandedTooFar) say({ stage: "sound", ...REFUSALS.tooLarge });
    else throw error;
  }
}

async function layOutBase({ directory, majors, expandedBytesMax }: LayOutJob): Promise<Judged> {
  const watch = createDirectoryWatch();
  let files = 0;
  for await (const member of splitTar(expandAny(process.stdin, expandedBytesMax))) {
    const place = placeBase(member);
    if (place === null) {
      noteTablespace(member, directory);
      continue;
    }
    files = countFile(files);
    const written = writeMember(directory, place, member.bytes);
    const seen = member.name === "PG_VERSION" ? await checkVersion(written, majors) : written;
    await watch.see({ ...member, bytes: seen });
    for await (const _ of seen);
  }
  const { verdict, reasons, pages } = watch.judge() ?? NO_DIRECTORY;
  const reason = {
    en: reasons.map(({ en }) => en).join(" "),
    fr: reasons.map(({ fr }) => fr).join(" "),
  };
  const observed = { files, pages: pages?.total ?? 0, badPages: pages?.bad.length ?? 0 };
  const fault = verdict === "damaged" ? "backup" : verdict === "unknown" ? "sandbox" : null;
  return { verdict: VERDICTS[verdict], reason, observed, fault };
}

/** Null: left out. No link is ever made, whatever it points to. */
function placeBase({ name, kind }: TarMember): string | null {
  if (kind === "directory" || name === "") return null;
  if (INCREMENTAL.test(name)) throw new Refused(REFUSALS.incremental);
  if (kind === "link" && (isLogLink(name) || linkedTablespace(name) !== null)) return null;
  const place = kind === "file" ? placeInData(name) : null;
  if (place === null) throw new Refused(REFUSALS.unsafeMember);
  return place;
}

/** Its files come apart from the link to them: until then it is there, and empty. */
function noteTablespace({ name, kind }: TarMember, directory: string): void {
  const place = kind === "link" && linkedTablespace(name) !== null ? placeInData(name) : null;
  if (place !== null) mkdirSync(join(directory, place), { recursive: true, mode: OWN_DIRECTORY });
}

async function checkVersion(written: AsyncIterable<Buffer>, majors: readonly number[]) {
  const text = Buffer.concat(await Array.fromAsync(written));
  const major = Number.parseInt(text.toString("latin1"), 10);
  if (!majors.includes(major)) throw new Refused(REFUSALS.otherVersion(major, majors));
  return (async function* () {
    yield text;
  })();
}

async function layOutFollowing(job: LayOutJob): Promise<Judged> {
  let files = 0;
  for await (const { name, bytes } of splitTar(process.stdin))
    files += await layOutFollower(name, expandAny(bytes, job.expandedBytesMax), job);
  return { verdict: "pass", reason: LAID_OUT, observed: { files }, fault: null };
}

/** A segment or a history of the log, a manifest, or a tar of log or of a tablespace. */
async function layOutFollower(
  name: string,
  bytes: AsyncIterable<Uint8Array>,
  job: LayOutJob,
): Promise<number> {
  const { head, chunks } = await peekStream(bytes, HEAD_BYTES);
  if (isTar(head)) return layOutTar(name, chunks, job);
  const place = placeAlone(head, name);
  if (place === null) throw new Refused(REFUSALS.unknownFollower);
  for await (const _ of writeMember(job.directory, place, toBuffers(chunks)));
  return 1;
}

function placeAlone(head: Buffer, name: string): string | null {
  const named = placeInLog(name.replace(/\.(gz|zst)$/, ""));
  if (named !== null) return named;
  if (MANIFEST.test(head.toString("latin1"))) return placeInData("backup_manifest");
  const segment = readSegmentHeader(head);
  if (segment === null) return null;
  const { timeline, startLsn, segmentBytes } = segment;
  return placeInLog(nameSegment(timeline, startLsn, segmentBytes));
}

async function layOutTar(
  tarName: string,
  chunks: AsyncIterable<Uint8Array>,
  { directory }: LayOutJob,
): Promise<number> {
  const tablespace = /^([0-9]{1,10})\.tar/.exec(tarName)?.[1] ?? null;
  let files = 0;
  for await (const { name, kind, bytes } of splitTar(chunks)) {
    if (kind !== "file") continue;
    const place = placeInTablespace(name, tablespace) ?? placeInLog(name);
    if (place === null) continue;
    files = countFile(files);
    for await (const _ of writeMember(directory, place, bytes));
  }
  if (files === 0) throw new Refused(REFUSALS.unknownFollower);
  return files;
}

/** The directory of a dump: its parts alone, whatever directory the archive names. */
async function layOutArchive({ directory, expandedBytesMax }: LayOutJob): Promise<Judged> {
  let files = 0;
  for await (const { name, kind, bytes } of splitTar(expandAny(process.stdin, expandedBytesMax))) {
    const part = kind === "file" ? placePart(name) : null;
    if (part === null) continue;
    files = countFile(files);
    for await (const _ of writeMember(directory, `${ARCHIVE}/${part}`, bytes));
  }
  return { verdict: "pass", reason: LAID_OUT, observed: { files }, fault: null };
}

function countFile(files: number): number {
  if (files >= FILES_MAX) throw new Refused(REFUSALS.tooLarge);
  return files + 1;
}

async function* toBuffers(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  for await (const { buffer, byteOffset, byteLength } of chunks)
    yield Buffer.from(buffer, byteOffset, byteLength);
}
