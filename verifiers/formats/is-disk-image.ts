/** Disks of machines: what is restored from one is booted, and has no tables to ask. */
const DISK_IMAGES: ReadonlySet<string> = new Set(["qcow2", "raw-image", "vhd", "vhdx", "vmdk"]);

export function isDiskImage(format: string): boolean {
  return DISK_IMAGES.has(format);
}
