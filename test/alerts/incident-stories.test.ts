import { createHash, randomUUID } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isUnseen } from "../../alerts/incident.ts";
import { listIncidents } from "../../alerts/list-incidents.ts";
import type { Finding } from "../../schemas/finding.ts";
import type { Series } from "../../schemas/series.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { aFinding } from "./a-finding.ts";
import { openAlertsWorld } from "./alerts-world.ts";

const LOOK_MS = 10_000;
const DAY = "2026-11-17";

let world: Awaited<ReturnType<typeof openAlertsWorld>>;
let alerts: Awaited<ReturnType<typeof world.start>>;

beforeEach(async () => {
  world = await openAlertsWorld();
  alerts = await world.start();
});
afterEach(async () => {
  await alerts.stop();
  await world.close();
});

test("what fails together at a site is one incident, and another tenant's is its own", async () => {
  await at("06:01").open(missing("VisitorDb"));
  await at("06:03").open(missing("MeetingDb"), missing("DoorDb", { tenant: "umbrella" }));
  await at("06:10").open(missing("LiftDb", { site: "lyon" }), missing("StaffDb"));
  expect(await incidents()).toEqual([
    "open missing, 1 of 1 open, DoorDb",
    "open missing, 1 of 1 open, LiftDb",
    "open missing, 3 of 3 open, StaffDb",
  ]);
});

test("what opens long after, or once somebody looked, is told anew", async () => {
  await at("06:01").open(missing("VisitorDb"));
  await at("06:05").acknowledge();
  await at("06:10").open(missing("MeetingDb"));
  await at("06:40").open(missing("DoorDb"));
  expect(await incidents()).toEqual([
    "acknowledged missing, 1 of 1 open, VisitorDb",
    "open missing, 1 of 1 open, DoorDb",
    "open missing, 1 of 1 open, MeetingDb",
  ]);
});

test("late that becomes missing asks again whoever had acknowledged it", async () => {
  const slot = { slot: `${DAY}T05:00:00Z` };
  await at("06:01").open(missing("VisitorDb", {}, { ...slot, kind: "late", severity: "warning" }));
  await at("06:02").acknowledge();
  expect(await incidents()).toEqual(["acknowledged late, 1 of 1 open, VisitorDb"]);
  await at("09:00").open(missing("VisitorDb", {}, slot));
  expect(await incidents()).toEqual(["open missing, 2 of 2 open, VisitorDb"]);
  expect(await history()).toEqual(["opened", "acknowledged Ada: on it", "worsened"]);
});

test("a failure whose slot's end is past when it is heard of is one incident", async () => {
  const slot = { slot: `${DAY}T05:00:00Z` };
  const failed = missing("VisitorDb", {}, { ...slot, kind: "failed", severity: "warning" });
  await at("06:01").open(failed, missing("VisitorDb", {}, slot));
  expect(await incidents()).toEqual(["open missing, 2 of 2 open, VisitorDb"]);
});

test("a critical incident that resolves unacknowledged stays to be seen", async () => {
  await at("06:01").open(missing("VisitorDb"));
  await at("07:00").resolve("VisitorDb");
  expect((await listIncidents(world.state)).map(isUnseen)).toEqual([true]);
  await at("08:00").acknowledge();
  expect((await listIncidents(world.state)).map(isUnseen)).toEqual([false]);
});

test("what comes back within the hour reopens its incident, and later opens another", async () => {
  await at("06:01").open(missing("VisitorDb"));
  await at("06:20").resolve("VisitorDb");
  await at("07:10").open(missing("VisitorDb"));
  expect(await history()).toEqual(["opened", "resolved: a backup arrived", "reopened"]);
  await at("07:20").resolve("VisitorDb");
  await at("08:30").open(missing("VisitorDb"));
  expect(await incidents()).toEqual([
    "open missing, 1 of 1 open, VisitorDb",
    "resolved missing, 0 of 2 open, VisitorDb",
  ]);
});

test("what opens and resolves again and again flaps until it has been calm for an hour", async () => {
  await at("06:01").open(missing("VisitorDb"));
  await at("06:10").resolve("VisitorDb");
  await at("06:20").open(missing("VisitorDb"));
  expect(await flapsUntil()).toEqual([null]);
  await at("06:30").resolve("VisitorDb");
  await at("06:40").open(missing("VisitorDb"));
  expect(await flapsUntil()).toEqual([`${DAY}T07:40:00Z`]);
  await at("07:00").resolve("VisitorDb");
  expect(await flapsUntil()).toEqual([`${DAY}T08:00:00Z`]);
  await at("09:00").open(missing("VisitorDb"));
  expect(await flapsUntil()).toEqual([null, `${DAY}T08:00:00Z`]);
});

test("a common cause takes the incident of what it explains, and its members join it", async () => {
  const first = missing("VisitorDb");
  await at("06:01").open(first);
  const parent = { ...missing("site"), series: null, evidence: { first: [first.id] } };
  const others = ["MeetingDb", "DoorDb"].map((asset) => missing(asset, {}, { parent: parent.id }));
  await at("06:30").open(parent, ...others);
  expect(await incidents()).toEqual(["open missing, 4 of 4 open, none"]);
});

test("what is told by the incident of its cause says so", async () => {
  await at("06:01").open(missing("VisitorDb", { site: "lyon" }));
  await at("06:02").acknowledge();
  const parent = { ...missing("tenant"), series: null };
  await at("06:30").open(parent);
  const [told] = said;
  await world.say({ ...(told ?? parent), version: 2, parent: parent.id });
  await world.pass(LOOK_MS);
  expect((await listIncidents(world.state)).map((one) => one.parent)).toEqual([null, parent.id]);
});

test("assignments and comments are kept; of two the latest assignment counts", async () => {
  await at("06:01").open(missing("VisitorDb"));
  await at("06:02").say({ kind: "assign", to: "Bo" });
  await at("06:03").say({ kind: "assign", to: "Cy" });
  await at("06:04").say({ kind: "comment" });
  expect(await listIncidents(world.state)).toMatchObject([{ assignedTo: "Cy", status: "open" }]);
  expect(await history()).toEqual([
    "opened",
    "assigned Ada: to Bo: on it",
    "assigned Ada: to Cy: on it",
    "commented Ada: on it",
  ]);
});

let said: Finding[] = [];

beforeEach(() => {
  said = [];
});

/** A finding of an asset at Paris, another each time. */
function missing(asset: string, place: Partial<Series> = {}, changes: Partial<Finding> = {}) {
  const id = createHash("sha256").update(randomUUID()).digest("hex").slice(0, 32);
  return aFinding({ id, slot: null, series: { ...VISITOR_DB, asset, ...place }, ...changes });
}

/** What happens at a time of day, and is looked at. */
function at(time: string) {
  const instant = `${DAY}T${time}:00Z`;
  const act = (decide: Promise<void>) => decide.then(() => world.pass(LOOK_MS));
  const begin = () => world.clock.advanceTo(Date.parse(instant));
  const speak = async (
    words: { kind: "acknowledge" | "comment" } | { kind: "assign"; to: string },
  ) => {
    await begin();
    const newest = (await listIncidents(world.state))[0];
    const incident = newest?.id ?? "none";
    const by = { id: randomUUID(), time: instant, author: "Ada", reason: "on it", incident };
    await act(world.decide({ ...by, ...words }));
  };
  return {
    open: async (...findings: readonly Finding[]) => {
      await begin();
      const opened = findings.map((finding) => ({ ...finding, openedAt: instant }));
      said.push(...opened);
      await act(world.say(...opened));
    },
    resolve: async (asset: string) => {
      await begin();
      const isIt = (one: Finding) => one.series?.asset === asset && one.resolvedAt === null;
      const index = said.findIndex(isIt);
      const found = said[index] ?? missing(asset);
      const resolved = {
        ...found,
        version: 2,
        resolvedAt: instant,
        resolution: "a backup arrived",
      };
      said[index] = resolved;
      await act(world.say(resolved));
    },
    acknowledge: () => speak({ kind: "acknowledge" }),
    say: speak,
  };
}

/** Those not resolved first, then the newest; of equals in the order of their lines. */
async function incidents() {
  const all = await listIncidents(world.state);
  const lines = all.map(({ status, kind, openCount, findingsCount, series }) => {
    const asset = series?.split("/")[6] ?? "none";
    return `${status} ${kind}, ${openCount} of ${findingsCount} open, ${asset}`;
  });
  return lines.sort();
}

async function flapsUntil() {
  return (await listIncidents(world.state)).map((one) => one.flapsUntil);
}

/** Of the newest incident: what changed, by whom, and why. */
async function history() {
  const [incident] = await listIncidents(world.state);
  const rows = await world.state.transact(({ all }) =>
    all("SELECT * FROM incident_changes WHERE incident = ? ORDER BY number", incident?.id ?? ""),
  );
  return rows.map(({ kind, author, reason }) => {
    const words = author === null ? kind : `${kind} ${author}`;
    return reason === null ? words : `${words}: ${reason}`;
  });
}
