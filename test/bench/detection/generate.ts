import type { VigieEvent } from "../../../schemas/events.ts";
import type { Policy } from "../../../schemas/policy.ts";
import { type BenchParameters, endMs } from "./bench-parameters.ts";
import { createDice, type Dice } from "./create-dice.ts";
import type { Line } from "./estate/line.ts";
import { type Estate, makeEstate } from "./estate/make-estate.ts";
import type { Circumstance, Label, Outage } from "./label.ts";
import { type Courier, createCourier } from "./story/create-courier.ts";
import { createSpeaker } from "./story/create-speaker.ts";
import { liveAsset } from "./story/live-asset.ts";
import { type Hardships, planHardships } from "./story/plan-hardships.ts";
import { planIncidents } from "./story/plan-incidents.ts";
import { labelVaultIncident, planVaultIncidents } from "./story/plan-vault-incidents.ts";
import type { TruthRun } from "./story/truth-run.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** A collector is silent after three of its intervals, and no sooner than this: CONTRACT.md. */
const SILENT_MIN_MS = 15 * 60_000;
const SILENT_INTERVALS = 3;

const NO_HARDSHIPS: Hardships = {
  ...{ shifts: [], announcements: [], holidays: [], circumstances: [] },
  dueOf: (writtenMs) => writtenMs,
};

/** A history with all that is true of it. */
export type Generated = {
  /** In order of `receivedtime`. */
  readonly events: readonly VigieEvent[];
  readonly policies: readonly Policy[];
  readonly labels: readonly Label[];
  readonly circumstances: readonly Circumstance[];
  readonly outages: readonly Outage[];
  readonly lines: readonly Line[];
  /** Of each line in order. */
  readonly runs: ReadonlyMap<string, readonly TruthRun[]>;
  readonly fromMs: number;
  readonly untilMs: number;
};

/** The same parameters give the same history, to the last byte. */
export function generate(parameters: BenchParameters): Generated {
  const dice = createDice(parameters.seed);
  const estate = makeEstate(parameters, dice.fork("estate"));
  const { lines, policies } = estate;
  const courier = createCourier(parameters, dice.fork("courier"), [...estate.collectors.keys()]);
  const untilMs = endMs(parameters);
  const events: VigieEvent[] = beat(estate, courier, untilMs);

  const taken = new Map(lines.map(({ subject }) => [subject, new Set<number>()]));
  const holidays = new Map(
    lines.map(({ tenant }) => [tenant, drawHolidays(parameters, dice.fork(`days off ${tenant}`))]),
  );
  const hardshipsOf = new Map(
    lines.map((line) => [
      line.subject,
      planHardships(parameters, dice.fork(`hardships ${line.subject}`), line, {
        holidays: holidays.get(line.tenant) ?? [],
        taken: taken.get(line.subject) ?? new Set(),
      }),
    ]),
  );
  const incidents = planIncidents(parameters, dice.fork("incidents"), { lines, taken });
  const vaultIncidents = planVaultIncidents(parameters, dice.fork("vaults"), lines);
  const silences = listSilences(estate, courier);
  const runs = new Map<string, readonly TruthRun[]>();
  const labels: Label[] = [...silences.labels];
  const circumstances: Circumstance[] = [...silences.circumstances];
  for (const [assetKey, ofAsset] of Map.groupBy(lines, (line) => line.assetKey)) {
    const lived = liveAsset(ofAsset, {
      ...{ parameters, courier, vaultIncidents, dice: dice.fork(`asset ${assetKey}`) },
      speakerOf: (line) => {
        const own = dice.fork(`life of ${line.subject}`).fork("speech");
        const repeated = parameters.shares.repeatedEvents;
        return createSpeaker(line, courier, { events, untilMs, repeated, dice: own });
      },
      diceOf: dice.fork,
      hardshipsOf: ({ subject }) => hardshipsOf.get(subject) ?? NO_HARDSHIPS,
      incidentsOf: ({ subject }) => incidents.get(subject) ?? [],
    });
    for (const [subject, own] of lived.runs) runs.set(subject, own);
    labels.push(...lived.labels);
    circumstances.push(...lived.circumstances);
  }
  for (const incident of vaultIncidents) {
    const labelled = labelVaultIncident(incident, courier);
    labels.push(...labelled.labels);
    circumstances.push(...labelled.circumstances);
  }
  events.sort((a, b) => (a.receivedtime ?? a.time) - (b.receivedtime ?? b.time));
  const { outages } = silences;
  const span = { fromMs: parameters.startMs, untilMs };
  return { events, policies, labels, circumstances, outages, lines, runs, ...span };
}

function beat({ collectors }: Estate, courier: Courier, untilMs: number): VigieEvent[] {
  return [...collectors].flatMap(([collector, covers]) =>
    courier.beats(collector).flatMap(({ atMs, watermarkMs }): VigieEvent[] => {
      if (atMs > untilMs) return [];
      return [
        {
          specversion: "1.0",
          id: `${collector}-${atMs}`,
          source: `/collectors/${collector}`,
          type: "vigie.collector.heartbeat.v1",
          time: atMs,
          receivedtime: atMs,
          data: { collector, watermark: watermarkMs, covers },
        },
      ];
    }),
  );
}

function drawHolidays({ size, days, startMs }: BenchParameters, dice: Dice): readonly number[] {
  const count = Math.round((size.holidaysPerYear * days) / 365);
  return Array.from({ length: count }, () => startMs + dice.whole(0, days) * DAY_MS);
}

/** Outages as labels of their collectors, and as what the series behind them went through. */
function listSilences({ collectors, lines }: Estate, courier: Courier) {
  const labels: Label[] = [];
  const outages: Outage[] = [];
  const circumstances: Circumstance[] = [];
  for (const collector of collectors.keys()) {
    const ofRuns = lines.filter((line) => line.collector === collector);
    const ofCopies = lines.filter((line) => line.vaultCollector === collector);
    for (const { fromMs, toMs, intervalMs } of courier.silences(collector)) {
      outages.push(
        { hides: ["late", "missing"], subjects: subjectsOf(ofRuns), fromMs, toMs },
        { hides: ["copy-missing"], subjects: subjectsOf(ofCopies), fromMs, toMs },
      );
      const around = (subject: string): Circumstance => ({
        ...{ cause: "collector outage", subject, dontCare: [] },
        bearsOn: "presence",
        fromMs,
        toMs: toMs + 2 * intervalMs,
      });
      const subjects = subjectsOf([...ofRuns, ...ofCopies]);
      circumstances.push(...[...subjects, collector].map(around));
      const limitMs = Math.max(SILENT_MIN_MS, SILENT_INTERVALS * intervalMs);
      const lastedMs = toMs - fromMs;
      if (lastedMs <= limitMs) continue;
      labels.push({
        ...{ kind: "collector-silent", subject: collector, unit: collector, fromMs, toMs },
        tier: lastedMs > 3 * HOUR_MS ? "easy" : lastedMs > HOUR_MS ? "medium" : "hard",
        group: `${collector}-${fromMs}`,
        detectableAtMs: fromMs + limitMs,
        hitUntilMs: toMs,
        explains: [],
      });
    }
  }
  return { labels, outages, circumstances };
}

function subjectsOf(lines: readonly Line[]): ReadonlySet<string> {
  return new Set(lines.map(({ subject }) => subject));
}
