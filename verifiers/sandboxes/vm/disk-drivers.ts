/** QEMU's names of our formats: it is always told, and never guesses by the bytes. */
export const DISK_DRIVERS: Readonly<Record<string, string>> = {
  qcow2: "qcow2",
  "raw-image": "raw",
  vhd: "vpc",
  vhdx: "vhdx",
  vmdk: "vmdk",
};

/** The copy itself, as QEMU is to open it: never written, by this driver, resting on nothing. */
export function copyNode(driver: string, file: string) {
  const chained = driver === "qcow2" || driver === "vmdk";
  return {
    driver,
    "read-only": true,
    file: { driver: "file", filename: file, "read-only": true, locking: "off" },
    ...(chained && { backing: null }),
  };
}
