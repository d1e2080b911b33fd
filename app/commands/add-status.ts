import { listDeliveries } from "../../alerts/delivery/list-deliveries.ts";
import type { Silence } from "../../alerts/policy/silence.ts";
import { STATES_WORST_FIRST } from "../../dashboards/board/page/worst-first.ts";
import { createBoardReader } from "../../dashboards/board/read-board.ts";
import type { Clock } from "../../platform/clock/clock.ts";
import type { Store } from "../../platform/store/store.ts";
import type { Config } from "../../schemas/config.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { listSeries } from "../api/series/read-series.ts";
import { EXIT } from "../exit-code.ts";
import { openKnownState } from "../processes/open-known-state.ts";
import { printable, renderTable } from "../render-table.ts";
import { describeMuted } from "./alerts/add-silences.ts";
import { readOpenSilences } from "./alerts/read-open-silences.ts";
import { type AddCommand, CONFIG_OPTION, JSON_OPTION } from "./context.ts";
import { openPeople } from "./open-people.ts";
import { renderUndelivered } from "./render-undelivered.ts";
import { type Standstill, seeStandstill, type Watch, whoWatches } from "./see-standstill.ts";

type Options = { readonly config: string; readonly json?: true };

const SERIES_MAX = 5_000;

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

/** `vigie status`: every series at a glance, worst first, and what people were not told. */
export const addStatus: AddCommand = (program, { terminal, clock, readConfig }, finish) => {
  program
    .command("status")
    .summary("every series: last good run, next slot, open findings, last proof")
    .option(...CONFIG_OPTION)
    .option(...JSON_OPTION)
    .action(async (options: Options) => {
      const config = readConfig(options.config);
      const watch = whoWatches(config);
      await using people = await openPeople(config, terminal.environment);
      const read = await readStatus(people.store, clock);
      const standstill = seeStandstill(read, { watch, nowMs: clock.nowMs() });
      const rows = standstill?.rows ?? read;
      if (options.json) terminal.out(JSON.stringify(rows));
      else if (rows.length === 0)
        terminal.err("No series yet: send an event, or watch a directory of backups.");
      else terminal.out(renderTable(HEAD, rows.map(toCells)));
      if (standstill) terminal.err(describeStandstill(standstill, watch));
      const untold = renderUndelivered(await readUndelivered(config, terminal.environment, clock));
      if (!options.json && untold !== null) terminal.out(`\n${untold}`);
      for (const silence of await readOpenSilences(config, terminal, clock.nowMs()))
        terminal.err(printable(describeSilence(silence)));
      finish(EXIT.done);
    });
};

async function readUndelivered(
  config: Config,
  environment: Readonly<Record<string, string | undefined>>,
  clock: Clock,
) {
  const state = await openKnownState(config, environment);
  try {
    return (await listDeliveries(state, clock.nowMs())).undelivered;
  } finally {
    await state.close();
  }
}

function describeStandstill({ asOf, unjudged }: Standstill<unknown>, watch: Watch): string {
  const who = watch === "absent" ? "No process runs" : "Nobody judges these series";
  const since = unjudged === 0 ? "" : ` ${unjudged} of them had a slot since, which nobody judged.`;
  return `${who}; as of ${asOf}.${since} vigie up starts it.`;
}

function describeSilence(silence: Silence): string {
  const { author, reason, untilMs } = silence;
  return `Silenced until ${instantToJson(untilMs)}: ${describeMuted(silence)} (${author}: ${reason})`;
}

type Status = Awaited<ReturnType<typeof readStatus>>[number];

async function readStatus(store: Store, clock: Clock) {
  const asked = { tenants: [], worstFirst: STATES_WORST_FIRST, rowsMax: SERIES_MAX };
  const series = await listSeries(store, asked);
  const reader = createBoardReader(store, clock);
  const findings = await reader.findings({ open: true, resolved: false });
  const proofs = await reader.proofs();
  return series.map((one) => ({
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
