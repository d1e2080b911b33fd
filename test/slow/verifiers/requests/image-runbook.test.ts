import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
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
    const links = copies.map(({ format }, at) => aLinkOf(join(directory, `copy ${at}`), format));
    await Promise.all(
      copies.map(({ bytes }, at) => writeFile(join(directory, `copy ${at}`), bytes)),
    );
    const request = anApproved({ plan: aPlan({ links }) });
    const runbook = writeRunbook(request, "en") ?? expect.fail("no runbook");
    const script = [...runbook.matchAll(/^```shell\n([\s\S]*?)\n```$/gm)].map(([, text]) => text);
    await run("bash", ["-e", "-o", "pipefail", "-c", script.join("\n")], { cwd: directory });
    await run("qemu-img", ["convert", "-O", "raw", `${request.id}.qcow2`, "joined"], {
      cwd: directory,
    });
    for (const { at, bytes } of [sectorOf(0, "d"), sectorOf(1, "c")]) bytes.copy(disk, at);
    expect((await readFile(join(directory, "joined"))).equals(disk)).toBe(true);
  },
  120_000,
);

function aLinkOf(file: string, format: Copy["format"]): PlannedLink {
  const [link] = aPlan().links;
  if (!link) return expect.fail();
  const copy = { ...link.copy, uri: pathToFileURL(file).href, checksum: null };
  return { ...link, copy, format };
}
