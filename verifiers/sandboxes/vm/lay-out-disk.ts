import { stat } from "node:fs/promises";
import { join } from "node:path";
import { toByteSource } from "../../../platform/objects/byte-source.ts";
import { createDirectoryObjects } from "../../../platform/objects/directory-objects.ts";
import type { RestoreRequest } from "../sandbox.ts";
import { hashBytes } from "../servers/hash-bytes.ts";
import type { Lease } from "../servers/open-lease.ts";
import { DISK_DRIVERS, type Layer } from "./disk-drivers.ts";
import { layOutImage } from "./lay-out-image.ts";
import type { Disk } from "./prepare-disk.ts";
import { type Refusal, refuseImage, refuseIncremental } from "./refuse-image.ts";

const INCREMENTAL = "qcow2";

type LaidOut = {
  /** Null: one of them must not be opened. */
  readonly disk: Disk | null;
  readonly refusal: (Refusal & { readonly copy: number }) | null;
  /** Of the base. */
  readonly sha256: string | null;
};

/** Lays out an image, and what rests on it, and looks whether QEMU may open them. */
export async function layOutDisk(
  { format, copies }: Pick<RestoreRequest, "format" | "copies">,
  { directory, signal }: Lease,
): Promise<LaidOut> {
  const layers: Layer[] = [];
  const objects = createDirectoryObjects({ root: directory });
  let sha256: string | null = null;
  for (const [copy, { source }] of copies.entries()) {
    const name = `copy-${copy}`;
    const file = join(directory, name);
    const read = hashBytes(source.read());
    await layOutImage(read.bytes, file, signal);
    if (copy === 0) sha256 = read.sha256();
    const { size: sizeBytes } = await stat(file);
    const laidOut = toByteSource(objects, { name, sizeBytes });
    const refusal = await (copy === 0 ? refuseImage(format, laidOut) : refuseIncremental(laidOut));
    if (refusal) return { disk: null, refusal: { ...refusal, copy }, sha256 };
    const driver = copy === 0 ? (DISK_DRIVERS[format] ?? "raw") : INCREMENTAL;
    layers.push({ file, driver });
  }
  const [base, ...others] = layers;
  const disk = base
    ? { layers: [base, ...others] as const, overlay: join(directory, "overlay") }
    : null;
  return { disk, refusal: null, sha256 };
}
