import { describe } from "vitest";
import { DEFAULT_MACHINE } from "../../../../schemas/machine-settings.ts";
import { DISKS } from "../machines/boot-sector.ts";
import { missingQemu, runImg, toImage } from "../machines/make-image.ts";
import { conformSandbox } from "./conform-sandbox.ts";

const missing = missingQemu();
const BOOT_MS_MAX = 7_000;
const DISK_BYTES = 8 * 2 ** 30;
const NAME = "/etc/passwd";
const DESCRIPTOR = `# Disk DescriptorFile
version=1
CID=fffffffe
parentCID=ffffffff
createType="monolithicFlat"
RW 8 FLAT "${NAME}" 0
`;

function image(...parameters: readonly string[]) {
  return { format: "qcow2", bytes: runImg(["create", "-f", "qcow2", ...parameters]) };
}

/** Its last cluster table names a place that is another's. */
function corrupt() {
  const { format, bytes } = toImage(DISKS.prompt(), "qcow2");
  const damaged = Buffer.from(bytes);
  const tableAt = Number(damaged.readBigUInt64BE(40));
  const entriesAt = Number(damaged.readBigUInt64BE(tableAt) & 0x00fffffffffffe00n);
  damaged.writeBigUInt64BE(BigInt(tableAt) | (1n << 63n), entriesAt);
  return { format, bytes: damaged };
}

function tooNew() {
  const { format, bytes } = toImage(DISKS.prompt(), "qcow2");
  const newer = Buffer.from(bytes);
  newer.writeUInt32BE(4, 4);
  return { format, bytes: newer };
}

function withParent() {
  const { format, bytes } = toImage(DISKS.prompt(), "vmdk");
  const text = Buffer.from(bytes).toString("latin1");
  const changed = text.replace('createType="', `parentFileNameHint="${NAME}"\ncreateType="`);
  return { format, bytes: Buffer.from(changed, "latin1") };
}

describe.skipIf(missing !== null)(`with QEMU${missing ? ` (${missing})` : ""}`, () => {
  conformSandbox("QEMU", {
    engine: (directory) => ({
      ...{ kind: "qemu", directory, user: "nobody", ...DEFAULT_MACHINE },
      ...{ accelerator: "tcg", bus: "ide", bootMax: BOOT_MS_MAX },
    }),
    good: () => toImage(DISKS.prompt(), "qcow2"),
    rowCounts: null,
    sentinel: null,
    three: null,
    broken: {
      "without its boot sector": () => toImage(DISKS.prompt().fill(0, 0, 512), "qcow2"),
      "corrupt in its tables": corrupt,
      "cut within its header": () => ({ format: "qcow2", bytes: corrupt().bytes.subarray(0, 60) }),
    },
    tooNew,
    killed: { amid: /qemu-system/, engine: /qemu-system/ },
    endless: () => toImage(DISKS.spins(), "raw-image"),
    hungry: () => toImage(DISKS.fills(), "qcow2", DISK_BYTES),
    hostile: () => ({
      "resting on a file of this machine": image("-b", NAME, "-F", "raw", "image", "1M"),
      "with its data in another file": image("-o", "data_file=outside", "image", "1M"),
      "describing a file of this machine": { format: "vmdk", bytes: Buffer.from(DESCRIPTOR) },
      "naming a parent": withParent(),
    }),
  });
});
