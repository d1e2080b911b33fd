import fc from "fast-check";
import type { Decision } from "../../schemas/decision.ts";
import type { VigieEvent } from "../../schemas/events.ts";
import type { Policy } from "../../schemas/policy.ts";
import type { Series } from "../../schemas/series.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { night, type Told, TYPES, tellSeries } from "./invent-night.ts";
import {
  heartbeat,
  hour,
  instant,
  readDecision,
  readEvent,
  readPolicy,
  speakOf,
} from "./tell-story.ts";

const VAULTS = ["primary-vault", "duplicate-vault"];
const TWO_YEARS = 2 * 365 * 24;

export type Decided = { readonly decision: Decision; readonly at: number };
export type Estate = {
  readonly policies: readonly Policy[];
  readonly told: readonly Told[];
  readonly decided: readonly Decided[];
  readonly days: number;
};

/** What a collector that covers everything says: that all was delivered that was so until then. */
export const beat = (at: number) => heartbeat("all", at, { sources: ["/sql/"], vaults: VAULTS });

const schedule = fc.constantFrom<object | "learned">(
  { cron: "0 1 * * *", zone: "UTC" },
  { cron: "30 2 * * *", zone: "Europe/Paris", maxDuration: "2h" },
  { cron: "0 1 * * 1-5", zone: "UTC", minDuration: "10m" },
  { every: "24h", startWithin: "2h", finishWithin: "6h" },
  { every: "8h", from: "2026-11-20T00:30:00Z", startWithin: "1h", finishWithin: "3h" },
  "learned",
);
const policy = fc.record(
  {
    schedule,
    size: fc.constant({ minBytes: "1KiB" }),
    copies: fc.constantFrom<object>(
      { required: ["primary"], within: "6h" },
      { required: ["primary", "duplicate"], within: "8h", encrypted: true },
    ),
    retention: fc.constantFrom<object>(
      { keep: "2d", purgeWithin: "1d" },
      { keep: "3d", purgeWithin: "6h", locked: true },
      { keep: "14d" },
    ),
    objectives: fc.constantFrom<object>({ rpo: "26h" }, { rpo: "9h", rto: "1h" }),
    maintenance: fc.constant([{ cron: "0 0 * * 0", zone: "UTC", for: "24h", reason: "Sunday" }]),
  },
  { requiredKeys: ["schedule"] },
);

const DAYS_MAX = 12;
const world = fc.record({
  policies: fc.array(policy, { minLength: 1, maxLength: 2 }),
  assets: fc.array(
    fc.record({
      types: fc.uniqueArray(fc.constantFrom(...TYPES), { minLength: 1, maxLength: 4 }),
      nights: fc.array(night, { minLength: 3, maxLength: DAYS_MAX }),
      isQuiet: fc.boolean(),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  asides: fc.array(fc.nat({ max: 7 }), { maxLength: 4 }),
  decisions: fc.array(
    fc.record({ what: fc.nat({ max: 5 }), at: fc.double({ min: 1, max: 250, noNaN: true }) }),
    {
      maxLength: 3,
    },
  ),
});

type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

/** A small estate with a history that is often good and now and then as bad as can be. */
export const estate: fc.Arbitrary<Estate> = world.map(tellWorld);

/** One in which nothing contradicts itself: of each run one thing is said. */
export const honestEstate: fc.Arbitrary<Estate> = world.map((invented) =>
  tellWorld({
    ...invented,
    asides: [],
    assets: invented.assets.map(({ nights, ...asset }) => ({
      ...asset,
      nights: nights.map((one) => ({ ...one, runId: "own" })),
    })),
  }),
);

function tellWorld({ policies, assets, asides, decisions }: World): Estate {
  const days = Math.max(...assets.map(({ nights }) => nights.length)) + 3;
  const all = assets.flatMap(({ types }, index) => types.map((type) => seriesOf(index, type)));
  const first = all[0] ?? VISITOR_DB;
  return {
    days,
    policies: policies.map((more, index) =>
      readPolicy({
        name: `policy-${index}`,
        match: index === 0 ? {} : { backupType: ["log", "incremental"] },
        ...more,
      }),
    ),
    told: [
      ...assets.flatMap(({ types, nights, isQuiet }, index) =>
        types.flatMap((type) =>
          tellSeries(seriesOf(index, type), isQuiet ? nights.slice(0, -2) : nights),
        ),
      ),
      ...asides.flatMap((what) => tellAside(first, what)),
    ],
    decided: decisions.map(({ what, at }) => ({ at, decision: decide(first, what, at) })),
  };
}

function seriesOf(asset: number, backupType: Series["backupType"]): Series {
  return { ...VISITOR_DB, asset: `db-${asset}`, instance: `sql-${asset % 2}`, backupType };
}

/** What seldom is said, and what no honest source would say. */
function tellAside(series: Series, what: number): Told[] {
  const { started, succeeded, failed, observed, removed } = speakOf(series);
  const events: readonly Told[] = [
    { at: 30, event: succeeded("old", [-TWO_YEARS, -TWO_YEARS + 1]) },
    { at: 31, event: started("future", TWO_YEARS) },
    { at: 2, event: observed("nobody", "primary", 2) },
    { at: 3, event: removed("never seen", "duplicate", 3) },
    { at: 40, event: failed("r", 39) },
    {
      at: 1,
      event: readEvent("asset.expected", { series, since: instant(0), until: instant(120) }),
    },
    {
      at: 0.5,
      event: readEvent("asset.expected", {
        series: { tenant: "acme", asset: "unseen" },
        since: instant(0),
      }),
    },
    { at: 40, event: announce(48, 96) },
  ];
  return events.slice(what, what + 1);
}

function announce(from: number, to: number): VigieEvent {
  const span = { from: instant(from), to: instant(to) };
  return readEvent("change.announced", {
    ...{ match: { tenant: "acme" }, ...span, kind: "resize", reason: "new disks" },
  });
}

function decide(series: Series, what: number, at: number): Decision {
  const about = { series };
  const id = "0".repeat(32);
  switch (what) {
    case 0:
      return readDecision(at, { kind: "accept", series, from: instant(at - 24) });
    case 1:
      return readDecision(at, { kind: "pause", about, until: instant(at + 30) });
    case 2:
      return readDecision(at, { kind: "retire", about: { match: { asset: "db-1" } } });
    case 3:
      return readDecision(at, { kind: "resume", about });
    case 4:
      return readDecision(at, {
        kind: "false-alarm",
        finding: { id, kind: "undersized", series, runId: `${series.asset}-3` },
      });
    default:
      return readDecision(at, {
        kind: "expected",
        finding: { id, kind: "missing", series, runId: null },
      });
  }
}

export const endOf = ({ days }: Estate) => 24 * days;
export const instantOf = (at: number) => Math.round(hour(at));
