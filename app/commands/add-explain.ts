import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Store } from "../../platform/store/store.ts";
import type { Finding } from "../../schemas/finding.ts";
import { seriesId } from "../../schemas/series.ts";
import { EXIT } from "../exit-code.ts";
import { printable } from "../render-table.ts";
import { type AddCommand, CONFIG_OPTION, JSON_OPTION } from "./context.ts";
import { findFinding } from "./find-finding.ts";
import { openPeople } from "./open-people.ts";

const SQL = readFileSync(new URL("./finding-events.sql", import.meta.url), "utf8");
const DAY_MS = 86_400_000;

type Options = { readonly config: string; readonly json?: true };

/** `vigie explain`: the numbers, the baseline and the events behind one finding. */
export const addExplain: AddCommand = (program, { terminal, readConfig }, finish) => {
  program
    .command("explain")
    .summary("the numbers, the baseline, the events behind one finding")
    .argument("<finding>", "its id, or enough of its head to name one")
    .option(...CONFIG_OPTION)
    .option(...JSON_OPTION)
    .action(async (id: string, options: Options) => {
      await using people = await openPeople(readConfig(options.config), terminal.environment);
      const finding = await findFinding(people.store, id);
      const events = await readEvents(people.store, finding);
      terminal.out(options.json ? JSON.stringify({ finding, events }) : render(finding, events));
      finish(EXIT.done);
    });
};

async function readEvents(store: Store, finding: Finding): Promise<readonly unknown[]> {
  if (!finding.series) return [];
  const aroundMs = Date.parse(finding.slot ?? finding.openedAt);
  const parameters = {
    seriesId: seriesId(finding.series),
    runId: finding.runId ?? "",
    fromMs: finding.runId ? 0 : aroundMs - DAY_MS,
    toMs: finding.runId ? Number.MAX_SAFE_INTEGER : aroundMs + DAY_MS,
  };
  const rows = await store.query(SQL, parameters, z.object({ body: z.string() }));
  return rows.map(({ body }) => JSON.parse(body) as unknown);
}

function render(finding: Finding, events: readonly unknown[]): string {
  const { id, kind, severity, openedAt, resolvedAt, resolution, summary, evidence } = finding;
  const numbers = Object.entries(evidence).map(
    ([name, value]) => `  ${name.padEnd(24)} ${printable(JSON.stringify(value))}`,
  );
  return [
    `${kind} (${severity})  ${id}`,
    printable(summary.en),
    printable(summary.fr),
    "",
    `opened    ${openedAt}`,
    `resolved  ${resolvedAt ? `${resolvedAt}, ${printable(resolution ?? "")}` : "not yet"}`,
    "",
    "What decided it:",
    ...numbers,
    "",
    `Events behind it (${events.length}):`,
    ...events.map((event) => `  ${printable(JSON.stringify(event))}`),
  ].join("\n");
}
