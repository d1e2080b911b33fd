import { expect, test } from "vitest";
import { instantToJson } from "../../schemas/instant.ts";
import type { Proof } from "../../schemas/proof.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { heartbeat, hour, readEvent, speakOf, tellStory } from "./tell-story.ts";

const { succeeded, started, removed } = speakOf(VISITOR_DB);
const beat = (at: number) => heartbeat("sql", at, { sources: ["/sql"] });

test("a collector whose watermark stands still is silent after 15 minutes, to the instant", () => {
  const story = tellStory([{}]);
  for (const at of [0.85, 0.9, 0.95, 1]) story.at(at, beat(at));
  story.at(1.1, beat(1));
  story.until(3);
  expect(story.find("collector-silent")).toMatchObject([
    { severity: "warning", collector: "sql", openedAt: instantToJson(hour(1.25)) },
  ]);
  story.at(3.5, beat(3.5));
  expect(story.find("collector-silent")[0]?.resolution).toBe("its watermark moves again");
  story.until(9);
  expect(story.find("collector-silent")).toHaveLength(2);
});

test("a collector that speaks seldom is given three of its usual intervals", () => {
  const story = tellStory([{}]);
  for (const at of [1, 2, 3, 4]) story.at(at, beat(at));
  story.until(6.99);
  expect(story.find("collector-silent").filter((f) => f.resolvedAt === null)).toEqual([]);
  story.until(8);
  const open = story.find("collector-silent").filter((f) => f.resolvedAt === null);
  expect(open).toMatchObject([{ openedAt: instantToJson(hour(7)) }]);
});

test("a collector that looks every hour is not silent while that is being learned", () => {
  const story = tellStory([{}]);
  for (const at of [1, 2, 3, 4, 5]) story.at(at, beat(at));
  expect(story.find("collector-silent")).toEqual([]);
  const once = tellStory([{}]);
  once.at(1, beat(1));
  once.until(8);
  expect(once.find("collector-silent")).toMatchObject([{ openedAt: instantToJson(hour(7)) }]);
});

test("a watermark far ahead, said once, makes no collector silent that speaks", () => {
  const story = tellStory([{}]);
  for (const at of [0.8, 0.9, 1]) story.at(at, beat(at));
  story.at(1.05, beat(17_520));
  for (let at = 1.1; at < 24; at += 0.1) story.at(at, beat(at));
  expect(story.find("collector-silent")).toEqual([]);
});

test("a silence is critical once it outlasts the least RPO of the collector's series", () => {
  const story = tellStory([{ objectives: { rpo: "2h" } }]);
  for (const at of [1.2, 1.3, 1.4]) story.at(at, beat(at));
  story.at(1.5, beat(1.5), started("n1", 1), succeeded("n1", [1, 1.5]));
  story.until(3.49);
  expect(story.find("collector-silent")).toMatchObject([{ severity: "warning", version: 1 }]);
  story.until(3.5);
  expect(story.find("collector-silent")).toMatchObject([
    { severity: "critical", version: 2, evidence: { leastRpoMs: 7_200_000, series: 1 } },
  ]);
});

test("while a collector is silent nothing of its series is told, and all when it speaks", () => {
  const story = tellStory([{}]);
  story.at(1.5, beat(1.5), started("n1", 1), succeeded("n1", [1, 1.5]));
  story.until(48);
  expect(story.open()).toEqual([]);
  story.at(48.1, beat(48.1));
  expect(story.open()).toEqual(["missing"]);
});

test("a series without a policy is unprotected", () => {
  const story = tellStory([{ match: { tenant: "globex" } }]);
  story.at(1.5, succeeded("n1", [1, 1.5]));
  expect(story.all()).toMatchObject([{ kind: "unprotected", severity: "warning" }]);
  expect(story.state()).toBe("unprotected");
});

const expected = (series: object, more: object = {}) =>
  readEvent("asset.expected", { series, since: instantToJson(hour(0)), ...more });

test("a part of a series that exists is unprotected until a backup of it succeeds", () => {
  const story = tellStory([{}]);
  story.at(0.1, expected({ tenant: "acme", asset: "VisitorDb" }));
  story.until(7.24);
  expect(story.all()).toEqual([]);
  story.until(7.25);
  expect(story.all()).toMatchObject([{ kind: "unprotected", series: null }]);
  story.at(9, succeeded("n1", [8, 9]));
  expect(story.find("unprotected")[0]?.resolution).toBe("a backup of it succeeded");
});

test("what exists without any policy is unprotected at once, until it is retired", () => {
  const story = tellStory([{ match: { tenant: "globex" } }]);
  story.at(0.1, expected({ tenant: "acme" }, { until: instantToJson(hour(5)) }));
  expect(story.open()).toEqual(["unprotected"]);
  story.until(5);
  expect(story.find("unprotected")[0]?.resolution).toBe("it is no longer expected");
});

test("nothing is expected of a series after it was retired", () => {
  const story = tellStory([{}]);
  story.at(1.5, expected(VISITOR_DB, { until: instantToJson(hour(3)) }));
  story.at(1.6, succeeded("n1", [1, 1.5]));
  story.until(60);
  expect(story.all()).toEqual([]);
  expect(story.state()).toBe("skipped");
});

const copy = { role: "primary", vault: "primary-vault", uri: "file:///primary/n1" } as const;

function proof(id: string, outcome: Proof["outcome"], more: Partial<Proof> = {}): Proof {
  const failure = outcome === "failed" ? ("copy-damaged" as const) : null;
  const reason = { en: "Other bytes.", fr: "D'autres octets." };
  const check = { name: "hash", level: "whole", verdict: "fail", observed: {}, reason };
  return {
    ...{ version: 1, id, series: VISITOR_DB, runId: "n1", outcome, failure, wanted: "right" },
    copy: { ...copy, sizeBytes: 1, checksum: null },
    level: outcome === "proven" ? "right" : null,
    checks: [{ ...check, level: "whole", verdict: "fail" }],
    ...{ rowCounts: null, newestRowAt: null, engine: null, restoreSeconds: null, reason: "due" },
    ...{ startedAt: instantToJson(hour(5)), finishedAt: instantToJson(hour(6)) },
    ...{ previous: "", hash: "", key: "", signature: "" },
    ...more,
  } as Proof;
}

test("a failed proof is a finding of its copy until a later one passes", () => {
  const story = tellStory([{}]);
  story.prove(6, proof("a", "failed"));
  story.prove(7, proof("b", "failed"));
  expect(story.all()).toMatchObject([{ kind: "copy-damaged", severity: "critical", copy }]);
  const found = story.find("copy-damaged")[0] ?? expect.fail();
  expect(found.summary.en).toMatch(/ is damaged: Other bytes\.$/);
  expect(found.summary.fr).toMatch(/ est endommagée : D'autres octets\.$/);
  expect(found.evidence).toMatchObject({ failed: [{ reason: { fr: "D'autres octets." } }] });
  story.prove(8, proof("c", "unproven"));
  story.prove(8, proof("d", "proven", { level: "whole", wanted: "whole" }));
  expect(story.open()).toEqual(["copy-damaged"]);
  story.prove(9, proof("e", "proven"));
  expect(story.find("copy-damaged")).toMatchObject([{ resolution: "proven by e", version: 2 }]);
  story.prove(10, proof("f", "failed"));
  expect(story.find("copy-damaged")).toHaveLength(2);
});

test("a failed proof that fails otherwise is another finding", () => {
  const story = tellStory([{}]);
  story.prove(6, proof("a", "failed"));
  story.prove(7, proof("b", "failed", { failure: "restore-failed" }));
  expect(story.open()).toEqual(["restore-failed"]);
});

test("a failed proof is of no matter once its copy is removed", () => {
  const story = tellStory([{}]);
  story.prove(6, proof("a", "failed"));
  story.at(7, removed("n1", "primary", 7));
  expect(story.find("copy-damaged")[0]?.resolution).toBe("the copy was removed");
});
