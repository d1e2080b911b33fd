/** QEMU's names of our formats: it is always told, and never guesses by the bytes. */
export const DISK_DRIVERS: Readonly<Record<string, string>> = {
  qcow2: "qcow2",
  "raw-image": "raw",
  vhd: "vpc",
  vhdx: "vhdx",
  vmdk: "vmdk",
};

/** A copy as it lies in its sandbox. */
export type Layer = { readonly file: string; readonly driver: string };

/**
 * An image as QEMU is to open it, which is never written. It rests on `backing`, a node or the name
 * of one, and without on nothing: whatever its header says.
 */
export function imageNode({ driver, file }: Layer, backing: object | string | null = null): object {
  const chained = driver === "qcow2" || driver === "vmdk";
  return {
    driver,
    "read-only": true,
    file: { driver: "file", filename: file, "read-only": true, locking: "off" },
    ...(chained && { backing }),
  };
}

/** The disk that layers make, the base first, each resting on the one before: for `qemu-img`. */
export function diskName([base, ...others]: readonly [Layer, ...Layer[]]): string {
  const node = others.reduce((below, layer) => imageNode(layer, below), imageNode(base));
  return `json:${JSON.stringify(node)}`;
}
