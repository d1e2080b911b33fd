import type { ByteSource } from "../../../platform/objects/byte-source.ts";
import { createReader, type Findings } from "../create-reader.ts";
import { readAt } from "../reading/read-at.ts";
import { compareRefcounts } from "./compare-refcounts.ts";
import { countReferences } from "./count-references.ts";
import { badStructure, imageFindings, toOffset } from "./image-findings.ts";

const MAGIC = Buffer.from([0x51, 0x46, 0x49, 0xfb]);
const HEADER_BYTES = 104;
const HEADER_2_BYTES = 72;
const [CLUSTER_BITS_MIN, CLUSTER_BITS_MAX] = [9, 21];
const REFCOUNT_ORDER_MAX = 6;
/** One byte is kept for each: 4 TiB at clusters of 64 KiB. */
const CLUSTERS_MAX = 2 ** 26;
const [DIRTY, CORRUPT, EXTERNAL_DATA, EXTENDED_L2] = [1n, 2n, 4n, 16n];

export type Qcow2 = {
  readonly clusterBits: number;
  readonly clusters: number;
  readonly l1: { readonly at: number; readonly entries: number };
  readonly refcounts: { readonly at: number; readonly clusters: number; readonly order: number };
  readonly snapshots: { readonly at: number; readonly count: number };
  readonly extendedL2: boolean;
};

const WHOLE = {
  en: "Its header, L1, L2 and refcount tables agree, and every cluster that they name is there. The disk's own bytes have no checksums.",
  fr: "Son en-tête et ses tables L1, L2 et de compteurs concordent, et chaque cluster nommé est présent. Les octets du disque n'ont pas de sommes de contrôle.",
};
const NOT_CLOSED = {
  en: "It was not closed by what wrote it: its reference counts may be behind.",
  fr: "Il n'a pas été fermé par ce qui l'écrivait : ses compteurs de références peuvent être en retard.",
};
const EXTERNAL = {
  en: "Its data lies in another file, which is not looked at.",
  fr: "Ses données sont dans un autre fichier, qui n'est pas examiné.",
};
const BACKED = {
  en: "It rests on another image, which is not looked at.",
  fr: "Il repose sur une autre image, qui n'est pas examinée.",
};
const TOO_LARGE = {
  en: "It has more clusters than are followed here.",
  fr: "Il a plus de clusters que l'on n'en suit ici.",
};

/** QEMU's images, by docs/interop/qcow2.txt of QEMU. */
export const qcow2Reader = createReader({
  format: "qcow2",
  recognises: (head) => MAGIC.equals(head.subarray(0, MAGIC.length)),
  examine,
});

async function examine(source: ByteSource): Promise<Findings> {
  const { image, features, backed } = await readHeader(source);
  if (features & CORRUPT)
    throw badStructure("QEMU itself marked it as corrupt", "QEMU l'a lui-même marqué corrompu");
  if (features & EXTERNAL_DATA) return imageFindings("unknown", EXTERNAL);
  if (image.clusters > CLUSTERS_MAX) return imageFindings("unknown", TOO_LARGE);
  const references = await countReferences(source, image);
  const leaked = await compareRefcounts(source, image, references);
  const blocks = references.reduce((sum, count) => sum + Math.min(count, 1), 0);
  const lost = {
    en: `Clusters that nothing refers to: ${leaked} (harmless).`,
    fr: `Clusters auxquels rien ne renvoie : ${leaked} (sans gravité).`,
  };
  const notes = [...(backed ? [BACKED] : []), ...(leaked > 0 ? [lost] : [])];
  const found = { blocks, incremental: backed, notes };
  return features & DIRTY
    ? imageFindings("unknown", NOT_CLOSED, found)
    : imageFindings("sound", WHOLE, found);
}

async function readHeader(source: ByteSource) {
  const header = await readAt(source, 0, Math.min(HEADER_BYTES, source.sizeBytes));
  const version = header.length >= HEADER_2_BYTES ? header.readUInt32BE(4) : 0;
  const isKnown = version === 2 || (version === 3 && header.length === HEADER_BYTES);
  const clusterBits = isKnown ? header.readUInt32BE(20) : 0;
  const order = version === 3 ? header.readUInt32BE(96) : 4;
  const fits = clusterBits >= CLUSTER_BITS_MIN && clusterBits <= CLUSTER_BITS_MAX;
  if (!MAGIC.equals(header.subarray(0, 4)) || !fits || order > REFCOUNT_ORDER_MAX)
    throw badStructure("Its header is damaged", "Son en-tête est endommagé");
  const features = version === 3 ? header.readBigUInt64BE(72) : 0n;
  const image: Qcow2 = {
    clusterBits,
    clusters: Math.ceil(source.sizeBytes / 2 ** clusterBits),
    l1: { at: toOffset(header.readBigUInt64BE(40)), entries: header.readUInt32BE(36) },
    refcounts: {
      at: toOffset(header.readBigUInt64BE(48)),
      clusters: header.readUInt32BE(56),
      order,
    },
    snapshots: { at: toOffset(header.readBigUInt64BE(64)), count: header.readUInt32BE(60) },
    extendedL2: (features & EXTENDED_L2) !== 0n,
  };
  checkSize(image, header.readBigUInt64BE(24));
  return { image, features, backed: header.readBigUInt64BE(8) !== 0n };
}

/** The L1 table must reach over the whole disk. */
function checkSize({ clusterBits, l1, extendedL2 }: Qcow2, diskBytes: bigint): void {
  const perTable = 2n ** BigInt(clusterBits) / (extendedL2 ? 16n : 8n);
  const reached = BigInt(l1.entries) * perTable * 2n ** BigInt(clusterBits);
  if (reached < diskBytes)
    throw badStructure(
      "Its L1 table is too short for its disk",
      "Sa table L1 est trop courte pour son disque",
    );
}
