import type { ByteSource } from "../../../platform/objects/byte-source.ts";
import type { Bilingual } from "../../../schemas/bilingual.ts";
import { createReader, type Findings } from "../create-reader.ts";
import { checkFileSystem } from "./file-systems.ts";
import { imageFindings } from "./image-findings.ts";
import { readPartitions } from "./read-partitions.ts";
import { examineVhd, isFixedVhd } from "./vhd-reader.ts";

const PARTITIONED = {
  en: "Its partition table fits the image; no file system that is known here was found in it.",
  fr: "Sa table de partitions correspond à l'image ; aucun système de fichiers connu ici n'y a été trouvé.",
};

/** Images of whole disks or file systems, byte by byte. */
export const rawReader = createReader({
  format: "raw-image",
  recognises: (head) => {
    const bytes = Buffer.from(head);
    return hasBootSignature(bytes) || hasSuperblock(bytes);
  },
  examine,
});

async function examine(source: ByteSource): Promise<Findings> {
  if (await isFixedVhd(source)) return { format: "vhd", ...(await examineVhd(source)) };
  const partitions = await readPartitions(source);
  const places = [{ start: 0, end: source.sizeBytes }, ...partitions.places];
  const names: string[] = [];
  for (const place of places) {
    const name = await checkFileSystem(source, place);
    if (name !== null) names.push(name);
  }
  const blocks = partitions.places.length;
  if (names.length === 0) {
    // A GPT carries checksums of its own.
    return imageFindings(partitions.checked ? "sound" : "unknown", PARTITIONED, { blocks });
  }
  return imageFindings("sound", tell(blocks, names), { blocks });
}

function tell(partitions: number, names: readonly string[]): Bilingual {
  const list = names.join(", ");
  return {
    en: `Partitions: ${partitions}; file systems whose superblocks agree: ${list}. The bytes between have no checksums here.`,
    fr: `Partitions : ${partitions} ; systèmes de fichiers aux superblocs conformes : ${list}. Les octets entre eux n'ont pas ici de sommes de contrôle.`,
  };
}

function hasBootSignature(head: Buffer): boolean {
  return head.length >= 512 && head.readUInt16LE(510) === 0xaa55;
}

function hasSuperblock(head: Buffer): boolean {
  if (head.length < 2_048) return false;
  return head.readUInt16LE(1_080) === 0xef53 || head.toString("latin1", 0, 4) === "XFSB";
}
