import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { policyToJson } from "../../../app/api/policies/policy-to-json.ts";
import { listSeries } from "../../../app/api/series/read-series.ts";
import { STATES_WORST_FIRST } from "../../../dashboards/board/page/worst-first.ts";
import { policySchema } from "../../../schemas/policy.ts";
import { seriesId } from "../../../schemas/series.ts";
import { findingOf, proofOf, series } from "../../dashboards/board-rows.ts";
import * as estate from "../../dashboards/small-estate.ts";
import { type ApiWorld, openApiWorld } from "./api-world.ts";

const POLICY = {
  ...{ name: "daily", match: { tenant: ["acme", "globex"], environment: "production" } },
  ...{ schedule: { cron: "0 1 * * *", zone: "Europe/Paris", finishWithin: "90m" } },
  copies: { required: ["primary"], within: "6h" },
  retention: { keep: "14d" },
  verification: {
    ...{ every: "36h", level: "right", rows: { keep: { min: 1, change: "12.5%" } } },
    assertions: [{ name: "some", sql: "select 1", expect: 1 }],
  },
  maintenance: [{ dates: ["12-25"], reason: "Christmas" }],
};

const HOSTILE = [
  "x".repeat(10_000),
  "قاعدة البيانات‮cod.exe",
  "🗄️ sauvegarde 👩‍👩‍👧",
  '<script>alert(1)</script><img src=x onerror="alert(1)">',
  'quotes " and \\ and \u2028',
];

let world: ApiWorld;
beforeAll(async () => {
  world = await openApiWorld({ policies: [POLICY] });
  await world.say(estate);
}, 60_000);
afterAll(() => world[Symbol.asyncDispose]());

type Item = Readonly<Record<string, unknown>>;
const items = async (url: string): Promise<readonly Item[]> => (await world.ask(url)).json().items;

/** All pages of a list, of so many items each. */
async function pages(url: string, limit: number): Promise<readonly (readonly Item[])[]> {
  const all: (readonly Item[])[] = [];
  for (let next: string | null = ""; next !== null; ) {
    const cursor: string = next === "" ? "" : `&cursor=${next}`;
    const page = (
      await world.ask(`${url}${url.includes("?") ? "&" : "?"}limit=${limit}${cursor}`)
    ).json();
    all.push(page.items);
    next = page.next;
  }
  return all;
}

describe("lists", () => {
  test.each([
    ["/series", estate.states.length],
    ["/findings", estate.findings.length],
    ["/incidents", null],
    [`/series/${seriesId(estate.seriesByState.filled)}/proofs`, 2],
  ])("GET %s is the same in pages as at once", async (url, count) => {
    const whole = await items(url);
    if (count !== null) expect(whole).toHaveLength(count);
    for (const limit of [1, 4]) {
      const paged = await pages(url, limit);
      expect(paged.flat()).toEqual(whole);
      expect(Math.max(...paged.map(({ length }) => length))).toBeLessThanOrEqual(limit);
    }
  });

  test.each([
    ["limit=0", "from 1 to 500"],
    ["limit=501", "500"],
    ["cursor=nonsense", "none of this list"],
    [`cursor=${Buffer.from('{"a":1}').toString("base64url")}`, "none of this list"],
    ["kind=lost", "kind"],
    ["since=yesterday", "RFC 3339"],
    ["series=%27%20OR%201=1", "32 hex digits"],
    ["search=a&search=b", "search"],
  ])("refuses %s", async (query, said) => {
    const { status, json } = await world.ask(`/findings?${query}`);
    expect(status).toBe(400);
    expect(json().error).toContain(said);
  });
});

describe("GET /findings", () => {
  test.each([
    ["open=true", 8],
    ["open=false", 2],
    ["kind=late&kind=stuck&open=true", 2],
    ["severity=critical&open=true", 2],
    ["tenant=globex", 5],
    ["search=VISITOR-WEB", 1],
    ["search=diff%C3%A8rent", 1],
    ["since=2026-11-20T09:30:00Z", 3],
    ["until=2026-11-19T00:00:00Z", 2],
    [`series=${seriesId(estate.vm)}`, 1],
  ])("by %s gives %i", async (query, count) => {
    expect(await items(`/findings?${query}`)).toHaveLength(count);
  });

  test("one is told as vigie explain tells it", async () => {
    const [found] = await items("/findings?kind=missing");
    const one = (await world.ask(`/findings/${found?.["id"]}`)).json();
    expect(one).toMatchObject({ finding: found, events: [], runs: [], members: [], decisions: [] });
    expect((await world.ask(`/findings/${"0".repeat(32)}`)).status).toBe(404);
  });
});

test("series are read the worst first where that is asked, as vigie status does", async () => {
  const asked = { tenants: [], rowsMax: 100, worstFirst: STATES_WORST_FIRST };
  const places = (await listSeries(world.store, asked)).map(({ state }) =>
    STATES_WORST_FIRST.indexOf(state),
  );
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(new Set(places).size).toBeGreaterThan(2);
});

describe("GET /policies", () => {
  test("tells each policy as it may be written, and means the same", async () => {
    const [shown] = await items("/policies");
    expect(policySchema.parse(shown)).toEqual(policySchema.parse(POLICY));
    expect(shown).toMatchObject({
      schedule: { finishWithin: "90m", startWithin: "1h" },
      verification: { every: "36h", rows: { keep: { min: 1, change: "12.5%" } } },
      retention: { keep: "14d", purgeWithin: "2d" },
    });
    const odd = policySchema.parse({ ...POLICY, objectives: { rpo: "0s", rto: "1500ms" } });
    expect(policySchema.parse(policyToJson(odd))).toEqual(odd);
  });

  test("tells a tenant its own name alone, and a series its policy", async () => {
    const token = await world.give("acme viewer", "viewer", ["acme"]);
    const { json } = await world.ask("/policies", { token });
    expect(json().items).toMatchObject([{ match: { tenant: ["acme"] } }]);
    const { text } = await world.ask(`/series/${seriesId(estate.vm)}`, { token });
    expect(JSON.parse(text)).toMatchObject({ policyInForce: { name: "daily" } });
    expect(text).not.toContain("globex");
  });
});

test("a proof is told with all its checks, and kept as it was signed", async () => {
  const proof = proofOf(estate.seriesByState.filled);
  expect((await world.ask(`/proofs/${proof.id}`)).json()).toEqual(proof);
  const { text, headers } = await world.ask(`/proofs/${proof.id}/document`);
  expect(text).toBe(JSON.stringify(proof));
  expect(headers["content-disposition"]).toBe(`attachment; filename="proof-${proof.id}.json"`);
});

test.each(HOSTILE.map((name) => [name.slice(0, 20), name]))(
  "%s comes through as it is, as JSON that no browser takes for a page",
  async (_, name) => {
    const of = series({ asset: "HostileDb", instance: name.slice(0, 500) });
    const summary = { en: name, fr: name };
    const finding = findingOf(of, { ...{ kind: "warned", runId: name.slice(0, 9), summary } });
    await world.say({ findings: [{ ...finding, id: seriesId(of) }] });
    const { json, headers } = await world.ask(`/findings/${seriesId(of)}`);
    expect(json().finding).toMatchObject({ summary, series: of });
    expect(headers).toMatchObject({
      "content-type": "application/json; charset=utf-8",
      "x-content-type-options": "nosniff",
      "content-security-policy": expect.stringContaining("default-src 'none'"),
    });
  },
);

describe("panels", () => {
  test("go on to another page only where there is one", async () => {
    const paged = await world.ask("/panels/copies/vaults?offset=100");
    expect(paged.status).toBe(200);
    expect((await world.ask("/panels/fleet/totals?offset=0")).status).toBe(200);
    const refused = await world.ask("/panels/fleet/totals?offset=100");
    expect(refused.status).toBe(400);
    expect(refused.text).toContain("offset");
  });

  test("50 browsers that ask the same within a second cost one query, and the next another", async () => {
    const ask = () => world.ask("/panels/fleet/slots-by-state?tenant=acme");
    const before = world.queries();
    const answers = await Promise.all(Array.from({ length: 50 }, ask));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(world.queries() - before).toBe(1);
    await world.ask("/panels/fleet/slots-by-state?tenant=globex");
    expect(world.queries() - before).toBe(2);
    await world.clock.advanceTo(world.clock.nowMs() + 1_000);
    await ask();
    expect(world.queries() - before).toBe(3);
  });

  test("are asked anew once something changed, and of one that failed", async () => {
    const ask = () => world.ask("/panels/fleet/slots-by-state?tenant=acme&environment=staging");
    const before = world.queries();
    world.breakStore(true);
    expect((await ask()).status).toBe(503);
    world.breakStore(false);
    expect((await ask()).status).toBe(200);
    expect(world.queries() - before).toBe(2);
    world.changed();
    await ask();
    expect(world.queries() - before).toBe(3);
  });
});

test("while the store is gone all say so, and when to come back; then they answer again", async () => {
  world.breakStore(true);
  const urls = ["/series", "/findings", "/panels/fleet/slots-by-state?site=paris"];
  for (const url of urls) {
    const { status, headers, json } = await world.ask(url);
    expect([status, headers["retry-after"]], url).toEqual([503, "5"]);
    expect(json()).toEqual({ code: "unavailable", error: "Cannot reach the store" });
  }
  world.breakStore(false);
  for (const url of urls) expect((await world.ask(url)).status, url).toBe(200);
});

test("what is no route is said so as JSON", async () => {
  expect(await world.ask("/nothing")).toMatchObject({ status: 404 });
  expect((await world.ask("/nothing")).json()).toMatchObject({ error: expect.any(String) });
});

test.each([
  "/requests?tenant=%00",
  `/incidents?cursor=${Buffer.from(JSON.stringify(["2026\0", "a"])).toString("base64url")}`,
])("a text that no state keeps is refused: GET %s", async (url) => {
  expect((await world.ask(url)).status).toBe(400);
});
