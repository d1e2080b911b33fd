import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { decisionSchema } from "../../../schemas/decision.ts";
import { eventSchema } from "../../../schemas/events.ts";

const run = promisify(execFile);

/** What stands between the marks of the first block of a language, without its indentation. */
function blockOf(text: string, language: string): string {
  const [, block = ""] = new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "s").exec(text) ?? [];
  return block.replaceAll(/^ {3}/gm, "");
}

test("what docs/backtest.md makes of its columns are events, and its decision is one", async () => {
  const text = await readFile(new URL("../../../docs/backtest.md", import.meta.url), "utf8");
  const directory = await mkdtemp(join(tmpdir(), "vigie-history-"));
  try {
    const script = join(directory, "to-events.mjs");
    await writeFile(script, blockOf(text, "js"));
    const making = run(process.execPath, [script]);
    making.child.stdin?.end(blockOf(text, "csv"));
    const [line = ""] = (await making).stdout.split("\n");
    expect(eventSchema.parse(JSON.parse(line))).toMatchObject({
      data: { series: { asset: "VisitorDb" }, sizeBytes: 81_234_567_890n },
    });
  } finally {
    await rm(directory, { recursive: true });
  }
  const [decision = ""] = /^ {6}(\{.*)$/m.exec(text) ?? [];
  expect(decisionSchema.parse(JSON.parse(decision))).toMatchObject({ kind: "accept" });
});
