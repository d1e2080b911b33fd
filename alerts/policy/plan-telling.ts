import { type Concern, decideTelling, type TellingReason, type Told } from "../decide-telling.ts";
import type { AlertPolicy, Route } from "./alert-policy.ts";
import type { Mute } from "./find-mute.ts";
import { nextDigest } from "./next-digest.ts";

export const WAITS = [
  "calm",
  "silence",
  "maintenance",
  "parent",
  "collector",
  "digest",
  "group",
  "limit",
  "reminder",
] as const;

/** What a telling waits for, and until when. */
export type Wait = { readonly waitsFor: (typeof WAITS)[number]; readonly dueAtMs: number };

/** What is to be done of an incident for one pager. */
export type Plan =
  | { readonly act: "tell"; readonly reason: TellingReason }
  /** Its wait is over: it is told with all else whose wait is. */
  | { readonly act: "gather"; readonly into: "digest" | "more"; readonly reason: TellingReason }
  | ({ readonly act: "wait"; readonly reason: TellingReason } & Wait)
  | { readonly act: "rest" };

/** What is known of an incident and a pager when it is decided. */
export type Known = {
  readonly concern: Concern;
  readonly told: Told | null;
  readonly waiting: Wait | null;
  readonly route: Pick<Route, "remindMs" | "digest" | "limit">;
  /** What keeps all that goes to the pager from being told. */
  readonly mute: Mute | null;
  /** Messages by this route within its limit's time, of the budget that this one is of. */
  readonly sent: number;
  /** When the route last told what its limit held back. */
  readonly lastMoreAtMs: number | null;
};

type Times = Pick<AlertPolicy, "groupWaitMs" | "groupIntervalMs"> & { readonly nowMs: number };
type Stage = (known: Known, times: Times, reason: TellingReason) => Plan | null;

/** In this order; the first that has something to say decides. */
const STAGES: readonly Stage[] = [
  waitForCalm,
  tellAsItIs,
  keepQuiet,
  keepForDigest,
  waitForGroup,
  keepToLimit,
];

/** The same for the record, which is told of everything at once but for what is too much. */
export function planRecord(known: Known, times: Times): Plan {
  const reason = decideTelling(known.concern, known.told, { ...times, remindMs: null });
  if (reason === "none") return { act: "rest" };
  return keepToLimit(known, times, reason) ?? { act: "tell", reason };
}

/** Whether, when and in what an incident is told to one pager. Pure. */
export function planTelling(known: Known, times: Times): Plan {
  const { remindMs } = known.route;
  const reason = decideTelling(known.concern, known.told, { nowMs: times.nowMs, remindMs });
  if (reason === "none") return planReminder(known);
  for (const stage of STAGES) {
    const plan = stage(known, times, reason);
    if (plan) return plan;
  }
  return { act: "tell", reason };
}

function planReminder({ concern, told, route }: Known): Plan {
  const { status, severity } = concern;
  const reminds = status === "open" && severity === "critical";
  if (!reminds || told === null || route.remindMs === null) return { act: "rest" };
  const dueAtMs = told.atMs + route.remindMs;
  return { act: "wait", reason: "reminded", waitsFor: "reminder", dueAtMs };
}

/**
 * That it is over, or that more joined, is told once it is sure, where it comes and goes; by then a
 * reminder may be due.
 */
function waitForCalm(known: Known, { nowMs }: Times, reason: TellingReason): Plan | null {
  const { flapsUntilMs } = known.concern;
  if (reason !== "resolved" && reason !== "joined") return null;
  if (flapsUntilMs === null || flapsUntilMs <= nowMs) return null;
  const reminder = planReminder(known);
  const remindAtMs = reminder.act === "wait" ? reminder.dueAtMs : flapsUntilMs;
  return { act: "wait", reason, waitsFor: "calm", dueAtMs: Math.min(flapsUntilMs, remindAtMs) };
}

/** Whoever was told that it is open is told at once that it is in hand or over. */
function tellAsItIs(_known: Known, _times: Times, reason: TellingReason): Plan | null {
  return reason === "resolved" || reason === "acknowledged" ? { act: "tell", reason } : null;
}

function keepQuiet({ mute }: Known, _times: Times, reason: TellingReason): Plan | null {
  return mute && { act: "wait", reason, waitsFor: mute.by, dueAtMs: mute.untilMs };
}

function keepForDigest(known: Known, { nowMs }: Times, reason: TellingReason): Plan | null {
  const { digest } = known.route;
  if (digest === null || known.concern.severity === "critical") return null;
  const dueAtMs = dueOf(known, "digest") ?? nextDigest(digest, nowMs);
  if (dueAtMs === null) return null;
  if (dueAtMs <= nowMs) return { act: "gather", into: "digest", reason };
  return { act: "wait", reason, waitsFor: "digest", dueAtMs };
}

/** A critical is told at once when it begins, and so is what has waited for longer already. */
function waitForGroup(known: Known, times: Times, reason: TellingReason): Plan | null {
  const { concern, told } = known;
  const isNews = reason === "opened" || reason === "escalated";
  if (reason === "reminded" || (isNews && concern.severity === "critical")) return null;
  if (dueOf(known, "limit") !== null) return null;
  const joinedAtMs = reason === "joined" && told?.joined ? told.atMs + times.groupIntervalMs : 0;
  const dueAtMs = dueOf(known, "group") ?? Math.max(times.nowMs + times.groupWaitMs, joinedAtMs);
  if (dueAtMs <= times.nowMs) return null;
  return { act: "wait", reason, waitsFor: "group", dueAtMs };
}

/** What is over the limit waits for the others, so that all of it is told in one. */
function keepToLimit(known: Known, times: Times, reason: TellingReason): Plan | null {
  const { nowMs, groupWaitMs, groupIntervalMs } = times;
  const heldUntilMs = dueOf(known, "limit");
  if (heldUntilMs === null && known.sent < known.route.limit.messages) return null;
  const againAtMs = known.lastMoreAtMs === null ? 0 : known.lastMoreAtMs + groupIntervalMs;
  const dueAtMs = Math.max(heldUntilMs ?? nowMs + groupWaitMs, againAtMs);
  if (dueAtMs <= nowMs) return { act: "gather", into: "more", reason };
  return { act: "wait", reason, waitsFor: "limit", dueAtMs };
}

function dueOf({ waiting }: Known, waitsFor: Wait["waitsFor"]): number | null {
  return waiting?.waitsFor === waitsFor ? waiting.dueAtMs : null;
}
