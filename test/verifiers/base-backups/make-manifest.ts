import { createHash } from "node:crypto";
import { crc32c } from "../../../verifiers/formats/data-directory/crc32c.ts";

/** A `backup_manifest` of these files, as version 1 of it is written. */
export function makeManifest(files: Readonly<Record<string, Uint8Array>>): Buffer {
  const entries = Object.entries(files).map(([path, bytes]) => {
    const crc = Buffer.alloc(4);
    crc.writeUInt32LE(crc32c(bytes));
    const checksum = { "Checksum-Algorithm": "CRC32C", Checksum: crc.toString("hex") };
    return JSON.stringify({ Path: path, Size: bytes.length, ...checksum });
  });
  const text = [
    '{ "PostgreSQL-Backup-Manifest-Version": 1,',
    `"Files": [\n${entries.join(",\n")}\n],`,
    '"WAL-Ranges": [\n{ "Timeline": 1, "Start-LSN": "0/2000028", "End-LSN": "0/2000100" }\n],\n',
  ].join("\n");
  const sum = createHash("sha256").update(text).digest("hex");
  return Buffer.from(`${text}"Manifest-Checksum": "${sum}"}\n`);
}
