import { inflateSync } from "node:zlib";
import type { ByteSource } from "../../../platform/objects/byte-source.ts";
import { createByteReader } from "../reading/create-byte-reader.ts";
import { badStructure } from "./image-findings.ts";

const SECTOR_BYTES = 512;
const MARKER_BYTES = 12;
const PACKED_BYTES_MAX = 2 * 2 ** 20;
const GRAIN_BYTES_MAX = 2 ** 20;
const METADATA_SECTORS_MAX = 2 ** 20;
const END_OF_STREAM = 0;

type Options = {
  readonly start: number;
  /** QEMU keeps its directory in front, and then writes no mark of the end. */
  readonly endsMarked: boolean;
};

/** Reads a stream-optimized extent marker by marker to its end; resolves to its grains. */
export async function followMarkers(
  source: ByteSource,
  { start, endsMarked }: Options,
): Promise<number> {
  const reader = createByteReader(source.read({ start }));
  for (let grains = 0; ; ) {
    const at = start + reader.position();
    const sector = await reader.takeUpTo(SECTOR_BYTES);
    if (sector.length === 0 && !endsMarked) return grains;
    if (sector.length < SECTOR_BYTES) throw wrongMarker(at);
    const [value, bytes] = [sector.readBigUInt64LE(0), sector.readUInt32LE(8)];
    if (bytes > 0) {
      if (bytes > PACKED_BYTES_MAX) throw wrongMarker(at);
      const rest = Math.max(0, MARKER_BYTES + bytes - SECTOR_BYTES);
      const more = await reader.take(rest + (-rest & (SECTOR_BYTES - 1)));
      checkGrain(Buffer.concat([sector, more]).subarray(MARKER_BYTES, MARKER_BYTES + bytes), at);
      grains += 1;
      continue;
    }
    const type = sector.readUInt32LE(MARKER_BYTES);
    if (type === END_OF_STREAM && value === 0n) {
      if ((await reader.takeUpTo(1)).length > 0) throw wrongMarker(at);
      return grains;
    }
    if (type > 3 || value > METADATA_SECTORS_MAX) throw wrongMarker(at);
    for await (const _ of reader.pass(Number(value) * SECTOR_BYTES));
  }
}

function checkGrain(packed: Buffer, at: number): void {
  try {
    inflateSync(packed, { maxOutputLength: GRAIN_BYTES_MAX });
  } catch {
    throw badStructure(
      `Its grain at byte ${at} does not expand, or not to what its checksum says`,
      `Son grain à l'octet ${at} ne se décompresse pas, ou pas comme sa somme de contrôle le dit`,
    );
  }
}

function wrongMarker(at: number) {
  return badStructure(
    `At byte ${at} is no marker of a stream-optimized disk`,
    `À l'octet ${at}, il n'y a pas de marque d'un disque optimisé pour le flux`,
  );
}
