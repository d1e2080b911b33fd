import type { Item } from "./acceptance.ts";
import type { Fault } from "./fault.ts";
import { type Judged, type JudgeOptions, judgeItem } from "./judge-item.ts";

/** Says of each item whether it is an event that its sender may say now. */
export type Judge = (
  items: readonly Item[],
  options: JudgeOptions,
) => Promise<readonly (Judged | Fault)[]>;

/** On this thread. */
export const judgeHere: Judge = async (items, options) =>
  items.map((item) => item.unread ?? judgeItem(item.bytes, options));
