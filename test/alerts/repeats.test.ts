import { createHash } from "node:crypto";
import type { Finding } from "../../schemas/finding.ts";
import type { Series } from "../../schemas/series.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { aFinding, resolvedOf } from "./a-finding.ts";
import { story } from "./policy-story.ts";

const TEN_SECONDS_MS = 10_000;
const LOG = { to: "log" } as const;
const SEVEN_DAYS = { repeats: { findings: 3, within: "7d" }, to: "on-call" };

/** One of several about the same series, each of a night of its own. */
function onNight(night: number, of: Partial<Series> = {}, changes: Partial<Finding> = {}) {
  const slot = `2026-11-${night}T00:00:00Z`;
  const openedAt = `2026-11-${night}T06:01:00Z`;
  const kind = changes.kind ?? "warned";
  const id = createHash("sha256")
    .update(`${kind}${night}${JSON.stringify(of)}`)
    .digest("hex");
  const rest = { id: id.slice(0, 32), severity: "warning", slot, openedAt, ...changes } as const;
  return aFinding({ kind, series: { ...VISITOR_DB, ...of }, ...rest });
}

story(
  "what comes seldom is told from the third time on, and goes by no later route before",
  { routes: [SEVEN_DAYS, { to: "on-call" }] },
  async (at) => {
    for (const night of [14, 16]) {
      const one = onNight(night);
      await at(`${night}T06:01:00`).find(one);
      await at(`${night}T06:03:00`).want();
      await at(`${night}T20:00:00`).find({
        ...resolvedOf(one),
        resolvedAt: `2026-11-${night}T20:00:00Z`,
      });
    }
    await at("17T06:01:00").find(onNight(17), onNight(17, { asset: "other" }));
    await at("17T06:03:00").want("opened warned");
  },
  TEN_SECONDS_MS,
);

story(
  "late that becomes missing is one; a critical is told the first time",
  { routes: [SEVEN_DAYS, LOG] },
  async (at) => {
    await at("16T06:01:00").find(onNight(16, {}, { kind: "late" }));
    await at("17T06:01:00").find(onNight(17, {}, { kind: "late" }));
    await at("17T06:03:00").want();
    await at("17T07:01:00").find(onNight(17, {}, { kind: "missing", severity: "critical" }));
    await at("17T07:02:00").want("opened missing");
  },
  TEN_SECONDS_MS,
);

story(
  "three of one batch are three, though they opened at one instant",
  { routes: [SEVEN_DAYS, LOG] },
  async (at) => {
    const openedAt = "2026-11-17T06:01:00Z";
    await at("17T06:01:00").find(
      ...[14, 15, 16].map((night) => onNight(night, {}, { kind: "failed", openedAt })),
    );
    await at("17T06:03:00").want("opened failed");
  },
  TEN_SECONDS_MS,
);

story(
  "what stands for several series is told the first time",
  { routes: [SEVEN_DAYS, LOG] },
  async (at) => {
    const parent = onNight(17, {}, { kind: "failed" });
    const members = [1, 2].map((number) =>
      onNight(17, { asset: `db-${number}` }, { kind: "failed", parent: parent.id }),
    );
    await at("17T06:01:00").find({ ...parent, series: null, slot: null }, ...members);
    await at("17T06:03:00").want("opened failed");
  },
  TEN_SECONDS_MS,
);
