import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { missingQemu, toImage } from "./make-image.ts";
import { makeLinux, missingLinux } from "./make-linux.ts";
import { boot, openMachines } from "./open-machines.ts";

const missing = missingQemu() ?? missingLinux();
const BOOT_MS_MAX = 180_000;
/** Of the first group's descriptor, in blocks of 1 KiB: GRUB does not look at it. */
const CHECKSUM_AT = 2_048 + 0x1e;

describe
  .skipIf(missing)
  .concurrent(`a Linux of Debian's kernel${missing ? ` (${missing})` : ""}`, () => {
    let directory: string;
    beforeAll(async () => {
      directory = await mkdtemp(join(tmpdir(), "vigie-linux-"));
      await chmod(directory, 0o711);
    });
    afterAll(() => rm(directory, { recursive: true }));

    async function see(disk: Buffer) {
      const sandbox = await openMachines(directory, { bus: "ide", bootMax: BOOT_MS_MAX });
      const { restored, steps, cleanup } = await boot(sandbox, toImage(disk, "qcow2"));
      expect(cleanup).toBe("done");
      const { fault, observed } = steps.find(({ name }) => name === "boot") ?? {};
      return [restored?.verdict, fault, observed?.["ending"]];
    }

    test("boots to its login prompt", async () => {
      expect(await see(makeLinux())).toEqual(["pass", null, "marker"]);
    });

    test("does not where its kernel is cut", async () => {
      const disk = makeLinux({ kernel: (bytes) => bytes.subarray(0, 20_000) });
      expect(await see(disk)).toEqual(["fail", "backup", "boot loader"]);
    });

    test("panics where its root file system is damaged", async () => {
      const damage = (bytes: Buffer) => bytes.fill(0xa5, CHECKSUM_AT, CHECKSUM_AT + 2);
      const disk = makeLinux({ fileSystem: damage });
      expect(await see(disk)).toEqual(["fail", "backup", "kernel panic"]);
    });
  });
