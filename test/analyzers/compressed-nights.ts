import type { Series } from "../../schemas/series.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { speakOf, tellStory } from "./tell-story.ts";

export const GB = 1e9;
export const usual = [2.6, 2.61, 2.58, 2.6, 2.62, 2.59, 2.6, 2.61, 2.6, 2.59];
export const begin = (night: number) => 24 * night + 1;

export type Night = { readonly ratio: number; readonly gigabytes?: number; readonly more?: object };

type BackupType = Series["backupType"];

export function nightOf(
  index: number,
  { ratio, gigabytes = 100, more = {} }: Night,
  backupType: BackupType = "full",
) {
  const [from, to] = [begin(index), begin(index) + 0.5];
  const sizes = { sizeBytes: gigabytes * GB, storedBytes: Math.round((gigabytes * GB) / ratio) };
  const speak = speakOf({ ...VISITOR_DB, backupType });
  return speak.succeeded(`n${index}`, [from, to], { ...sizes, ...more });
}

export function tellNights(nights: readonly Night[], backupType: BackupType = "full") {
  const story = tellStory([{}]);
  for (const [index, night] of nights.entries())
    story.at(begin(index) + 1, nightOf(index, night, backupType));
  return story;
}

/** Thirty usual nights, so that what creeps can be told, and these after them. */
export const longAfter = (...ratios: readonly number[]) =>
  [...usual, ...usual, ...usual, ...ratios].map((ratio) => ({ ratio }));
