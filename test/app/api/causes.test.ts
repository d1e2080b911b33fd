import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readDecisions } from "../../../app/decisions/read-decisions.ts";
import type { DecisionJson } from "../../../schemas/decision.ts";
import type { Finding } from "../../../schemas/finding.ts";
import { instantToJson } from "../../../schemas/instant.ts";
import type { Series } from "../../../schemas/series.ts";
import { TOPICS } from "../../../schemas/topics.ts";
import { findingOf, HOUR_MS, NOON_MS, series, stateOf } from "../../dashboards/board-rows.ts";
import { type ApiWorld, openApiWorld } from "./api-world.ts";

const MEMBERS = 230;
const SHOWN_MAX = 200;

const uuid = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
const idOf = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 32);
const ago = (minutes: number) => instantToJson(NOON_MS - minutes * 60_000);

const [one, other] = [series({ asset: "One" }), series({ asset: "Other", site: "other" })];
const theirs = series({ tenant: "globex", asset: "Theirs" });
const told = (of: Series, kind: Finding["kind"], more: Partial<Finding> = {}) =>
  findingOf(of, { kind, id: idOf(`${of.asset} ${kind}`), openedAt: ago(60), ...more });
const CAUSE = findingOf(null, {
  ...{ id: idOf("cause"), openedAt: ago(50), collector: null },
  ...{ kind: "missing", evidence: { first: [told(one, "missing").id] } },
});

let world: ApiWorld;
let acme: string;
let globex: string;
beforeAll(async () => {
  world = await openApiWorld();
  acme = await world.give("acme", "operator", ["acme"]);
  globex = await world.give("globex", "operator", ["globex"]);
  const alone = [told(one, "missing"), told(other, "missing"), told(theirs, "missing")];
  const members = Array.from({ length: MEMBERS - alone.length }, (_, number) =>
    findingOf(series({ asset: `Many${number}` }), {
      ...{ id: idOf(`many ${number}`), openedAt: ago(49), parent: CAUSE.id },
      ...(number < 100 && { resolvedAt: ago(10), resolution: "it came" }),
    }),
  );
  const joined = alone.map((finding) => ({ ...finding, version: 2, parent: CAUSE.id }));
  await world.say({ findings: [...alone, CAUSE, ...joined, ...members], states: [stateOf(one)] });
}, 60_000);
afterAll(() => world[Symbol.asyncDispose]());

test("of a cause's many members, those open are told first, and how many there are", async () => {
  const { members, membersCount } = (await world.ask(`/findings/${CAUSE.id}`)).json();
  expect([members.length, membersCount]).toEqual([SHOWN_MAX, MEMBERS]);
  const open = members.map(({ resolvedAt }: Finding) => resolvedAt === null);
  expect(open.filter(Boolean)).toHaveLength(MEMBERS - 100);
  expect(open.lastIndexOf(true)).toBe(MEMBERS - 101);
});

test("of a finding's many decisions the latest are told, and how many there are", async () => {
  const finding = told(one, "missing");
  const said = { author: "Ada", reason: "again", finding: { ...finding, runId: null } };
  const decisions: DecisionJson[] = Array.from({ length: 220 }, (_, number) => ({
    ...{ ...said, id: uuid(number), time: instantToJson(NOON_MS - HOUR_MS + number * 1_000) },
    kind: "false-alarm",
  }));
  const unlike = { author: "Ada", reason: "new", time: ago(2), id: uuid(9_000) };
  const accepted: DecisionJson = { ...unlike, kind: "accept", series: one, from: ago(5) };
  const others: DecisionJson = { ...accepted, id: uuid(9_001), series: other };
  const ofIts: DecisionJson = {
    ...{ ...said, time: ago(1), id: uuid(9_002), kind: "expected" },
    finding: { ...finding, id: idOf("another of the series") },
  };
  await world.say({ decisions: [...decisions, accepted, others, ofIts] });
  const answer = (await world.ask(`/findings/${finding.id}`)).json();
  expect([answer.decisions.length, answer.decisionsCount]).toEqual([SHOWN_MAX, 221]);
  const ids = answer.decisions.map(({ id }: DecisionJson) => id);
  expect(ids.slice(0, 2)).toEqual([uuid(9_000), uuid(219)]);
});

test("what was decided of a match is not read whole to know the same again", async () => {
  const reason = "moves";
  const pause = (number: number): DecisionJson => ({
    ...{
      id: uuid(20_000 + number),
      time: instantToJson(NOON_MS - HOUR_MS + number * 1_000),
      author: "Ada",
    },
    ...{ kind: "pause", about: { match: { asset: `A${number}` } }, reason, until: ago(-600) },
  });
  await world.say({ decisions: Array.from({ length: 210 }, (_, number) => pause(number)) });
  const latest = await readDecisions(world.store, "pause", { isOfMatch: true, rowsMax: 200 });
  expect(latest.map(({ id }) => id)).toEqual(
    Array.from({ length: 200 }, (_, number) => pause(number + 10).id),
  );
  const ask = async (match: object) => {
    const body = { kind: "pause", match, until: ago(-600), reason };
    return (await world.ask("/decisions", { method: "POST", body })).json().repeated;
  };
  const asked = { tenant: "acme", asset: "One" };
  expect(await ask(asked)).toBe(false);
  await world.say({ decisions: (await world.read(TOPICS.decisions)).slice(-1) as DecisionJson[] });
  expect(await ask(asked)).toBe(true);
});

type Told = { readonly id: string; readonly series: string; readonly parent: string | null };

test("an incident names that of its common cause to whoever may see it, and to nobody else", async () => {
  const read = async (token?: string): Promise<readonly Told[]> =>
    (await world.ask("/incidents?limit=500", token === undefined ? {} : { token })).json().items;
  const whole = await read();
  const ofCause = whole.find(({ series: key }) => key === null)?.id;
  expect(ofCause).toBeDefined();
  const told = new Set(whole.filter(({ parent }) => parent !== null).map(({ parent }) => parent));
  expect([...told]).toEqual([ofCause]);
  const mine = (await read(acme)).filter(({ parent }) => parent !== null);
  expect(mine.map(({ parent }) => parent)).toEqual([ofCause]);
  const [{ id } = { id: "" }] = mine;
  expect((await world.ask(`/incidents/${id}`, { token: acme })).json().parent).toBe(ofCause);
  expect((await world.ask(`/incidents/${ofCause}`, { token: acme })).status).toBe(200);
  const others = await read(globex);
  expect(others).not.toEqual([]);
  expect(others.every(({ parent }) => parent === null)).toBe(true);
  expect(JSON.stringify(others)).not.toContain(ofCause);
});
