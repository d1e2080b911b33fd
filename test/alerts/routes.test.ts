import { expect, test } from "vitest";
import type { z } from "zod";
import { compileAlertPolicy } from "../../alerts/policy/alert-policy.ts";
import { concernPagers } from "../../alerts/policy/concern-pagers.ts";
import { explainTelling } from "../../alerts/policy/explain-telling.ts";
import { routeFinding } from "../../alerts/policy/route-finding.ts";
import { findRouteFaults } from "../../app/route-use/find-route-faults.ts";
import { alertsSchema } from "../../schemas/alerts.ts";
import type { Finding } from "../../schemas/finding.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { aFinding } from "./a-finding.ts";

type Routes = NonNullable<z.input<typeof alertsSchema>["routes"]>;

const TUESDAY_NOON_MS = Date.parse("2026-11-17T11:00:00Z");
const HOUR_MS = 3_600_000;
const office = { zone: "Europe/Paris", from: "08:00", to: "18:00" };

const compile = (...routes: Routes) =>
  compileAlertPolicy(alertsSchema.parse({ routes: [...routes] }));
const pagersOf = (routes: Routes, findings: Finding[], nowMs = TUESDAY_NOON_MS) =>
  concernPagers(findings, { ...compile(...routes), silences: [] }, nowMs).map(({ pager }) => pager);

test("the first route that matches has a finding; one that goes on leaves it to others too", () => {
  const acme = { match: { tenant: "acme" } };
  const last = { to: "noc" };
  expect(pagersOf([{ ...acme, to: "team" }, last], [aFinding()])).toEqual(["team"]);
  expect(pagersOf([{ ...acme, to: "team", continue: true }, last], [aFinding()])).toEqual([
    "team",
    "noc",
  ]);
  expect(pagersOf([{ match: { tenant: "gl*" }, to: "team" }, last], [aFinding()])).toEqual(["noc"]);
  expect(pagersOf([{ kinds: ["late"], to: "team" }, last], [aFinding()])).toEqual(["noc"]);
  expect(pagersOf([{ severities: ["info"], to: "team" }, last], [aFinding()])).toEqual(["noc"]);
});

test("hours are a part of what a route matches", () => {
  const routes: Routes = [{ hours: office, to: "office" }, { to: "on-call" }];
  expect(pagersOf(routes, [aFinding()])).toEqual(["office"]);
  expect(pagersOf(routes, [aFinding()], TUESDAY_NOON_MS + 12 * HOUR_MS)).toEqual(["on-call"]);
});

test("each finding of an incident goes its own way, what is about no series with the others", () => {
  const other = { ...VISITOR_DB, product: "badge" };
  const routes: Routes = [{ match: { product: "badge" }, to: "badge" }, { to: "noc" }];
  const findings = [aFinding(), aFinding({ series: other }), aFinding({ series: null })];
  expect(pagersOf(routes, findings)).toEqual(["noc", "badge"]);
  expect(pagersOf(routes, [aFinding({ series: other }), aFinding({ series: null })])).toEqual([
    "badge",
  ]);
  expect(pagersOf(routes, [aFinding({ series: null })])).toEqual(["noc"]);
});

test("a pager that two routes reach is told once, by the first", () => {
  const twice: Routes = [{ to: "noc", continue: true, remind: "1h" }, { to: "noc" }];
  const policy = { ...compile(...twice), silences: [] };
  const concerns = concernPagers([aFinding()], policy, TUESDAY_NOON_MS);
  expect(concerns.map(({ pager, route }) => [pager, route.name])).toEqual([["noc", "route 1"]]);
});

test("a pager is not told that it fails itself: the next in its chain is", () => {
  const about = aFinding({ kind: "pager-failed", series: null, evidence: { pager: "noc" } });
  expect(pagersOf([{ to: ["noc", "sms"] }], [about])).toEqual(["sms"]);
  expect(pagersOf([{ to: "noc" }], [about])).toEqual([]);
});

test("every route says why it does not match", () => {
  const routes = compile(
    ...[
      { match: { tenant: ["globex", "ini*"] }, to: "a" },
      { kinds: ["late" as const], to: "b" },
      { severities: ["warning" as const], to: "c" },
      { hours: { ...office, days: ["sat" as const] }, to: "d" },
      { to: "e" },
      { to: "f" },
    ],
  ).routes;
  const passages = routeFinding(routes, aFinding(), TUESDAY_NOON_MS);
  expect(passages.map((passage) => (passage.matched ? "matches" : passage.why))).toEqual([
    "tenant acme is not globex or ini*",
    "kind missing is none of late",
    "severity critical is none of warning",
    "2026-11-17T12:00:00+01:00 is not within sat 08:00-18:00 Europe/Paris",
    "matches",
    "route 5 has it, and ends there",
  ]);
});

test("without routes each pager is told of its own severities", () => {
  const pager = { kind: "webhook", url: "https://alerts.example.com" } as const;
  const pagers = [
    { ...pager, name: "all" },
    { ...pager, name: "urgent", severities: ["critical" as const] },
  ];
  const policy = { ...compileAlertPolicy(alertsSchema.parse({ pagers })), silences: [] };
  const told = (finding: Finding) =>
    concernPagers([finding], policy, TUESDAY_NOON_MS).map(({ pager: name }) => name);
  expect(told(aFinding())).toEqual(["all", "urgent"]);
  expect(told(aFinding({ severity: "warning" }))).toEqual(["all"]);
  expect(told(aFinding({ severity: "info" }))).toEqual([]);
});

test.each<[string, Routes, string[]]>([
  ["one after all", [{ to: "a" }, { to: "b" }], ["route 1 takes all that it matches"]],
  [
    "one that an earlier glob covers",
    [{ match: { tenant: "ac*" }, to: "a" }, { match: { tenant: "acme" }, to: "b" }, { to: "c" }],
    ["route 1 takes all that it matches"],
  ],
  [
    "one that pages who is paged already",
    [{ match: { tenant: "acme" }, to: "a", continue: true }, { to: ["b", "a"] }],
    ["a is told of what matches by route 1 already: once"],
  ],
  [
    "one that matches no series",
    [{ match: { tenant: "nobody" }, to: "a" }, { to: "b" }],
    ["matches none of the 1 series that were seen lately"],
  ],
  [
    "none that are as they should be",
    [{ match: { tenant: "acme" }, hours: office, to: "a" }, { to: "b" }],
    [],
  ],
])("strange is %s", (_name, routes, want) => {
  const faults = findRouteFaults(compile(...routes).routes, [VISITOR_DB]);
  expect(faults.map(({ why }) => why)).toEqual(want);
});

test("a telling is foretold through all that it waits for", () => {
  const policy = compile({ to: ["noc", "sms"], digest: { at: "08:00", zone: "Europe/Paris" } });
  const until = TUESDAY_NOON_MS + HOUR_MS;
  const silence = { id: "s", author: "Claire Martin", reason: "moves", match: {} };
  const silences = [{ ...silence, fromMs: 0, untilMs: until }];
  const sentBy = () => ({ sent: 5, lastMoreAtMs: null });
  const ground = { ...policy, silences, sentBy };
  const [critical] = explainTelling(aFinding(), ground, TUESDAY_NOON_MS);
  expect(critical).toMatchObject({ pager: "noc", fallbacks: ["sms"], as: "more" });
  expect(critical?.waits.map(({ waitsFor }) => waitsFor)).toEqual(["silence", "limit"]);
  expect(critical?.atMs).toBe(until + 30_000);
  const [warning] = explainTelling(aFinding({ severity: "warning" }), ground, TUESDAY_NOON_MS);
  expect(warning?.waits.map(({ waitsFor }) => waitsFor)).toEqual(["silence", "digest"]);
  expect(warning).toMatchObject({ as: "digest", atMs: Date.parse("2026-11-18T07:00:00Z") });
});
