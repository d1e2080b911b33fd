import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import type { PlannedLink } from "../../../../schemas/restore-plan.ts";
import { writeRunbook } from "../../../../verifiers/requests/runbook/write-runbook.ts";
import { anApproved, aPlan } from "../../../verifiers/requests/a-request.ts";
import { missingQemu, toImage, toIncrement } from "../machines/make-image.ts";
import type { Copy } from "../sandboxes/conform-sandbox.ts";

const run = promisify(execFile);
const missing = missingQemu();
const SECTOR_BYTES = 512;
const sectorOf = (at: number, letter: string) => ({
  at: at * SECTOR_BYTES,
  bytes: Buffer.alloc(SECTOR_BYTES, letter),
});

test.skipIf(missing)(
  `the runbook of an incremental image, run as it is written, joins all of its chain${missing ? ` (${missing})` : ""}`,
  async () => {
    const directory = await mkdtemp(join(tmpdir(), "vigie-image-runbook-"));
    onTestFinished(() => rm(directory, { recursive: true }));
    const disk = Buffer.alloc(2 ** 20, "a");
    const other = join(directory, "other.raw");
    await writeFile(other, Buffer.alloc(2 ** 20, "z"));
    const copies = [
      toImage(disk, "vhdx"),
      toIncrement(sectorOf(0, "b")),
      toIncrement(sectorOf(1, "c"), { named: other }),
      toIncrement(sectorOf(0, "d"), { named: "" }),
    ];
    const joined = await follow(directory, copies);
    await run("qemu-img", ["convert", "-O", "raw", joined, "joined"], { cwd: directory });
    for (const { at, bytes } of [sectorOf(0, "d"), sectorOf(1, "c")]) bytes.copy(disk, at);
    expect((await readFile(join(directory, "joined"))).equals(disk)).toBe(true);
  },
  120_000,
);

/** Of a base that rests on another, by its format. */
const LED: Readonly<Record<string, () => Copy>> = {
  qcow2: () => toIncrement(sectorOf(0, "b")),
  vmdk: () => {
    const { format, bytes } = toImage(Buffer.alloc(2 ** 20, "a"), "vmdk");
    const text = Buffer.from(bytes).toString("latin1");
    const led = text.replace("parentCID=ffffffff", "parentCID=fffffff1");
    return { format, bytes: Buffer.from(led, "latin1") };
  },
  vhd: () => {
    const { format, bytes } = toImage(Buffer.alloc(2 ** 20, "a"), "vhd");
    const led = Buffer.from(bytes);
    for (const footerAt of [0, led.length - 512]) {
      const footer = led.subarray(footerAt, footerAt + 512);
      footer.writeUInt32BE(4, 60);
      footer.writeUInt32BE(0, 64);
      footer.writeUInt32BE(~footer.reduce((sum, byte) => sum + byte, 0) >>> 0, 64);
    }
    return { format, bytes: led };
  },
};

describe.skipIf(missing)("the runbook of an image", () => {
  test.each(Object.keys(LED))(
    "stops where its base in %s rests on what is not there",
    async (format) => {
      const directory = await mkdtemp(join(tmpdir(), "vigie-image-runbook-"));
      onTestFinished(() => rm(directory, { recursive: true }));
      const increment = toIncrement(sectorOf(1, "c"));
      const whole = toImage(Buffer.alloc(2 ** 20, "a"), format);
      await follow(directory, [whole, increment]);
      const led = LED[format]?.() ?? expect.fail();
      for (const copies of [[led, increment], [led]])
        await expect(follow(directory, copies)).rejects.toMatchObject({ code: 1 });
      expect(await readdir(directory)).toEqual(["copy 0", "copy 1"]);
    },
    60_000,
  );
});

/** Runs the runbook of a chain as it is written; the disk that it makes. */
async function follow(directory: string, copies: readonly Copy[]): Promise<string> {
  const links = copies.map(({ format }, at) => aLinkOf(join(directory, `copy ${at}`), format));
  await Promise.all(copies.map(({ bytes }, at) => writeFile(join(directory, `copy ${at}`), bytes)));
  const request = anApproved({ plan: aPlan({ links }) });
  const disk = `${request.id}.qcow2`;
  await rm(join(directory, disk), { force: true });
  const runbook = writeRunbook(request, "en") ?? expect.fail("no runbook");
  const script = [...runbook.matchAll(/^```shell\n([\s\S]*?)\n```$/gm)].map(([, text]) => text);
  await run("bash", ["-e", "-o", "pipefail", "-c", script.join("\n")], { cwd: directory });
  return disk;
}

function aLinkOf(file: string, format: Copy["format"]): PlannedLink {
  const [link] = aPlan().links;
  if (!link) return expect.fail();
  const copy = { ...link.copy, uri: pathToFileURL(file).href, checksum: null };
  return { ...link, copy, format };
}
