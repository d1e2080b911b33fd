import { expect, test } from "vitest";
import { advanceThrough } from "../../../analyzers/detection/advance-through.ts";
import { createDetection } from "../../../analyzers/detection/create-detection.ts";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import type { Finding } from "../../../schemas/finding.ts";
import type { Series } from "../../../schemas/series.ts";
import { heartbeat, hour, readPolicy, speakOf } from "../../analyzers/tell-story.ts";
import { VISITOR_DB } from "../../visitor-db.ts";

const SERIES = 40_000;
/** Of those that come one by one, which takes longer. */
const TRICKLING = 8_000;
const SERIES_PER_HOST = 40;
const HOSTS_PER_SITE = 20;
const covers = { sources: ["/sql/"], vaults: [] };
const clock = createSystemClock();

function seriesNumber(number: number): Series {
  const host = Math.floor(number / SERIES_PER_HOST);
  const site = `site-${Math.floor(host / HOSTS_PER_SITE)}`;
  return { ...VISITOR_DB, site, instance: `host-${host}`, asset: `db-${number}` };
}

function seriesOf(count: number): readonly Series[] {
  return Array.from({ length: count }, (_, number) => seriesNumber(number));
}

/** All of them after one good night, each spoken for by its host. */
function openDetection(all: readonly Series[]) {
  // All awake: how many the heap of this machine has room for is another matter.
  const awakeBytesMax = Number.POSITIVE_INFINITY;
  const detection = createDetection({ policies: [readPolicy({})], awakeBytesMax });
  detection.accept(heartbeat("sql", 0.5, covers), hour(0.5));
  for (const series of all) {
    const event = speakOf(series).succeeded(series.asset, [1, 1.5]);
    detection.accept({ ...event, source: `/sql/${series.instance}` }, hour(2));
  }
  detection.accept(heartbeat("sql", 10, covers), hour(10));
  return detection;
}

/** What it says in the time it takes, which is printed and not judged: others use the machine. */
function measure(what: string, act: () => readonly Finding[]): readonly Finding[] {
  const beganAtMs = clock.nowMs();
  const findings = act();
  const tookMs = clock.nowMs() - beganAtMs;
  process.stdout.write(`${what}: ${findings.length} versions in ${tookMs} ms\n`);
  return findings;
}

const isParent = ({ series, kind }: Finding) => series === null && kind !== "collector-silent";

test("all that one collector brings missing at once is one parent, told once", () => {
  const all = seriesOf(SERIES);
  const detection = openDetection(all);
  advanceThrough(detection, hour(34));
  const missing = measure("missing at once", () =>
    detection.accept(heartbeat("sql", 34, covers), hour(34)),
  ).filter(({ kind }) => kind === "missing");
  const [parent, ...others] = missing.filter(isParent);
  expect(others).toEqual([]);
  expect(parent?.evidence).toMatchObject({ members: SERIES, due: SERIES });
  const members = missing.filter((finding) => finding.parent === parent?.id);
  expect(members).toHaveLength(SERIES);

  const retry = measure("resolved one by one", () =>
    all.flatMap((series) => {
      const event = speakOf(series).succeeded(`again-${series.asset}`, [25, 35]);
      return detection.accept({ ...event, source: `/sql/${series.instance}` }, hour(35));
    }),
  );
  expect(retry.filter(isParent)).toMatchObject([{ resolution: "all its members are resolved" }]);
});

test("failures that come one by one, site after site, are told by few parents, and seldom", () => {
  const all = seriesOf(TRICKLING);
  const detection = openDetection(all);
  const told = measure("failed one by one", () =>
    all.flatMap((series, index) => {
      const at = 25.5 + index / TRICKLING;
      advanceThrough(detection, hour(at));
      const event = speakOf(series).failed(`bad-${series.asset}`, at);
      return detection.accept({ ...event, source: `/sql/${series.instance}` }, hour(at));
    }),
  ).filter(({ kind }) => kind === "failed");
  const parents = new Set(told.filter(isParent).map(({ id }) => id));
  // One for each of two sites; from the third on they are one cause.
  expect(parents.size).toBeLessThanOrEqual(3);
  expect(told.filter(isParent).length).toBeLessThan(400);
  const alone = told.filter(({ version, parent, series }) => series && version === 1 && !parent);
  // Less than one in a hundred.
  expect(alone.length).toBeLessThan(TRICKLING / 100);
});
