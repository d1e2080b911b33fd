import { describe, expect, test } from "vitest";
import type { VigieEvent } from "../../schemas/events.ts";
import type { Finding } from "../../schemas/finding.ts";
import type { Series } from "../../schemas/series.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { heartbeat, readEvent, speakOf, tellStory } from "./tell-story.ts";

const covers = { sources: ["/sql/"], vaults: ["primary-vault", "duplicate-vault"] };
const POLICIES = [{}];

/** So many series alike but for their assets, and for what is given. */
function seriesOf(count: number, prefix: string, more: Partial<Series> = {}): readonly Series[] {
  return Array.from({ length: count }, (_, index) => ({
    ...VISITOR_DB,
    asset: `${prefix}${index}`,
    ...more,
  }));
}

/** Each instance is a source of its own. */
function succeed(all: readonly Series[], night: number): readonly VigieEvent[] {
  const at = 24 * night + 1;
  return all.map((series) => {
    const event = speakOf(series).succeeded(`${series.asset}-${night}`, [at, at + 0.5]);
    return { ...event, source: `/sql/${series.instance}` };
  });
}

/** Tells a first good night of all, and gives the story at 10:00 of it. */
function begin(all: readonly Series[], policies: readonly object[] = POLICIES) {
  const story = tellStory(policies);
  story.at(0.5, heartbeat("sql", 0.5, covers));
  story.at(10, ...succeed(all, 0), heartbeat("sql", 10, covers));
  return story;
}

type Story = ReturnType<typeof tellStory>;

/** As they last were. */
function latest(story: Story): readonly Finding[] {
  return [...new Map(story.versions.map((finding) => [finding.id, finding])).values()];
}

/** What is of no series, but for the silence of collectors. */
const parentsOf = (story: Story) =>
  latest(story).filter(({ series, kind }) => series === null && kind !== "collector-silent");

const membersOf = (story: Story, parent: Finding | undefined) =>
  latest(story).filter((finding) => parent && finding.parent === parent.id);

const paris = seriesOf(18, "paris", { instance: "a", site: "paris" });
const lyon = seriesOf(18, "lyon", { instance: "b", site: "lyon" });

describe("a site that fails as a whole", () => {
  const hosts = [
    ...seriesOf(9, "left", { instance: "left" }),
    ...seriesOf(9, "right", { instance: "right" }),
  ];
  const all = [...hosts, ...lyon];

  test("is one parent with its members, told with its share", () => {
    const story = begin(all);
    story.at(34, ...succeed([...hosts.slice(0, 1), ...lyon], 1), heartbeat("sql", 34, covers));
    const [parent, ...others] = parentsOf(story);
    expect(others).toEqual([]);
    expect(parent).toMatchObject({
      kind: "missing",
      severity: "critical",
      collector: null,
      evidence: { cause: { site: VISITOR_DB.site }, members: 17, due: 18, series: 17 },
      summary: {
        en: `17 of 18 backups of site ${VISITOR_DB.site} (${VISITOR_DB.tenant}) are missing.`,
      },
    });
    expect(membersOf(story, parent)).toHaveLength(17);
    const missing = story.versions.filter(({ kind }) => kind === "missing");
    expect(missing.filter(({ version }) => version > 1)).toEqual([]);
  });

  test("is over when its last member is", () => {
    const story = begin(all);
    story.at(34, ...succeed(lyon, 1), heartbeat("sql", 34, covers));
    story.at(58, ...succeed([...hosts.slice(1), ...lyon], 2), heartbeat("sql", 50, covers));
    expect(parentsOf(story)[0]?.resolvedAt).toBeNull();
    story.at(59, ...succeed(hosts.slice(0, 1), 2));
    const [parent, ...others] = parentsOf(story);
    expect(others).toEqual([]);
    expect(parent).toMatchObject({ resolution: "all its members are resolved" });
    expect(parent?.evidence["open"]).toBe(0);
  });

  test("is another parent the next night", () => {
    const story = begin(all);
    for (const night of [1, 2])
      story.at(24 * night + 10, ...succeed(lyon, night), heartbeat("sql", 24 * night + 10, covers));
    const parents = parentsOf(story);
    expect(parents).toHaveLength(2);
    for (const parent of parents) expect(membersOf(story, parent)).toHaveLength(18);
  });
});

test("what is late and then missing is one parent, which becomes worse", () => {
  const story = begin([...paris, ...lyon]);
  story.at(26.5, ...succeed(lyon, 1), heartbeat("sql", 26.5, covers));
  expect(parentsOf(story)).toMatchObject([{ kind: "late", severity: "warning", version: 1 }]);
  story.at(34, heartbeat("sql", 34, covers));
  expect(parentsOf(story)).toMatchObject([{ kind: "missing", severity: "critical", version: 2 }]);
  expect(story.open().filter((kind) => kind === "missing")).toHaveLength(19);
});

test("the order in which backups are heard of changes neither parents nor members", () => {
  const tell = (order: (events: readonly VigieEvent[]) => readonly VigieEvent[]) => {
    const story = begin([...paris, ...lyon]);
    const events = [...succeed([...paris.slice(16), ...lyon.slice(12)], 1)];
    story.at(34, ...order(events), heartbeat("sql", 34, covers));
    story.at(58, ...order(succeed([...paris, ...lyon], 2)), heartbeat("sql", 58, covers));
    return latest(story)
      .filter(({ kind }) => kind === "missing")
      .map(({ id, parent, resolution }) => [id, parent, resolution])
      .sort();
  };
  const told = tell((events) => events);
  expect(told).toHaveLength(1 + 16 + 12);
  expect(tell((events) => events.toReversed())).toEqual(told);
  const odd = ({ id }: VigieEvent) => id.length % 2;
  expect(tell((events) => [...events].sort((a, b) => odd(a) - odd(b)))).toEqual(told);
});

describe("of several causes that explain the same", () => {
  test("the closest is told: a host rather than its site", () => {
    const others = seriesOf(3, "other", { instance: "other", site: "paris" });
    const story = begin([...paris, ...others, ...lyon]);
    story.at(34, ...succeed([...others, ...lyon], 1), heartbeat("sql", 34, covers));
    expect(parentsOf(story).map(({ evidence }) => evidence["cause"])).toMatchObject([
      { instance: "a", site: "paris" },
    ]);
  });

  test("two hosts of many are two causes", () => {
    const hosts = ["a", "b", "c", "d", "e"].map((instance) =>
      seriesOf(6, instance, { instance, site: "paris" }),
    );
    const story = begin(hosts.flat());
    story.at(34, ...succeed(hosts.slice(2).flat(), 1), heartbeat("sql", 34, covers));
    const places = parentsOf(story).map(({ evidence }) => evidence["cause"]);
    expect(places).toMatchObject([{ instance: "a" }, { instance: "b" }]);
  });

  test("a collector that brings several tenants is named as the collector", () => {
    const tenants = ["acme", "initech", "umbrella"].map((tenant) =>
      seriesOf(4, tenant, { tenant, instance: tenant }),
    );
    const story = begin(tenants.flat());
    story.at(34, heartbeat("sql", 34, covers));
    expect(parentsOf(story)).toMatchObject([
      { collector: "sql", evidence: { cause: { collector: "sql" }, series: 12, due: 12 } },
    ]);
  });
});

test("a cause that shows host by host is one parent, which comes to name the site", () => {
  const match = { environment: "production", instance: "b" };
  const schedule = { cron: "0 2 * * *", zone: "UTC", maxDuration: "3h" };
  const others = seriesOf(18, "b", { instance: "b", site: "paris" });
  const story = tellStory([{}, { name: "later", match, schedule }]);
  const first = others.map((series) => speakOf(series).succeeded(series.asset, [2, 2.5]));
  story.at(0.5, heartbeat("sql", 0.5, covers));
  story.at(10, ...succeed(paris, 0), ...first, heartbeat("sql", 10, covers));
  story.at(26.6, heartbeat("sql", 26.5, covers));
  expect(parentsOf(story)).toMatchObject([{ evidence: { cause: { instance: "a" } } }]);
  story.at(27.6, heartbeat("sql", 27.5, covers));
  expect(parentsOf(story)).toMatchObject([
    { version: 2, evidence: { cause: { site: "paris" }, series: 36 } },
  ]);
});

describe("what is no common cause", () => {
  test("is told alone: four of four", () => {
    const few = seriesOf(4, "few", { instance: "few", site: "few", tenant: "few" });
    const story = begin([...few, ...lyon]);
    story.at(34, ...succeed(lyon, 1), heartbeat("sql", 34, covers));
    expect(parentsOf(story)).toEqual([]);
  });

  test("is told alone: few of many that were due", () => {
    const story = begin([...paris, ...lyon]);
    const good = [...paris.slice(6), ...lyon];
    story.at(34, ...succeed(good, 1), heartbeat("sql", 34, covers));
    expect(parentsOf(story)).toEqual([]);
    expect(story.open().filter((kind) => kind === "missing")).toHaveLength(6);
  });

  test("is told alone: what opened long before and was not resolved", () => {
    const story = begin(paris);
    story.at(34, ...succeed(paris.slice(4), 1), heartbeat("sql", 34, covers));
    story.at(58, ...succeed(paris.slice(5), 2), heartbeat("sql", 58, covers));
    expect(parentsOf(story)).toEqual([]);
  });
});

test("failures that come one by one are told alone until they are beyond chance", () => {
  const story = begin([...paris, ...lyon]);
  for (const [index, series] of paris.entries())
    story.at(26 + index / 100, speakOf(series).failed(`${series.asset}-1`, 25.5 + index / 100));
  const [parent, ...others] = parentsOf(story);
  expect(others).toEqual([]);
  expect(parent).toMatchObject({ kind: "failed", evidence: { members: 18, due: 18 } });
  const told = story.versions.filter(({ parent: of, series }) => series && of === null);
  expect(told).toHaveLength(4);
  for (const { id } of told)
    expect(story.versions.filter((finding) => finding.id === id)).toMatchObject([
      { version: 1, parent: null },
      { version: 2, parent: parent?.id },
    ]);
  const retries = paris.map((series) =>
    speakOf(series).succeeded(`again-${series.asset}`, [26, 27]),
  );
  story.at(27, ...retries);
  expect(parentsOf(story)[0]?.resolvedAt).not.toBeNull();
});

test("copies that are missing in one vault have that vault as their cause", () => {
  const policy = { copies: { required: ["primary"], within: "2h" } };
  const all = [...paris, ...lyon];
  const story = tellStory([policy]);
  const observe = (series: readonly Series[], night: number, vault: string) =>
    series.map((one) =>
      speakOf(one).observed(`${one.asset}-${night}`, "primary", 24 * night + 2, { vault }),
    );
  const known = { sources: ["/sql/"], vaults: ["left", "right"] };
  const nearby = [...paris.slice(9), ...lyon.slice(9)];
  const far = all.filter((one) => !nearby.includes(one));
  story.at(0.5, heartbeat("sql", 0.5, known));
  story.at(10, ...succeed(all, 0), ...observe(nearby, 0, "left"), ...observe(far, 0, "right"));
  story.at(10.1, heartbeat("sql", 10, known));
  story.at(34, ...succeed(all, 1), ...observe(nearby, 1, "left"), heartbeat("sql", 34, known));
  expect(parentsOf(story)).toMatchObject([
    { kind: "copy-missing", evidence: { cause: { vault: "right" }, series: 18, due: 18 } },
  ]);
});

test("what only informs has no parent", () => {
  const story = begin(paris);
  const again = paris.map((series) => speakOf(series).succeeded(`again-${series.asset}`, [2, 3]));
  story.at(11, ...again);
  expect(story.find("extra-run").length).toBeGreaterThan(5);
  expect(parentsOf(story)).toEqual([]);
});

test("assets of a new tenant without any policy are one parent", () => {
  const all = seriesOf(7, "new", { environment: "staging" });
  const story = tellStory(POLICIES);
  for (const [index, series] of all.entries()) {
    const data = { series, runId: "r", startedAt: "2026-11-20T01:00:00Z" };
    story.at(1 + index / 100, readEvent("backup.started", data));
  }
  expect(parentsOf(story)).toMatchObject([{ kind: "unprotected", evidence: { series: 7 } }]);
});
