import type { Finding } from "../../schemas/finding.ts";
import { advanceThrough } from "../detection/advance-through.ts";
import type { Detection } from "../detection/create-detection.ts";
import type { Feed } from "./create-feed.ts";
import type { Publisher } from "./create-publisher.ts";
import type { AnalysisMeasure } from "./measure-analysis.ts";
import { mergeInOrder } from "./merge-in-order.ts";
import type { Item } from "./read-record.ts";

type Parts = {
  readonly detection: Detection;
  readonly publisher: Publisher;
  readonly events: Feed;
  readonly proofs: Feed;
  readonly measure: AnalysisMeasure;
};

/** Leads a detection through the log: once through its history, then through what is new. */
export function createFollower({ detection, publisher, events, proofs, measure }: Parts) {
  /** Our own clock is taken to have ticked at each instant at which something was to be decided. */
  function take(item: Item): readonly Finding[] {
    const ticked = advanceThrough(detection, item.atMs);
    if ("event" in item) measure.note(item.event);
    const found =
      "event" in item
        ? detection.accept(item.event, item.atMs)
        : detection.acceptProof(item.proof, item.atMs);
    return [...ticked, ...found];
  }

  async function readHistory(nowMs: number) {
    for await (const item of mergeInOrder(events.history(), proofs.history()))
      for (const finding of take(item)) publisher.recall(finding);
    for (const finding of advanceThrough(detection, nowMs)) publisher.recall(finding);
    publisher.reconcile(nowMs);
  }

  /** All that is new in the log, then what our own clock decides; each batch is written. */
  async function readNews(nowMs: number) {
    for (let items = await poll(); items !== null; items = await poll()) {
      for (const item of items) for (const finding of take(item)) publisher.add(finding);
      await publish();
    }
    for (const finding of advanceThrough(detection, nowMs)) publisher.add(finding);
    await publish();
  }

  async function poll(): Promise<readonly Item[] | null> {
    const [newEvents, newProofs] = [await events.poll(), await proofs.poll()];
    if (!newEvents && !newProofs) return null;
    return [...(newEvents ?? []), ...(newProofs ?? [])].sort((a, b) => a.atMs - b.atMs);
  }

  async function publish() {
    await publisher.flush(detection.changedSeries());
    await events.commit();
    await proofs.commit();
  }

  return { readHistory, readNews };
}
