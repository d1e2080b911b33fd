import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

const MIB = 2 ** 20;
const SECTOR_BYTES = 512;
const FIRST_SECTOR = 2_048;
const FILE_SYSTEM_BYTES = 40 * MIB;
const BOOT_CODE_BYTES = 440;
const PARTITION_AT = 446;
const GRUB = "/usr/lib/grub/i386-pc/boot.img";
const GRUB_MODULES = ["biosdisk", "part_msdos", "ext2", "linux", "serial", "normal"];
const PLACES = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin" };
const BUSYBOX = ["/bin/busybox", "/usr/bin/busybox"].find(existsSync);
const KERNEL = globSync("/boot/vmlinuz-*").toSorted().at(-1);
const NEEDED = ["ata_piix", "sd_mod", "ext4"];

/** GRUB waits for nobody, and says everything on the serial port. */
const GRUB_CONFIG = `serial --unit=0 --speed=115200
terminal_output serial
set root=(hd0,msdos1)
linux /boot/vmlinuz console=ttyS0 panic=-1 quiet
initrd /boot/initrd.gz
boot
`;

type Options = {
  /** What is done to the kernel before it is put on the disk. */
  readonly kernel?: (bytes: Buffer) => Uint8Array;
  /** What is done to the ext4 file system after it was made. */
  readonly fileSystem?: (bytes: Buffer) => void;
};

/** A disk for IDE: GRUB, a file system, Debian's kernel, a system that shows a login prompt. */
export function makeLinux({ kernel = (bytes) => bytes, fileSystem }: Options = {}): Buffer {
  const directory = mkdtempSync(join(tmpdir(), "vigie-linux-"));
  const within = (...parts: readonly string[]) => join(directory, ...parts);
  try {
    mkdirSync(within("tree", "boot"), { recursive: true });
    writeFileSync(within("tree", "boot", "vmlinuz"), kernel(readFileSync(KERNEL ?? "")));
    writeFileSync(within("tree", "boot", "initrd.gz"), makeInitialFiles(within("initial")));
    writeFileSync(within("tree", "hostname"), "visitor-vm");
    writeFileSync(within("part"), "");
    truncateSync(within("part"), FILE_SYSTEM_BYTES);
    const features = ["-q", "-F", "-b", "1024", "-O", "metadata_csum,^has_journal"];
    execFileSync("mkfs.ext4", [...features, "-d", within("tree"), within("part")], {
      env: PLACES,
    });
    const part = readFileSync(within("part"));
    fileSystem?.(part);
    return toDisk(part, makeLoader(directory));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** The files that a kernel starts from: busybox, its own modules, and what is run first. */
function makeInitialFiles(directory: string): Buffer {
  for (const name of ["bin", "dev", "disk"]) mkdirSync(join(directory, name), { recursive: true });
  cpSync(BUSYBOX ?? "", join(directory, "bin", "busybox"));
  const modules = listModules();
  for (const path of modules) cpSync(path, join(directory, basename(path)));
  const run = (command: string) => `/bin/busybox ${command}`;
  const init = [
    "#!/bin/busybox sh",
    ...modules.map((path) => run(`insmod /${basename(path)}`)),
    run("mount -t devtmpfs dev /dev"),
    `until [ -b /dev/sda1 ]; do ${run("sleep 0.1")}; done`,
    `${run("mount -t ext4 /dev/sda1 /disk")} || exit 1`,
    run(`printf '\\n%s login: ' "$(${run("cat /disk/hostname")})"`),
    `exec ${run("sleep 1000000")}`,
  ].join("\n");
  writeFileSync(join(directory, "init"), init);
  chmodSync(join(directory, "init"), 0o755);
  const pack = `find . | ${BUSYBOX} cpio -o -H newc 2>/dev/null | gzip -1`;
  return execFileSync("sh", ["-c", pack], { cwd: directory, maxBuffer: 64 * MIB });
}

/** In the order of loading; those built into the kernel are not among them. */
function listModules(): readonly string[] {
  const home = join("/lib/modules", basename(KERNEL ?? "").replace("vmlinuz-", ""));
  const lines = readFileSync(join(home, "modules.dep"), "utf8").split("\n");
  const found = NEEDED.flatMap((name) => {
    const line = lines.find((entry) => entry.includes(`/${name}.ko:`)) ?? "";
    const [module = "", needs = ""] = line.split(":");
    return [...needs.trim().split(" ").toReversed(), module];
  });
  return [...new Set(found)].filter((path) => path !== "").map((path) => join(home, path));
}

function makeLoader(directory: string): Buffer {
  const [config, core] = [join(directory, "grub.cfg"), join(directory, "core.img")];
  writeFileSync(config, GRUB_CONFIG);
  const place = ["-O", "i386-pc", "-p", "(hd0,msdos1)/boot", "-c", config, "-o", core];
  execFileSync("grub-mkimage", [...place, ...GRUB_MODULES], { env: PLACES });
  return readFileSync(core);
}

/** The loader lies between the table of one partition and its begin, as GRUB itself puts it. */
function toDisk(part: Buffer, loader: Buffer): Buffer {
  const gap = Buffer.alloc(FIRST_SECTOR * SECTOR_BYTES);
  gap.set(readFileSync(GRUB).subarray(0, BOOT_CODE_BYTES));
  gap.set([0x80, 0xfe, 0xff, 0xff, 0x83, 0xfe, 0xff, 0xff], PARTITION_AT);
  gap.writeUInt32LE(FIRST_SECTOR, PARTITION_AT + 8);
  gap.writeUInt32LE(part.length / SECTOR_BYTES, PARTITION_AT + 12);
  gap.writeUInt16LE(0xaa55, SECTOR_BYTES - 2);
  gap.set(loader, SECTOR_BYTES);
  return Buffer.concat([gap, part]);
}

/** Why no Linux can be made here, or null; where skips are forbidden it fails instead. */
export function missingLinux(): string | null {
  if (process.env["VIGIE_NO_SKIP"] === "1") return null;
  if (KERNEL === undefined) return "there is no kernel: apt install linux-image-cloud-amd64";
  if (BUSYBOX === undefined) return "there is no busybox: apt install busybox-static";
  if (!existsSync(GRUB)) return "there is no GRUB: apt install grub-pc-bin";
  const made = spawnSync("mkfs.ext4", ["-V"], { env: PLACES }).error === undefined;
  return made ? null : "there is no mkfs.ext4: apt install e2fsprogs";
}
