import type { EventLog, LogRecord } from "../../platform/log/event-log.ts";
import { type Finding, type FindingKind, findingSchema } from "../../schemas/finding.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { type Anchors, anchorOf, LogDisagrees, readBegins, replayAfter } from "./replay-after.ts";

/** Found of Vigie itself, elsewhere: no history of events gives them. */
const NOT_OURS: readonly FindingKind[] = ["pager-failed", "disk-low"];

/** What was told, up to some record of the topic of findings at least: plain data. */
export type KeptPublisher = {
  readonly anchors: Anchors;
  /** Versions, by id. */
  readonly told: Map<string, number>;
  readonly toldOpen: Map<string, Finding>;
};

/** What was told, by whichever process. */
export async function readTold(log: EventLog, before: KeptPublisher = toldNothing()) {
  const { told, toldOpen } = before;
  let { anchors } = before;

  function note(finding: Finding) {
    told.set(finding.id, finding.version);
    if (finding.resolvedAt === null) toldOpen.set(finding.id, finding);
    else toldOpen.delete(finding.id);
  }

  /** What was written since; it is known from then on. */
  async function* replayOn(): AsyncGenerator<LogRecord> {
    const last = new Map<number, LogRecord>();
    for await (const record of replayAfter(log, TOPICS.findings, anchors)) {
      last.set(record.partition, record);
      yield record;
    }
    const newer = [...last].map(([partition, record]) => [partition, anchorOf(record)] as const);
    anchors = new Map([...anchors, ...newer]);
  }

  for await (const record of replayOn()) {
    const finding = findingSchema.parse(JSON.parse(record.value));
    if (NOT_OURS.includes(finding.kind)) continue;
    if (finding.version > (told.get(finding.id) ?? 0)) note(finding);
  }

  async function readOn() {
    for await (const _ of replayOn());
  }

  /** What was read of a quiet partition may be older than anything that it keeps. */
  async function findAnchors(): Promise<Anchors> {
    try {
      await readOn();
    } catch (error) {
      if (!(error instanceof LogDisagrees)) throw error;
      const begins = await readBegins(log, TOPICS.findings, new Set(anchors.keys()));
      anchors = new Map([...anchors].filter((anchor) => isKept(begins, ...anchor)));
      await readOn();
    }
    return anchors;
  }

  return { told, toldOpen, note, findAnchors };
}

function isKept(
  begins: ReadonlyMap<number, number>,
  partition: number,
  { offset }: { readonly offset: number },
): boolean {
  return offset >= (begins.get(partition) ?? Number.POSITIVE_INFINITY);
}

function toldNothing(): KeptPublisher {
  return { anchors: new Map(), told: new Map(), toldOpen: new Map() };
}
