import { describe, expect, test } from "vitest";
import { configSchema } from "../../../schemas/config.ts";
import { DEFAULT_MACHINE, markerExpression } from "../../../schemas/machine-settings.ts";
import { watchConsole } from "../../../verifiers/sandboxes/vm/watch-console.ts";

const [GRUB, NO_DISK, MACHINE] = ["boot loader", "disk not found", "machine"];
const GLIBC = "Fatal glibc error: CPU does not support x86-64-v3\n";
const PANIC = "[    3.0] Kernel panic - not syncing: ";
const PROMPT = markerExpression(DEFAULT_MACHINE.marker);

/** What is seen of a text that comes in pieces of so many bytes. */
function watch(text: string, marker = PROMPT, pieceBytes = 1): string | null {
  const watched = watchConsole(marker);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    const seen = watched.take(bytes.subarray(at, at + pieceBytes));
    if (seen) return seen.kind === "sign" ? seen.sign.name : seen.kind;
  }
  return null;
}

describe("watchConsole()", () => {
  test.each([
    ["\r\nDebian GNU/Linux 12 visitor-vm ttyS0\r\n\r\nvisitor-vm login: ", "marker"],
    ["\x1b[0;30;47mWelcome\x1b[1;1H\x1b[?7lvisitor login: ", "marker"],
    ["[    2.1] systemd-logind: New login: of nobody\r\n", null],
    ["Boot failed: not a bootable disk\r\n\r\nNo bootable device.\r\n", "no bootable device"],
    [
      "\x1b[24;1HOperating System not found\x1b[09;01HNo bootable device.\r\n",
      "no bootable device",
    ],
    ["\x1b[HNo boota\x1b[08;09H\x1b[08;10Hble device.\r\n", "no bootable device"],
    ["error: ../../grub-core/loader/i386/linux.c:1:you need to load the kernel first.\r\n", GRUB],
    ["[ 3.0] Kernel panic - not syncing: Attempted to kill init!\r\n", "kernel panic"],
    [
      "Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(254,1)\n",
      "kernel panic",
    ],
    ["Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)\n", NO_DISK],
    [`${PANIC}System is deadlocked on memory\r\n`, MACHINE],
    [`${PANIC}Out of memory: compulsory panic_on_oom is enabled\r\n`, MACHINE],
    [`${PANIC}IO-APIC + timer doesn't work!  Boot with apic=debug\r\n`, MACHINE],
    [`${GLIBC}${PANIC}Attempted to kill init! exitcode=0x00007f00\r\n`, MACHINE],
    [`${GLIBC}visitor-vm login: `, "marker"],
    ["Gave up waiting for root file system device.\r\n", NO_DISK],
    ["Gave up waiting for suspend/resume device\r\n", null],
  ])("takes %j for %s, in whatever pieces it comes", (text, kind) => {
    for (const pieceBytes of [1, 7, 4_096]) expect(watch(text, PROMPT, pieceBytes)).toBe(kind);
  });

  test("finds a marker of text, and one of an expression, across pieces and letters", () => {
    expect(watch("prêt à servir (1+1)", markerExpression("à servir (1+1)"))).toBe("marker");
    expect(watch("READY 12", markerExpression("/ready \\d{2}/i"))).toBe("marker");
    expect(watch("login", markerExpression("l.gin"))).toBeNull();
  });

  test("keeps no more than a tail, and ends what says too much", () => {
    expect(watch("x".repeat(2 ** 20 + 1), PROMPT, 65_536)).toBe("flood");
  });
});

test("a marker that is no expression is refused in the config, with its place", () => {
  const engine = { kind: "qemu", marker: "/login(/" };
  const parsed = configSchema.safeParse({ verification: { engines: [engine] } });
  expect(parsed.error?.issues[0]).toMatchObject({
    path: ["verification", "engines", 0, "marker"],
    message: expect.stringContaining("regular expression"),
  });
});
