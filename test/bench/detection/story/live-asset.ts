import { type BenchParameters, endMs } from "../bench-parameters.ts";
import type { Dice } from "../create-dice.ts";
import type { Line } from "../estate/line.ts";
import type { Circumstance, Label } from "../label.ts";
import { createChain } from "./create-chain.ts";
import type { Courier } from "./create-courier.ts";
import type { Speaker } from "./create-speaker.ts";
import { expireCopies } from "./expire-copies.ts";
import { labelIncident } from "./label-incident.ts";
import { labelRpo } from "./label-rpo.ts";
import { liveLine } from "./live-line.ts";
import {
  type AssetChanges,
  circumstancesOfChanges,
  planAssetChanges,
} from "./plan-asset-changes.ts";
import type { Hardships } from "./plan-hardships.ts";
import type { Incident } from "./plan-incidents.ts";
import type { VaultIncident } from "./plan-vault-incidents.ts";
import type { SlotStory, StoredCopy, TruthRun } from "./truth-run.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A base is deleted so long after the run that rests on it. */
const DELETED_MS = [2 * HOUR_MS, 20 * HOUR_MS] as const;
/** A foreign full comes so long before the differential that it takes over. */
const FOREIGN_MS = [HOUR_MS, 6 * HOUR_MS] as const;
/** What lets a newest restorable point grow old. */
const DELAYING: readonly Label["kind"][] = ["missing", "failed", "late", "stuck"];

type Scene = {
  readonly parameters: BenchParameters;
  readonly courier: Courier;
  readonly dice: Dice;
  readonly vaultIncidents: readonly VaultIncident[];
  readonly speakerOf: (line: Line) => Speaker;
  readonly diceOf: (name: string) => Dice;
  readonly hardshipsOf: (line: Line) => Hardships;
  readonly incidentsOf: (line: Line) => readonly Incident[];
};

type LivedAsset = {
  readonly runs: readonly (readonly [subject: string, runs: readonly TruthRun[]])[];
  readonly labels: readonly Label[];
  readonly circumstances: readonly Circumstance[];
};

type Told = {
  readonly line: Line;
  readonly incident: Incident;
  readonly stories: readonly SlotStory[];
};

/** Lets all series of an asset live, bases first, and then their copies end. */
export function liveAsset(lines: readonly Line[], scene: Scene): LivedAsset {
  const { parameters, courier, dice, vaultIncidents, incidentsOf } = scene;
  const incidents = lines.flatMap((line) => incidentsOf(line));
  const changes = planAssetChanges(parameters, dice.fork("changes"), { lines, incidents });
  const chain = createChain(lines[0]?.assetKey ?? "", {
    fromMs: parameters.startMs,
    isNew: lines[0]?.bornLater ?? false,
    recoveredAtMs: changes.recoveredAtMs,
    foreign: lines.flatMap((line) => foreignFulls(line, scene)),
  });
  const stored: StoredCopy[] = [];
  const speakers = new Map(lines.map((line) => [line.subject, scene.speakerOf(line)]));
  const lived = lines.flatMap((line) => {
    const speaker = speakers.get(line.subject);
    if (!speaker) return [];
    const own = {
      dice: scene.diceOf(`life of ${line.subject}`),
      siteDice: scene.diceOf(line.site),
    };
    const ofLine = { hardships: scene.hardshipsOf(line), incidents: incidentsOf(line) };
    return [{ line, ...liveLine(line, { parameters, speaker, chain, stored, ...own, ...ofLine }) }];
  });
  announce(changes, speakers.get(lines[0]?.subject ?? ""));
  const told = lived.flatMap(({ line, told }) =>
    [...told].map(([incident, stories]): Told => ({ line, incident, stories })),
  );
  const untilMs = endMs(parameters);
  const losses = lossesOf(told, dice);
  const kept = expireCopies(stored, {
    ...{ dice: dice.fork("expiry"), untilMs, changes, losses, vaultIncidents },
    speakerOf: (subject) => speakers.get(subject),
  });
  const labelled = told.map(({ line, incident, stories }) =>
    labelIncident(incident, stories, { line, lines, courier, untilMs, chain, stored }),
  );
  const rpo = lived.map(({ line, runs }) => labelRpo(line, runs, { courier, untilMs }));
  const labels = labelled.flatMap((one) => one.labels);
  return {
    runs: lived.map(({ line, runs }) => [line.subject, runs]),
    labels: [
      ...labels.map((label) => withItsBases(label, kept)),
      ...rpo.flatMap((one) => one.labels.map((label) => ofItsCause(label, labels))),
    ],
    circumstances: [
      ...lived.flatMap(({ circumstances }) => circumstances),
      ...[...labelled, ...rpo].flatMap(({ circumstances }) => circumstances),
      ...circumstancesOfChanges(changes, lines, parameters),
      ...kept,
    ],
  };
}

/** What is kept too long keeps what it rests on, which may be told before. */
function withItsBases(label: Label, kept: readonly Circumstance[]): Label {
  if (label.kind !== "purge-overdue") return label;
  const begins = kept
    .filter(({ subject, fromMs, toMs }) => {
      const meets = fromMs <= label.fromMs && label.fromMs <= toMs;
      return subject === label.subject && meets;
    })
    .map(({ fromMs }) => fromMs);
  return { ...label, fromMs: Math.min(label.fromMs, ...begins) };
}

/** An objective is breached by what kept runs from coming. */
function ofItsCause(breach: Label, labels: readonly Label[]): Label {
  const cause = labels.find(
    ({ kind, subject, fromMs, hitUntilMs }) =>
      subject === breach.subject &&
      DELAYING.includes(kind) &&
      fromMs <= breach.toMs &&
      breach.fromMs <= hitUntilMs,
  );
  return { ...breach, group: cause?.group ?? breach.group };
}

function foreignFulls(line: Line, { dice, incidentsOf, hardshipsOf }: Scene) {
  return incidentsOf(line).flatMap(({ kind, index, group }) => {
    const dueMs = hardshipsOf(line).dueOf(line.dues[index] ?? 0, index);
    if (kind !== "base-hijacked" || dueMs === null) return [];
    const atMs = Math.round(dueMs - dice.fork(group).within(...FOREIGN_MS));
    return [{ id: `foreign-${line.assetKey}-${index}`, atMs }];
  });
}

/** The runs whose copies are all deleted although others rest on them. */
function lossesOf(told: readonly Told[], dice: Dice): ReadonlyMap<string, number> {
  return new Map(
    told.flatMap(({ stories, incident }) => {
      const [story] = stories;
      const copy = story?.copies?.first;
      if (copy?.plan.chainBreak !== "base deleted" || copy.baseRunId === null) return [];
      const afterMs = dice.fork(incident.group).within(...DELETED_MS);
      return [[copy.baseRunId, Math.round(copy.finishedAtMs + afterMs)] as const];
    }),
  );
}

function announce({ hold, purge }: AssetChanges, speaker: Speaker | undefined): void {
  if (hold) {
    const { fromMs: from, toMs: to, reason } = hold;
    speaker?.announced({ from, to, kind: "policy", reason }, from - DAY_MS);
  }
  if (purge) {
    const [from, to] = [purge.atMs - HOUR_MS, purge.atMs + DAY_MS];
    speaker?.announced({ from, to, kind: "purge", reason: "project closed" }, from - DAY_MS);
  }
}
