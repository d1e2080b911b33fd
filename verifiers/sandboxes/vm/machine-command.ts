import type { MachineSettings } from "../../../schemas/machine-settings.ts";
import type { Command } from "../servers/confine.ts";
import { imageNode } from "./disk-drivers.ts";
import { type Accelerator, KVM_CPU } from "./find-accelerator.ts";
import type { QemuPrograms } from "./find-qemu.ts";
import type { Disk } from "./prepare-disk.ts";

const MIB = 2 ** 20;
/** Of translated code, which QEMU keeps beside the guest's memory. */
const TRANSLATED_MIB = 128;
/** Where QEMU listens for us, in its own directory. */
export const MONITOR = "monitor";

export type Machine = Pick<MachineSettings, "bus"> & {
  readonly memoryBytes: number;
  readonly accelerator: Accelerator;
};

type Options = {
  readonly programs: QemuPrograms;
  readonly machine: Machine;
  readonly disk: Disk;
};

const DEVICES: Readonly<Record<MachineSettings["bus"], readonly string[]>> = {
  virtio: ["-device", "virtio-blk-pci,drive=disk,bootindex=0"],
  sata: ["-device", "ahci,id=ahci", "-device", "ide-hd,bus=ahci.0,drive=disk,bootindex=0"],
  ide: ["-device", "ide-hd,bus=ide.0,drive=disk,bootindex=0"],
};

/**
 * A machine that has the disk, a screen that nobody sees and a serial port, and nothing of this
 * machine: no network, no devices, no files but its own. It waits for `cont`; its firmware speaks
 * on the serial port too, by `graphics=off`.
 */
export function machineCommand({ programs, machine, disk }: Options): Command {
  const emulated = ["-accel", `tcg,tb-size=${TRANSLATED_MIB}`, "-cpu", "max"];
  return {
    file: programs.system,
    parameters: [
      ...["-no-user-config", "-nodefaults", "-machine", "pc,graphics=off", "-S"],
      ...(machine.accelerator === "KVM" ? KVM_CPU : emulated),
      ...["-m", String(Math.floor(machine.memoryBytes / MIB)), "-smp", "1"],
      ...["-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny"],
      // No other device is tried, as a floppy is, at which SeaBIOS at times waits for ever.
      ...["-boot", "strict=on"],
      ...["-nic", "none", "-display", "none", "-vga", "std", "-rtc", "base=utc"],
      ...["-action", "reboot=reset,shutdown=pause,panic=pause,watchdog=none"],
      ...["-chardev", "stdio,id=console,signal=off", "-serial", "chardev:console"],
      ...["-chardev", `socket,id=monitor,path=${MONITOR},server=on,wait=off`],
      ...["-mon", "chardev=monitor,mode=control"],
      ...blockNodes(disk),
      ...DEVICES[machine.bus],
    ],
  };
}

function blockNodes({ layers, overlay }: Disk): string[] {
  const below = layers.map((layer, at) => ({
    ...imageNode(layer, at === 0 ? null : nodeName(at - 1)),
    "node-name": nodeName(at),
  }));
  const file = { driver: "file", filename: overlay };
  const backing = nodeName(layers.length - 1);
  // What is lost with the machine need not reach the disk.
  const top = { driver: "qcow2", file, backing, cache: { "no-flush": true } };
  return [...below, { ...top, "node-name": "disk" }].flatMap((node) => [
    "-blockdev",
    JSON.stringify(node),
  ]);
}

function nodeName(layer: number): string {
  return `copy-${layer}`;
}
