import type { Finding } from "../../schemas/finding.ts";
import { advanceThrough } from "../detection/advance-through.ts";
import type { Detection } from "../detection/create-detection.ts";
import type { Awaited } from "../detection/create-dispatch.ts";
import type { Feed } from "./create-feed.ts";
import type { Publisher } from "./create-publisher.ts";
import type { AnalysisMeasure } from "./measure-analysis.ts";
import { mergeInOrder } from "./merge-in-order.ts";
import type { Item } from "./read-record.ts";

type Parts = {
  readonly detection: Detection;
  readonly publisher: Publisher;
  readonly events: Feed;
  /** Proofs, decisions and rejects, which are few. */
  readonly others: readonly Feed[];
  readonly measure: AnalysisMeasure;
};

/** Leads a detection through the log: once through its history, then through what is new. */
export function createFollower({ detection, publisher, events, others, measure }: Parts) {
  let waiting: readonly (readonly Item[])[] = others.map(() => []);
  let isSettled = false;

  /** Our own clock is taken to have ticked at each instant at which something was to be decided. */
  function take(item: Item): readonly Finding[] {
    const ticked = advanceThrough(detection, item.atMs);
    if ("event" in item) measure.note(item.event);
    return [...ticked, ...accept(detection, item)];
  }

  /** `awaited` are series of which the history may know nothing any more. */
  async function readHistory(nowMs: number, awaited: readonly Awaited[]) {
    for await (const item of mergeInOrder([events, ...others].map((feed) => feed.history(nowMs))))
      for (const finding of take(item)) publisher.recall(finding);
    for (const finding of advanceThrough(detection, nowMs)) publisher.recall(finding);
    for (const series of awaited)
      for (const finding of detection.awaitSeries(series, nowMs)) publisher.recall(finding);
    publisher.reconcile(nowMs, detection.knows);
    detection.showAnew();
  }

  /** All that is new in the log, then what our own clock decides; each batch is written. */
  async function readNews(nowMs: number) {
    isSettled = false;
    for (let items = await poll(nowMs); items !== null; items = await poll(nowMs)) {
      for (const item of items) for (const finding of take(item)) publisher.add(finding);
      await publish(nowMs);
    }
    for (const finding of advanceThrough(detection, nowMs)) publisher.add(finding);
    await publish(nowMs);
    isSettled = true;
  }

  async function poll(nowMs: number): Promise<readonly Item[] | null> {
    // Kept until the events are there too, whose poll may fail.
    for (const [index, feed] of others.entries()) {
      const news = (await feed.poll(nowMs)) ?? [];
      waiting = waiting.map((items, of) => (of === index ? [...items, ...news] : items));
    }
    const newEvents = await events.poll(nowMs);
    if (!newEvents && waiting.every((items) => items.length === 0)) return null;
    const items = mergeInOrder([newEvents ?? [], ...waiting]);
    waiting = others.map(() => []);
    return Array.fromAsync(items);
  }

  /**
   * A commit is refused where another process holds the topics now: then nothing is told. It needs
   * not follow the writing, as what was not told before is told when the history is read again.
   */
  async function publish(nowMs: number) {
    for (const feed of [events, ...others]) await feed.commit();
    publisher.endUnknown(nowMs, detection.knows);
    await publisher.flush(detection.changedSeries());
  }

  return {
    readHistory,
    readNews,
    /** Whether all that was read was taken and told, and nothing was left half done. */
    isSettled: () => isSettled && publisher.isFlushed(),
  };
}

function accept(detection: Detection, item: Item): readonly Finding[] {
  if ("event" in item) return detection.accept(item.event, item.atMs);
  if ("proof" in item) return detection.acceptProof(item.proof, item.atMs);
  if ("decision" in item) return detection.acceptDecision(item.decision, item.atMs);
  return item.rejected ? detection.acceptReject(item.rejected, item.atMs) : [];
}
