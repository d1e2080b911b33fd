import { afterEach, beforeEach, expect, test } from "vitest";
import { listIncidents } from "../../alerts/list-incidents.ts";
import type { Finding } from "../../schemas/finding.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { aFinding, resolvedOf } from "./a-finding.ts";
import { openAlertsWorld } from "./alerts-world.ts";

/** Time enough for every stage to look once. */
const SOON_MS = 10_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let world: Awaited<ReturnType<typeof openAlertsWorld>>;

beforeEach(async () => {
  world = await openAlertsWorld();
});
afterEach(() => world.close());

const missing = aFinding();
const late = aFinding({ kind: "late", severity: "warning", openedAt: "2026-11-17T01:01:00Z" });

test("a finding is told once when it opens and once when it resolves", async () => {
  const alerts = await world.start();
  await world.say(missing);
  await world.pass(SOON_MS);
  expect(world.told()).toEqual(["opened missing"]);
  await world.pass(HOUR_MS);
  await world.say(resolvedOf(missing));
  await world.pass(HOUR_MS);
  expect(world.told()).toEqual(["opened missing", "resolved missing"]);
  expect(new Set(world.dedupKeys()).size).toBe(2);
  await alerts.stop();
});

test("late that becomes missing is one incident, told as escalated", async () => {
  const alerts = await world.start();
  await world.say(late);
  await world.pass(MINUTE_MS);
  await world.say(resolvedOf(late), missing);
  await world.pass(SOON_MS);
  await world.say(resolvedOf(missing));
  await world.pass(SOON_MS);
  expect(world.told()).toEqual(["opened late", "escalated missing", "resolved missing"]);
  expect(await listIncidents(world.state)).toMatchObject([
    { status: "resolved", kind: "missing", openedAt: late.openedAt },
  ]);
  await alerts.stop();
});

test("what opens and resolves before anybody was told wakes nobody, and is kept", async () => {
  const alerts = await world.start();
  await world.say(missing, resolvedOf(missing));
  await world.pass(HOUR_MS);
  expect(world.told()).toEqual([]);
  expect(await listIncidents(world.state)).toMatchObject([{ status: "resolved" }]);
  await alerts.stop();
});

test("members are told by their parent alone, but for those told before it opened", async () => {
  const alerts = await world.start();
  const parent = aFinding({ kind: "failed", series: null, slot: null });
  const member = (minute: number, changes: Partial<Finding> = {}) =>
    aFinding({ slot: `2026-11-17T00:0${minute}:00Z`, parent: parent.id, ...changes });
  await world.say(member(1, { parent: null }));
  await world.pass(SOON_MS);
  await world.say(parent, member(1, { version: 2 }), member(2), member(3));
  await world.pass(SOON_MS);
  await world.say(
    resolvedOf(member(1, { version: 2 })),
    resolvedOf(member(2)),
    resolvedOf(member(3)),
  );
  await world.say(resolvedOf(parent));
  await world.pass(SOON_MS);
  const told = ["opened missing", "opened failed", "resolved failed", "resolved missing"];
  expect([...world.told()].sort()).toEqual([...told].sort());
  const sizes = (await listIncidents(world.state)).map((one) => [one.kind, one.findingsCount]);
  expect(sizes.sort()).toEqual([
    ["failed", 3],
    ["missing", 1],
  ]);
  await alerts.stop();
});

test("a finding for information opens an incident and is told to the log alone", async () => {
  const alerts = await world.start();
  await world.say(aFinding({ kind: "extra-run", severity: "info" }));
  await world.pass(SOON_MS);
  expect(world.told()).toEqual([]);
  expect(await listIncidents(world.state)).toMatchObject([{ status: "open", severity: "info" }]);
  expect(world.lines.filter(({ reason }) => reason === "opened")).toHaveLength(1);
  await alerts.stop();
});

test("the log is told of a critical incident at the level of an error", async () => {
  const alerts = await world.start();
  await world.say(missing);
  await world.pass(SOON_MS);
  expect(world.lines).toMatchObject([
    { level: 50, msg: "incident opened: VisitorDb has no backup", reason: "opened" },
  ]);
  await alerts.stop();
});

test("findings that come again after a restart are not told again", async () => {
  const first = await world.start();
  await world.say(missing);
  await world.pass(SOON_MS);
  await first.stop();
  await world.say(missing, missing);
  const second = await world.start();
  await world.pass(HOUR_MS);
  expect(world.told()).toEqual(["opened missing"]);
  await second.stop();
});

test("a fault that comes back is another incident", async () => {
  const alerts = await world.start();
  const [slot, openedAt] = ["2026-11-18T00:00:00Z", "2026-11-18T06:01:00Z"];
  await world.say(missing, aFinding({ slot, openedAt }));
  await world.pass(SOON_MS);
  expect(world.told()).toEqual(["opened missing", "opened missing"]);
  await alerts.stop();
});

test.each([500, 503, 429, 404, "drop"] as const)(
  "a receiver that answers %s is told later, with the same key, once it is well",
  async (manner) => {
    const alerts = await world.start();
    world.receiver.behave(manner);
    await world.say(missing);
    await world.pass(3 * MINUTE_MS);
    expect(world.told().length).toBeGreaterThan(2);
    expect(world.told().length).toBeLessThan(6);
    world.receiver.behave(200);
    await world.pass(30 * MINUTE_MS);
    const attempts = world.told().length;
    expect(new Set(world.dedupKeys()).size).toBe(1);
    await world.pass(2 * HOUR_MS);
    expect(world.told()).toHaveLength(attempts);
    await alerts.stop();
  },
);

test("a telling is given up after its time, said as an error, and its resolution is not told", async () => {
  const alerts = await world.start();
  world.receiver.behave(500);
  await world.say(missing);
  await world.pass(30 * MINUTE_MS);
  await world.say(resolvedOf(missing));
  await world.pass(30 * MINUTE_MS);
  const attempts = world.told().length;
  expect(attempts).toBeLessThan(25);
  expect(world.lines.filter(({ msg }) => msg.startsWith("Gave up"))).toMatchObject([{ level: 50 }]);
  world.receiver.behave(200);
  await world.pass(2 * HOUR_MS);
  expect(world.told()).toHaveLength(attempts);
  await alerts.stop();
});

test("a resolution waits until the opening was told", async () => {
  const alerts = await world.start();
  world.receiver.behave(500);
  await world.say(missing);
  await world.pass(SOON_MS);
  await world.say(resolvedOf(missing));
  await world.pass(MINUTE_MS);
  world.receiver.behave(200);
  await world.pass(10 * MINUTE_MS);
  expect(world.told().at(-1)).toBe("resolved missing");
  expect(world.told().filter((what) => what === "resolved missing")).toHaveLength(1);
  await alerts.stop();
});

test("a kill between send and remember repeats one telling under the same key", async () => {
  const killed = Promise.withResolvers<void>();
  const dying = await world.start({
    state: {
      ...world.state,
      transact: (work) =>
        world.receiver.received.length > 0 ? failed(killed) : world.state.transact(work),
    },
  });
  await world.say(missing);
  await Promise.race([world.pass(SOON_MS).catch(() => {}), killed.promise]);
  expect(world.told()).toEqual(["opened missing"]);
  await dying.stop();
  const alerts = await world.start();
  await world.pass(HOUR_MS);
  expect(world.told()).toEqual(["opened missing", "opened missing"]);
  expect(new Set(world.dedupKeys()).size).toBe(1);
  await alerts.stop();
});

test("a kill before the commit of the log's offset tells nothing twice", async () => {
  const group = await world.log.consume(TOPICS.findings, "alerts");
  await world.say(missing);
  const alerts = await world.start();
  expect(await group.poll(10)).toHaveLength(1);
  await group.close();
  await world.pass(MINUTE_MS);
  expect(world.told()).toEqual(["opened missing"]);
  await alerts.stop();
});

test("what is no finding is left behind, said, and the line goes on", async () => {
  const alerts = await world.start();
  await world.log.append(TOPICS.findings, [
    { key: "a", value: "{" },
    { key: "b", value: JSON.stringify({ id: "b" }) },
  ]);
  await world.say(missing);
  await world.pass(SOON_MS);
  expect(world.told()).toEqual(["opened missing"]);
  expect(world.lines.filter(({ msg }) => msg.startsWith("Cannot read a finding"))).toHaveLength(2);
  await alerts.stop();
});

test("a pager that is called as another is refused", async () => {
  const other = await openAlertsWorld({ name: "log" });
  await expect(other.start()).rejects.toThrow("both are called log");
  await other.close();
});

test("two processes tell each incident once between them", async () => {
  const wide = await openAlertsWorld({}, [], { limit: { messages: 100 } });
  const both = [await wide.start(), await wide.start()];
  const days = Array.from(
    { length: 28 },
    (_, day) => `2026-11-${String(day + 1).padStart(2, "0")}`,
  );
  const findings = days.map((day) =>
    aFinding({ slot: `${day}T00:00:00Z`, openedAt: `${day}T06:01:00Z` }),
  );
  await wide.say(...findings);
  await wide.pass(HOUR_MS);
  expect(wide.dedupKeys()).toHaveLength(findings.length);
  expect(new Set(wide.dedupKeys()).size).toBe(findings.length);
  await Promise.all(both.map(({ stop }) => stop()));
  await wide.close();
});

function failed(killed: PromiseWithResolvers<void>): Promise<never> {
  killed.resolve();
  return Promise.reject(new Error("killed"));
}
