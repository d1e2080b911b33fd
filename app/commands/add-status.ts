import { type BoardReader, createBoardReader } from "../../dashboards/board/read-board.ts";
import { EXIT } from "../exit-code.ts";
import { renderTable } from "../render-table.ts";
import { type AddCommand, CONFIG_OPTION, JSON_OPTION } from "./context.ts";
import { openPeople } from "./open-people.ts";

type Options = { readonly config: string; readonly json?: true };

const HEAD = [
  "tenant",
  "product",
  "asset",
  "type",
  "state",
  "last good run",
  "next slot",
  "open findings",
  "last proof",
];

/** `vigie status`: every series at a glance, worst first. */
export const addStatus: AddCommand = (program, { terminal, clock, readConfig }, finish) => {
  program
    .command("status")
    .summary("every series: last good run, next slot, open findings, last proof")
    .option(...CONFIG_OPTION)
    .option(...JSON_OPTION)
    .action(async (options: Options) => {
      await using people = await openPeople(readConfig(options.config), terminal.environment);
      const rows = await readStatus(createBoardReader(people.store, clock));
      if (options.json) terminal.out(JSON.stringify(rows));
      else if (rows.length === 0)
        terminal.err("No series yet: send an event, or watch a directory of backups.");
      else terminal.out(renderTable(HEAD, rows.map(toCells)));
      finish(EXIT.done);
    });
};

type Status = Awaited<ReturnType<typeof readStatus>>[number];

async function readStatus(reader: BoardReader) {
  const series = await reader.series();
  const findings = await reader.findings({ open: true, resolved: false });
  const proofs = await reader.proofs();
  return series.items.map((one) => ({
    ...one,
    openFindings: findings.items
      .filter(({ seriesId }) => seriesId === one.id)
      .map(({ kind }) => kind),
    lastProof: proofs.items.find(({ seriesId }) => seriesId === one.id) ?? null,
  }));
}

/** Until enough runs are known, what is usual of a series is not. */
function describeState({ state, learningRuns, learningNeeded }: Status): string {
  if (learningRuns === null || learningNeeded === null) return state;
  return `${state}, learning ${learningRuns}/${learningNeeded}`;
}

function toCells(row: Status): readonly string[] {
  const { lastProof } = row;
  return [
    row.tenant,
    row.product,
    row.asset,
    row.backupType,
    describeState(row),
    row.lastSuccessAt ?? "never",
    row.nextSlot ?? "none",
    row.openFindings.join(", ") || "none",
    lastProof
      ? `${lastProof.outcome} (${lastProof.level ?? "no level"}) ${lastProof.finishedAt}`
      : "never",
  ];
}
