import type { ByteSource } from "../../../platform/objects/byte-source.ts";
import { crc32c } from "../data-directory/crc32c.ts";
import { readAt } from "../reading/read-at.ts";
import { badStructure } from "./image-findings.ts";
import type { Partition } from "./read-partitions.ts";

const HEAD_BYTES = 4_096;
const EXT_AT = 1_024;
const EXT_BYTES = 1_024;
const EXT_CHECKSUM_AT = 1_020;
const EXT_METADATA_CHECKSUMS = 0x400;
const EXT_64BIT = 0x80;
const XFS_CHECKSUM_AT = 224;

/**
 * The file system that begins at a place, by its superblock: its own checksum where it has one, and
 * whether it fits. Null where none is known; throws `DamagedCopy` where it is damaged or cut off.
 */
export async function checkFileSystem(source: ByteSource, { start, end }: Partition) {
  if (end - start < HEAD_BYTES) return null;
  const head = await readAt(source, start, HEAD_BYTES);
  const found =
    readExt(head.subarray(EXT_AT, EXT_AT + EXT_BYTES)) ?? readXfs(head) ?? readNtfs(head);
  if (!found) return null;
  const { name, intact, bytes } = found;
  if (!intact)
    throw badStructure(
      `The superblock of its ${name} does not agree with its checksum`,
      `Le superbloc de son ${name} n'est pas conforme à sa somme de contrôle`,
    );
  if (bytes > BigInt(end - start))
    throw badStructure(
      `Its ${name} reaches past its end: it is cut off`,
      `Son ${name} dépasse sa fin : il est coupé`,
    );
  return name;
}

type FileSystem = { readonly name: string; readonly intact: boolean; readonly bytes: bigint };

/** Ext2 to ext4 (Linux, fs/ext4/ext4.h). */
function readExt(block: Buffer): FileSystem | null {
  if (block.readUInt16LE(56) !== 0xef53) return null;
  const summed = (block.readUInt32LE(100) & EXT_METADATA_CHECKSUMS) !== 0;
  const sum = ~crc32c(block.subarray(0, EXT_CHECKSUM_AT)) >>> 0;
  const high = block.readUInt32LE(96) & EXT_64BIT ? BigInt(block.readUInt32LE(336)) : 0n;
  const blocks = (high << 32n) + BigInt(block.readUInt32LE(4));
  const bits = BigInt(10 + Math.min(block.readUInt32LE(24), 6));
  const intact = !summed || sum === block.readUInt32LE(EXT_CHECKSUM_AT);
  return { name: "ext", intact, bytes: blocks << bits };
}

/** XFS (Linux, fs/xfs/libxfs/xfs_format.h); its fields are big endian, its checksum is not. */
function readXfs(head: Buffer): FileSystem | null {
  if (head.toString("latin1", 0, 4) !== "XFSB") return null;
  const sectorBytes = head.readUInt16BE(102);
  const isKnown = sectorBytes >= 512 && sectorBytes <= HEAD_BYTES;
  const sector = Buffer.from(head.subarray(0, sectorBytes));
  const summed = (head.readUInt16BE(100) & 0xf) === 5;
  if (summed && isKnown) sector.writeUInt32LE(0, XFS_CHECKSUM_AT);
  const intact = isKnown && (!summed || crc32c(sector) === head.readUInt32LE(XFS_CHECKSUM_AT));
  return { name: "XFS", intact, bytes: head.readBigUInt64BE(8) * BigInt(head.readUInt32BE(4)) };
}

/** NTFS, whose boot sector has no checksum. */
function readNtfs(head: Buffer): FileSystem | null {
  if (head.toString("latin1", 3, 11) !== "NTFS    ") return null;
  const bytes = head.readBigUInt64LE(40) * BigInt(head.readUInt16LE(11));
  return { name: "NTFS", intact: head.readUInt16LE(510) === 0xaa55, bytes };
}
