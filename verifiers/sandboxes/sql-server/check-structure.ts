import type { Bilingual } from "../../../schemas/bilingual.ts";
import { bringKeys, type EscrowedKey } from "./bring-keys.ts";
import { type Judged, judged, passed } from "./judge-fault.ts";
import { judgeChain, judgeOrigin, judgeSpace } from "./judge-preflight.ts";
import { type BackupHeader, type BackupSet, readFiles, readHeader } from "./read-backup-set.ts";
import { readFreeBytes } from "./read-free-bytes.ts";
import type { Instance } from "./read-instance.ts";
import type { Directories } from "./restore-statements.ts";
import { type Trial, takeStep } from "./trial.ts";
import { verifySets } from "./verify-sets.ts";

export type StructureOptions = {
  readonly instance: Instance;
  /** Of the copies, in their order. */
  readonly devices: readonly string[];
  readonly escrow: readonly EscrowedKey[];
  readonly directories: Directories;
  readonly bytesMax: number;
};

const NO_SET: Bilingual = {
  en: "There is no backup in the copy.",
  fr: "Il n'y a pas de sauvegarde dans la copie.",
};
const READ: Bilingual = {
  en: "The headers were read.",
  fr: "Les en-têtes ont été lus.",
};
const FILES_READ: Bilingual = {
  en: "The lists of files were read.",
  fr: "Les listes de fichiers ont été lues.",
};

/**
 * All that can be known of the copies before a byte is restored: headers, what a restore would
 * need, and their checksums. Ends at the first thing that is not as it should be.
 */
export async function checkStructure(
  trial: Trial,
  options: StructureOptions,
): Promise<{ readonly judgement: Judged; readonly sets: readonly BackupSet[] }> {
  const { instance, escrow, directories, bytesMax } = options;
  const headers: BackupHeader[] = [];
  const sets: BackupSet[] = [];
  const keysOf = (thumbprints: readonly string[]) => async () =>
    thumbprints.length > 0 &&
    takeStep(trial, "keys", () => bringKeys(trial, [...new Set(thumbprints)], escrow));
  const stages: readonly (() => Promise<Judged | false>)[] = [
    () => takeStep(trial, "headers", () => readHeaders(trial, options.devices, headers)),
    () => takeStep(trial, "origin", async () => judgeOrigin(headers, instance)),
    () => takeStep(trial, "chain", async () => judgeChain(headers)),
    () => keysOf(headers.flatMap(({ thumbprint }) => thumbprint ?? []))(),
    () => takeStep(trial, "files", () => readAllFiles(trial, headers, sets)),
    () => keysOf(sets.flatMap(({ databaseThumbprints }) => databaseThumbprints))(),
    () => takeStep(trial, "space", () => checkSpace(trial, sets, { directories, bytesMax })),
    () => verifySets(trial, sets, directories),
  ];
  let judgement: Judged = judged("backup", NO_SET, {});
  for (const stage of stages) {
    judgement = (await stage()) || judgement;
    if (judgement.verdict !== "pass") break;
  }
  return { judgement, sets };
}

async function readHeaders(
  { session, signal }: Trial,
  devices: readonly string[],
  headers: BackupHeader[],
): Promise<Judged> {
  for (const [at, device] of devices.entries()) {
    const header = await readHeader(session, device, { base: at === 0, signal });
    if (!header) return judged("backup", NO_SET, { copy: at });
    headers.push(header);
  }
  return passed(READ, { positions: headers.map(({ position }) => position) });
}

async function readAllFiles(
  { session, signal }: Trial,
  headers: readonly BackupHeader[],
  sets: BackupSet[],
): Promise<Judged> {
  for (const header of headers) sets.push(await readFiles(session, header, signal));
  return passed(FILES_READ, { files: sets.map(({ files }) => files.length) });
}

async function checkSpace(
  { session, signal }: Trial,
  sets: readonly BackupSet[],
  options: { readonly directories: Directories; readonly bytesMax: number },
): Promise<Judged> {
  const freeBytes = await readFreeBytes(session, options.directories.data, signal);
  return judgeSpace(sets, { freeBytes, bytesMax: options.bytesMax });
}
