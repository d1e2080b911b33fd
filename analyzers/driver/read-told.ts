import type { EventLog, LogRecord } from "../../platform/log/event-log.ts";
import { type Finding, type FindingKind, findingSchema } from "../../schemas/finding.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { type Anchors, anchorOf, LogDisagrees, readBegins, replayAfter } from "./replay-after.ts";

/** Found of Vigie itself, elsewhere: no history of events gives them. */
const NOT_OURS: readonly FindingKind[] = ["pager-failed", "disk-low"];
/** After so many more it is seen what of them the topic has no more. */
const FORGET_EVERY = 10_000;

/** The newest version, and where it lies in the topic; null where that was not looked for yet. */
type Told = {
  readonly version: number;
  readonly place: { readonly partition: number; readonly offset: number } | null;
};

/** What was told, up to some record of the topic of findings at least: plain data. */
export type KeptPublisher = {
  readonly anchors: Anchors;
  /** By id. */
  readonly told: Map<string, Told>;
  readonly toldOpen: Map<string, Finding>;
  /** Ids of those that are open of what the log no longer knows: nothing else ends them. */
  readonly unknown: Set<string>;
};

/** What was told, by whichever process. */
export async function readTold(log: EventLog, before: KeptPublisher = toldNothing()) {
  const { told, toldOpen, unknown } = before;
  let { anchors } = before;
  let forgetAt = FORGET_EVERY;

  const versionOf = (id: string) => told.get(id)?.version ?? 0;

  function note(finding: Finding, place: Told["place"] = null) {
    told.set(finding.id, { version: finding.version, place });
    if (finding.resolvedAt === null) toldOpen.set(finding.id, finding);
    else toldOpen.delete(finding.id);
  }

  /** What was written since, each with its finding; it is known from then on. */
  async function* readOn(): AsyncGenerator<LogRecord & { readonly finding: Finding }> {
    const last = new Map<number, LogRecord>();
    for await (const record of replayAfter(log, TOPICS.findings, anchors)) {
      last.set(record.partition, record);
      const finding = findingSchema.parse(JSON.parse(record.value));
      if (!NOT_OURS.includes(finding.kind)) yield { ...record, finding };
    }
    const newer = [...last].map(([partition, record]) => [partition, anchorOf(record)] as const);
    anchors = new Map([...anchors, ...newer]);
  }

  for await (const { finding, partition, offset } of readOn())
    if (finding.version > versionOf(finding.id)) note(finding, { partition, offset });

  async function findPlaces() {
    for await (const { finding, partition, offset } of readOn()) {
      const { id, version } = finding;
      if (version === versionOf(id)) told.set(id, { version, place: { partition, offset } });
    }
  }

  /** What was read of a quiet partition may be older than anything that it keeps. */
  async function findAnchors(): Promise<Anchors> {
    try {
      await findPlaces();
    } catch (error) {
      if (!(error instanceof LogDisagrees)) throw error;
      const begins = await readBegins(log, TOPICS.findings, new Set(anchors.keys()));
      anchors = new Map([...anchors].filter((anchor) => isKept(begins, ...anchor)));
      await findPlaces();
    }
    if (told.size >= forgetAt) await forget();
    return anchors;
  }

  /** What is over, and lies in the topic no more, is as if it had never been told. */
  async function forget() {
    const partitions = [...told.values()].flatMap(({ place }) => place?.partition ?? []);
    const begins = await readBegins(log, TOPICS.findings, new Set(partitions));
    for (const [id, { place }] of told)
      if (place && !toldOpen.has(id) && !isKept(begins, place.partition, place)) told.delete(id);
    forgetAt = told.size + FORGET_EVERY;
  }

  return { told, toldOpen, unknown, versionOf, note, findAnchors };
}

function isKept(
  begins: ReadonlyMap<number, number>,
  partition: number,
  { offset }: { readonly offset: number },
): boolean {
  return offset >= (begins.get(partition) ?? Number.POSITIVE_INFINITY);
}

function toldNothing(): KeptPublisher {
  return { anchors: new Map(), told: new Map(), toldOpen: new Map(), unknown: new Set() };
}
