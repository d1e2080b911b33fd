import type { ByteSource } from "../../../platform/objects/byte-source.ts";
import type { Bilingual } from "../../../schemas/bilingual.ts";
import type { FaultClass } from "../../../schemas/proof.ts";
import { detectFormat } from "../../formats/detect-format.ts";
import { HEAD_BYTES } from "../../formats/format-reader.ts";
import { hasVhdxParent } from "../../formats/images/vhdx-reader.ts";
import { readAt } from "../../formats/reading/read-at.ts";

const QCOW2_HEADER_BYTES = 104;
const QCOW2_VERSION_MAX = 3;
const QCOW2_EXTERNAL_DATA = 4n;
/** Those above are of a later version than this was written for. */
const QCOW2_FEATURES_MAX = 31n;
const VMDK_MAGIC = "KDMV";
const VMDK_HEADER_BYTES = 512;
/** Where QEMU looks for a parent, whatever the header says, and how far. */
const VMDK_DESCRIPTOR_AT = 512;
const VMDK_DESCRIPTOR_BYTES = 20 * 512;
const VMDK_PARENT = "parentFileNameHint";
const VHD_FOOTER_BYTES = 512;
const VHD_DIFFERENCING = 4;

const OTHER_FILE = {
  en: "The image points at another file. A copy alone cannot be restored from it, and no file of this machine is opened at its word.",
  fr: "L'image renvoie à un autre fichier. La copie seule ne suffit pas à la restaurer, et aucun fichier de cette machine n'est ouvert sur sa parole.",
};
const NOT_QCOW2 = {
  en: "The image rests on another one, and only those in QEMU's format (qcow2) are restored so.",
  fr: "L'image s'appuie sur une autre, et seules celles au format de QEMU (qcow2) sont restaurées ainsi.",
};
const ENCRYPTED = {
  en: "The image is encrypted, and its key is not here.",
  fr: "L'image est chiffrée, et sa clé n'est pas ici.",
};
const TOO_NEW = {
  en: "The image is of a later version of its format than can be restored here.",
  fr: "L'image est d'une version plus récente de son format que celles que l'on sait restaurer ici.",
};

export type Refusal = {
  readonly fault: Extract<FaultClass, "policy" | "key" | "version">;
  readonly reason: Bilingual;
};

/**
 * Why an image must not be opened: it would lead QEMU to other files of this machine, is encrypted,
 * or too new. Null where none is so. Throws `DamagedCopy` where its header is not whole.
 */
export async function refuseImage(format: string, source: ByteSource): Promise<Refusal | null> {
  switch (format) {
    case "qcow2":
      return refuseQcow2(source);
    case "vmdk":
      return (await leadsElsewhere(source)) ? refuse() : null;
    case "vhd":
      return (await isDifferencing(source)) ? refuse() : null;
    case "vhdx":
      return (await hasVhdxParent(source)) ? refuse() : null;
    default:
      return null;
  }
}

/**
 * The same of an image that is to rest on another copy: only qcow2 is opened on what we name,
 * whatever file its header names.
 */
export async function refuseIncremental(source: ByteSource): Promise<Refusal | null> {
  const { format } = detectFormat(await readAt(source, 0, Math.min(HEAD_BYTES, source.sizeBytes)));
  return format === "qcow2" ? refuseQcow2(source, true) : { fault: "policy", reason: NOT_QCOW2 };
}

/** By docs/interop/qcow2.txt of QEMU: a backing file, external data, a method of encryption. */
async function refuseQcow2(source: ByteSource, rests = false): Promise<Refusal | null> {
  const header = await readAt(source, 0, QCOW2_HEADER_BYTES);
  const version = header.readUInt32BE(4);
  const features = version >= QCOW2_VERSION_MAX ? header.readBigUInt64BE(72) : 0n;
  if (version > QCOW2_VERSION_MAX || features > QCOW2_FEATURES_MAX)
    return { fault: "version", reason: TOO_NEW };
  const hasBacking = header.readBigUInt64BE(8) !== 0n || header.readUInt32BE(16) !== 0;
  if ((hasBacking && !rests) || (features & QCOW2_EXTERNAL_DATA) !== 0n) return refuse();
  return header.readUInt32BE(32) === 0 ? null : { fault: "key", reason: ENCRYPTED };
}

/**
 * A descriptor alone names the files that it is of; so does one within an extent whose capacity is
 * 0, by which QEMU goes then; one with a parent names that.
 */
async function leadsElsewhere(source: ByteSource): Promise<boolean> {
  const header = await readAt(source, 0, Math.min(VMDK_HEADER_BYTES, source.sizeBytes));
  if (header.toString("latin1", 0, VMDK_MAGIC.length) !== VMDK_MAGIC) return true;
  if (header.length < VMDK_HEADER_BYTES || header.readBigUInt64LE(12) === 0n) return true;
  const bytes = Math.min(VMDK_DESCRIPTOR_BYTES, source.sizeBytes - VMDK_DESCRIPTOR_AT);
  const descriptor = await readAt(source, VMDK_DESCRIPTOR_AT, bytes);
  return descriptor.includes(VMDK_PARENT);
}

async function isDifferencing(source: ByteSource): Promise<boolean> {
  const footer = await readAt(source, source.sizeBytes - VHD_FOOTER_BYTES, VHD_FOOTER_BYTES);
  return footer.readUInt32BE(60) === VHD_DIFFERENCING;
}

function refuse(): Refusal {
  return { fault: "policy", reason: OTHER_FILE };
}
