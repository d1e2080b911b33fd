import type { Finding } from "../../schemas/finding.ts";
import type { AlertPolicy, Route } from "./alert-policy.ts";
import { concernPagers, type PagerConcern } from "./concern-pagers.ts";
import { type Plan, planTelling, type Wait } from "./plan-telling.ts";
import type { Silence } from "./silence.ts";

/** A finding that waits for so many things in turn waits for ever, as far as anybody cares. */
const WAITS_MAX = 50;

/** When a pager would be told of a finding, in what, and what it waits for until then. */
export type Forecast = {
  readonly pager: string;
  readonly fallbacks: readonly string[];
  readonly route: string;
  /** Null where it would not be, as far as can be seen. */
  readonly atMs: number | null;
  readonly as: "message" | "digest" | "more" | null;
  readonly waits: readonly (Wait & { readonly why: string | null })[];
};

type Ground = Pick<AlertPolicy, "routes" | "windows" | "groupWaitMs" | "groupIntervalMs"> & {
  readonly silences: readonly Silence[];
  /** What its limit knows of a route at the first instant. */
  readonly sentBy: (route: Route) => {
    readonly sent: number;
    readonly lastMoreAtMs: number | null;
  };
};

/** Whom a finding would be told to, and when, were it found at an instant and did it stay. Pure. */
export function explainTelling(
  finding: Finding,
  ground: Ground,
  nowMs: number,
): readonly Forecast[] {
  return concernPagers([finding], ground, nowMs).map((concern) =>
    foresee(finding, { concern, ground, nowMs }),
  );
}

type First = {
  readonly concern: PagerConcern;
  readonly ground: Ground;
  readonly nowMs: number;
};

function foresee(finding: Finding, { concern: first, ground, nowMs: firstMs }: First): Forecast {
  const { pager } = first;
  const [, ...fallbacks] = first.route.to;
  const about = { pager, fallbacks, route: first.route.name };
  const waits: (Wait & { readonly why: string | null })[] = [];
  let [concern, nowMs]: [PagerConcern | undefined, number] = [first, firstMs];
  while (concern && waits.length < WAITS_MAX) {
    const plan = planAt(concern, { ground, nowMs, waiting: waits.at(-1) ?? null });
    if (plan.act === "tell") return { ...about, atMs: nowMs, as: "message", waits };
    if (plan.act === "gather") return { ...about, atMs: nowMs, as: plan.into, waits };
    if (plan.act === "rest" || !Number.isFinite(plan.dueAtMs)) break;
    const { waitsFor, dueAtMs } = plan;
    waits.push({ waitsFor, dueAtMs, why: concern.mute?.why ?? null });
    nowMs = dueAtMs;
    concern = concernPagers([finding], ground, nowMs).find((one) => one.pager === pager);
  }
  return { ...about, atMs: null, as: null, waits };
}

type Instant = {
  readonly ground: Ground;
  readonly nowMs: number;
  readonly waiting: Wait | null;
};

function planAt({ route, severity, findings, mute }: PagerConcern, at: Instant): Plan {
  const { ground, nowMs, waiting } = at;
  const concern = {
    status: "open",
    severity,
    findings,
    flapsUntilMs: null,
  } as const;
  const known = { concern, told: null, waiting, route, mute };
  return planTelling({ ...known, ...ground.sentBy(route) }, { ...ground, nowMs });
}
