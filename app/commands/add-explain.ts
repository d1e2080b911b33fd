import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Store } from "../../platform/store/store.ts";
import type { Finding } from "../../schemas/finding.ts";
import { seriesId } from "../../schemas/series.ts";
import { EXIT } from "../exit-code.ts";
import { printable } from "../render-table.ts";
import { type AddCommand, CONFIG_OPTION, JSON_OPTION } from "./context.ts";
import { openPeople } from "./open-people.ts";
import { readFindings } from "./read-findings.ts";

const SQL = readFileSync(new URL("./finding-events.sql", import.meta.url), "utf8");
const DAY_MS = 86_400_000;
const MEMBERS_SHOWN_MAX = 50;

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
      const [finding, other] = await readFindings(people.store, { id });
      if (!finding || other) {
        terminal.err(
          finding
            ? `Several findings begin with ${id}: say more of it.`
            : `No finding begins with ${id}.`,
        );
        return finish(EXIT.usage);
      }
      const events = await readEvents(people.store, finding);
      const members = await readMembers(people.store, finding);
      terminal.out(
        options.json
          ? JSON.stringify({ finding, events })
          : [render(finding, events), ...renderMembers(members)].join("\n"),
      );
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

/** Only what is about no series may have members. */
async function readMembers(store: Store, { id, series }: Finding): Promise<readonly Finding[]> {
  return series ? [] : readFindings(store, { parent: id });
}

function renderMembers(members: readonly Finding[]): readonly string[] {
  if (members.length === 0) return [];
  const shown = members.slice(0, MEMBERS_SHOWN_MAX);
  const others = members.length - shown.length;
  return [
    "",
    `Members (${members.length}):`,
    ...shown.map(({ id, resolvedAt, summary }) => {
      const state = (resolvedAt ? "resolved" : "open").padEnd(8);
      return `  ${id.slice(0, 8)}  ${state}  ${printable(summary.en)}`;
    }),
    ...(others > 0 ? [`  and ${others} others`] : []),
  ];
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
    ...(finding.parent ? [`parent    ${finding.parent}`] : []),
    `resolved  ${resolvedAt ? `${resolvedAt}, ${printable(resolution ?? "")}` : "not yet"}`,
    "",
    "What decided it:",
    ...numbers,
    "",
    `Events behind it (${events.length}):`,
    ...events.map((event) => `  ${printable(JSON.stringify(event))}`),
  ].join("\n");
}
