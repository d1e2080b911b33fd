const [SECTOR_BYTES, LOADED_AT, DISK_BYTES] = [512, 0x7c00, 2 ** 20];
const BOOTABLE = [0x55, 0xaa];

/** Real mode, as a BIOS starts a disk (Intel's manual, volume 2): the registers that are used. */
const CLEAR = [0x31, 0xc0, 0x8e, 0xd8, 0x8e, 0xc0]; // xor ax, ax; mov ds, ax; mov es, ax
const SPIN = [0xeb, 0xfe]; // jmp to itself
const RESET = [0xea, 0x00, 0x00, 0xff, 0xff]; // jmp ffff:0
const SWITCH_OFF = [0xba, 0x04, 0x06, 0xb8, 0x00, 0x20, 0xef]; // out 604, 2000
const FLOOD = [0xba, 0xf8, 0x03, 0xb0, 0x78, 0xee, 0xeb, 0xfd]; // out 3f8, 'x'; again

/** Goes on where a PCI device of a class is there (PCI BIOS, B103), else spins. */
const ifDevice = (pciClass: number) => [
  ...[0xb8, 0x03, 0xb1, 0x31, 0xf6], // mov ax, b103; xor si, si
  ...[0x66, 0xb9, ...bytesOf(pciClass, 4), 0xcd, 0x1a], // mov ecx, class; int 1a
  ...[0x73, 0x02, ...SPIN], // jnc past the next
];
const [IDE, NETWORK, HOST_BRIDGE] = [0x010180, 0x020000, 0x060000];

/** Has the IDE controller fetch 64 KiB from memory for a place of the disk, then for the next. */
function fillDisk(): number[] {
  const descriptorAt = LOADED_AT + 0x100;
  const findController = [
    ...[0xb8, 0x03, 0xb1, 0x31, 0xf6, 0x66, 0xb9, ...bytesOf(IDE, 4), 0xcd, 0x1a],
    ...[0xb8, 0x0c, 0xb1, 0xbf, 4, 0, 0xb9, 5, 0, 0xcd, 0x1a], // may master the bus
    ...[0xb8, 0x0a, 0xb1, 0xbf, 0x20, 0, 0xcd, 0x1a], // cx: where its registers are
    ...[0x83, 0xe1, 0xfc, 0x89, 0xcd, 0x66, 0x31, 0xdb, 0xfa], // bp: there; ebx: sector 0; cli
  ];
  const writeOnce = [
    ...[0x89, 0xea, 0x30, 0xc0, 0xee, 0x83, 0xc2, 0x04], // stop it
    ...[0x66, 0xb8, ...bytesOf(descriptorAt, 4), 0x66, 0xef], // where the descriptor is
    ...[0xba, 0xf2, 0x01, 0xb0, 128, 0xee, 0x66, 0x89, 0xd8, 0x42, 0xee], // 128 sectors
    ...[0x66, 0xc1, 0xe8, 8, 0x42, 0xee, 0x66, 0xc1, 0xe8, 8, 0x42, 0xee], // from ebx on
    ...[0xb0, 0xe0, 0x42, 0xee, 0xb0, 0xca, 0x42, 0xee], // LBA; WRITE DMA
    ...[0x89, 0xea, 0xb0, 1, 0xee, 0x83, 0xc2, 2, 0xec, 0xa8, 1, 0x75, 0xfb], // start; wait
    ...[0xb0, 6, 0xee, 0x66, 0x81, 0xc3, ...bytesOf(128, 4)], // add ebx, 128
  ];
  const code = [...findController, ...writeOnce, 0xeb, 0x100 - writeOnce.length - 2];
  const descriptor = [...bytesOf(0x10000, 4), 0, 0, 0, 0x80];
  const filler = 0x100 - CLEAR.length - code.length;
  return [...code, ...new Array(filler).fill(0), ...descriptor];
}

/** Says a text on the first serial port, then spins. */
function say(text: string, at: number): number[] {
  const code = [
    ...[0xbe, 0, 0, 0xac, 0x84, 0xc0, 0x74, 0x0f, 0x88, 0xc3], // mov si, text; lodsb; end at 0
    ...[0xba, 0xfd, 0x03, 0xec, 0xa8, 0x20, 0x74, 0xfb], // wait until it is ready
    ...[0xb2, 0xf8, 0x88, 0xd8, 0xee, 0xeb, 0xea], // out; again
    ...SPIN,
  ];
  code.splice(1, 2, ...bytesOf(at + code.length, 2));
  return [...code, ...Buffer.from(`${text}\0`)];
}

function bytesOf(value: number, count: number): number[] {
  return Array.from({ length: count }, (_, n) => (value >>> (8 * n)) & 0xff);
}

function toDisk(code: readonly number[]): Buffer {
  const sector = Buffer.alloc(SECTOR_BYTES);
  sector.set([...CLEAR, ...code]);
  sector.set(BOOTABLE, SECTOR_BYTES - BOOTABLE.length);
  return Buffer.concat([sector, Buffer.alloc(DISK_BYTES - SECTOR_BYTES)]);
}

function sayIf(condition: readonly number[], text: string): Buffer {
  return toDisk([...condition, ...say(text, LOADED_AT + CLEAR.length + condition.length)]);
}

const PROMPT = "\r\nvisitor-vm login: ";

/** Shows a prompt by a BIOS too; in its GPT there are partitions of these types. */
function partitioned(...types: readonly string[]): Buffer {
  const disk = sayIf([], PROMPT);
  disk.write("EFI PART", SECTOR_BYTES);
  for (const [n, type] of types.entries()) disk.write(type, 2 * SECTOR_BYTES + n * 128, "hex");
  return disk;
}
const EFI_SYSTEM = "28732ac11ff8d211ba4b00a0c93ec93b";
const BIOS_BOOT = "4861682149646f6e744e656564454649";

/** Disks of 1 MiB that a BIOS boots, by what they do then. */
export const DISKS = {
  /** Shows a prompt, as it finds a device that every machine has. */
  prompt: () => sayIf(ifDevice(HOST_BRIDGE), PROMPT),
  /** Shows a prompt only where it finds a network card. */
  network: () => sayIf(ifDevice(NETWORK), PROMPT),
  says: (text: string) => sayIf([], `\r\n${text}\r\n`),
  spins: () => toDisk(SPIN),
  restarts: () => toDisk(RESET),
  switchesOff: () => toDisk([...SWITCH_OFF, ...SPIN]),
  floods: () => toDisk(FLOOD),
  forUefi: () => partitioned(EFI_SYSTEM),
  forBoth: () => partitioned(EFI_SYSTEM, BIOS_BOOT),
  fills: () => toDisk(fillDisk()),
} as const;
