import { join } from "node:path";
import type { Lease } from "../servers/open-lease.ts";
import { diskName } from "./disk-drivers.ts";
import type { QemuPrograms } from "./find-qemu.ts";
import type { Disk } from "./prepare-disk.ts";
import { readLeftFile } from "./read-left-file.ts";

const HEAD = "head";
const SECTOR_BYTES = 512;
/** A GPT: its protective sector, its header, and 128 entries of 128 bytes. */
const HEAD_SECTORS = 34;
const [ENTRIES_AT, ENTRY_BYTES] = [2 * SECTOR_BYTES, 128];
const GPT = "EFI PART";
/** Types of partitions as they lie on a disk (UEFI 2.10 §5.3.3; GRUB's manual). */
const EFI_SYSTEM = "28732ac11ff8d211ba4b00a0c93ec93b";
const BIOS_BOOT = "4861682149646f6e744e656564454649";

type Options = { readonly lease: Lease; readonly programs: QemuPrograms; readonly disk: Disk };

/**
 * Whether a disk has what UEFI starts and nothing for a BIOS, by its GPT, as QEMU reads it out of
 * the image.
 */
export async function needsUefi({ lease, programs, disk }: Options): Promise<boolean> {
  const { code } = await lease.run({
    file: programs.img,
    parameters: [
      ...["dd", "-O", "raw", `bs=${SECTOR_BYTES}`, `count=${HEAD_SECTORS}`],
      ...[`if=${diskName(disk.layers)}`, `of=${HEAD}`],
    ],
  });
  const bytesMax = HEAD_SECTORS * SECTOR_BYTES;
  const head = code === 0 ? await readLeftFile(join(lease.directory, HEAD), bytesMax) : null;
  if (!head) return false;
  const types = readTypes(head);
  return types.has(EFI_SYSTEM) && !types.has(BIOS_BOOT);
}

/** In hexadecimal; none where there is no GPT. */
function readTypes(head: Buffer): ReadonlySet<string> {
  const types = new Set<string>();
  if (head.toString("latin1", SECTOR_BYTES, SECTOR_BYTES + GPT.length) !== GPT) return types;
  for (let at = ENTRIES_AT; at + ENTRY_BYTES <= head.length; at += ENTRY_BYTES)
    types.add(head.toString("hex", at, at + 16));
  return types;
}
