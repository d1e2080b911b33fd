import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { expect, onTestFinished, test } from "vitest";
import { alertsMigrations } from "../../../alerts/alerts-migrations.ts";
import { recordActs } from "../../../alerts/record-acts.ts";
import { recordFindings } from "../../../alerts/record-findings.ts";
import type { Context } from "../../../app/commands/context.ts";
import { addIncidents } from "../../../app/commands/incidents/add-incidents.ts";
import { createSimulatedClock } from "../../../platform/clock/simulated-clock.ts";
import { openSqliteState } from "../../../platform/state/open-sqlite-state.ts";
import { configSchema } from "../../../schemas/config.ts";
import { aFinding, resolvedOf } from "../../alerts/a-finding.ts";

const NOW_MS = Date.parse("2026-11-17T08:00:00Z");

const hostile = aFinding({ summary: { en: "Db\u001b[31m", fr: "Db" } });
const late = aFinding({ kind: "late", slot: null, openedAt: "2026-11-16T06:00:00Z" });
const over = { ...resolvedOf(late), resolution: "started 2 h late" };

test("the incidents are listed, and one critical that is open says so by the exit code", async () => {
  const ask = await prepare();
  const { lines, code } = await ask("incidents", "--open");
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain("[acknowledged by Ada, assigned to Bo]  Db?[31m");
  expect(code).toBe(1);
  const all = await ask("incidents");
  expect(all.code).toBe(0);
  expect(all.lines[1]).toContain("[resolved, not acknowledged]");
});

test("an incident's story tells what changed, by whom and why", async () => {
  const ask = await prepare();
  const [{ id }] = JSON.parse(`[${(await ask("incidents", "--json")).lines.join(",")}]`);
  const { lines } = await ask("incidents", "show", id.slice(0, 8));
  expect(lines.filter((line) => / (acknowledged|assigned|opened) /.test(line))).toEqual([
    expect.stringMatching(/acknowledged by Ada, assigned to Bo$/),
    expect.stringMatching(/^ {2}2026-11-17T06:01:00Z {2}opened {2}\(critical\)/),
    "  2026-11-17T06:02:00Z  acknowledged by Ada: on it  (critical)",
    "  2026-11-17T06:03:00Z  assigned by Ada: to Bo: on it  (critical)",
  ]);
  const { lines: json } = await ask("incidents", "show", id, "--json");
  expect(JSON.parse(json.join("\n"))).toMatchObject({ id, changes: [{ kind: "opened" }, {}, {}] });
  await expect(ask("incidents", "show", "zz")).rejects.toThrow("No incident begins with zz");
});

test("why one is over is told in French where that is asked for", async () => {
  const ask = await prepare();
  const [, { id }] = JSON.parse(`[${(await ask("incidents", "--json")).lines.join(",")}]`);
  const shown = async (lang: string) =>
    (await ask("incidents", "show", id, "--lang", lang)).lines.find((line) => /: /.test(line));
  expect(await shown("fr")).toContain(": commencée avec 2 h de retard");
  expect(await shown("en")).toContain(": started 2 h late");
});

/** A state with one incident that Ada took in hand, and one that resolved unseen. */
async function prepare() {
  const data = await mkdtemp(join(tmpdir(), "vigie-incidents-"));
  onTestFinished(() => rm(data, { recursive: true }));
  const state = await openSqliteState({ file: join(data, "state.sqlite") });
  await state.migrate(alertsMigrations());
  const appended = [hostile, late, over].map((finding) => ({
    finding,
    appendedAtMs: 0,
  }));
  await state.transact(async (transaction) => {
    const incidents = await recordFindings(transaction, appended);
    const incident = incidents.find(({ kind }) => kind === "missing")?.id ?? "";
    const said = { author: "Ada", reason: "on it", incident };
    const [first, second] = [uuid(1), uuid(2)];
    const [at, then] = [Date.parse("2026-11-17T06:02:00Z"), Date.parse("2026-11-17T06:03:00Z")];
    await recordActs(transaction, [
      { ...said, id: first, kind: "acknowledge", time: at },
      { ...said, id: second, kind: "assign", time: then, to: "Bo" },
    ]);
  });
  await state.close();
  return async (...words: readonly string[]) => {
    const [lines, codes]: [string[], number[]] = [[], []];
    const program = new Command("vigie").exitOverride();
    const context: Context = {
      terminal: {
        out: (text) => void lines.push(text),
        err: () => undefined,
        write: async () => undefined,
        isInteractive: false,
        environment: {},
      },
      clock: createSimulatedClock(NOW_MS),
      readConfig: () => configSchema.parse({ data }),
      stopped: async () => undefined,
    };
    addIncidents(program, context, (code) => void codes.push(code));
    await program.parseAsync(["node", "vigie", ...words]);
    return { lines, code: codes[0] };
  };
}

function uuid(number: number): string {
  return `00000000-0000-4000-8000-00000000000${number}`;
}
