import { setImmediate as turn } from "node:timers/promises";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Acceptance, Acceptor } from "../../ingest/accept/acceptance.ts";
import { createAcceptor } from "../../ingest/accept/create-acceptor.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { EventLog } from "../../platform/log/event-log.ts";
import type { StateStore } from "../../platform/state/state-store.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { openTestState } from "../services/open-test-state.ts";
import { makeEvent, NOW_MS } from "./make-event.ts";
import { AHEAD_MAX_MS, type Ground, IDENTITIES_KEPT_MS, openGround } from "./open-ground.ts";

const RUNS = 30;
const IDENTITIES_MAX = 4;
/** As many as are forgotten at a time, each long forgotten by its sender. */
const OLD_IDENTITIES = `INSERT INTO ingest_identities (identity, content_hash, recorded_at_ms)
  WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 10000)
  SELECT CAST(n AS TEXT), '', 0 FROM numbers`;
const ACCEPTED = { accepted: 1, duplicate: 0, rejected: [] };
const DUPLICATE = { accepted: 0, duplicate: 1, rejected: [] };
const REFUSED = { accepted: 0, duplicate: 0, rejected: [{ fault: "id-reused" }] };

/** How one append ends: well, or failing before or after the log has the events. */
type Ending = "well" | "lost" | "unheard";

/** Two intakes as two processes have them: one log and one state, on connections of their own. */
let ground: Ground;
let otherState: StateStore;
let one: Acceptor;
let other: Acceptor;
let endings: Ending[];
/** Passed by each append to the events before it begins. */
let gate: () => Promise<unknown>;
beforeEach(async () => {
  ground = await openGround();
  otherState = await openTestState(ground.directory);
  [endings, gate] = [[], turn];
  one = await createOn(ground.state);
  other = await createOn(otherState);
});
afterEach(async () => {
  await otherState.close();
  await ground.close();
});

function createOn(state: StateStore) {
  const limits = { aheadMaxMs: AHEAD_MAX_MS, identitiesKeptMs: IDENTITIES_KEPT_MS };
  return createAcceptor({ log: breakableLog(), state, clock: ground.clock, ...limits });
}

function breakableLog(): EventLog {
  const { log } = ground;
  return {
    append: async (topic, entries) => {
      if (topic.name !== TOPICS.events.name) return log.append(topic, entries);
      await gate();
      const ending = endings.shift() ?? "well";
      if (ending !== "lost") await log.append(topic, entries);
      if (ending !== "well") throw new OperatingError("Cannot append", { retryable: true });
    },
    consume: (...consume) => log.consume(...consume),
    replay: (...replay) => log.replay(...replay),
    trim: (...trim) => log.trim(...trim),
    close: () => log.close(),
  };
}

type Said = { readonly id: string; readonly note: string };

function send(acceptor: Acceptor, said: readonly Said[]) {
  const items = said.map((what, index) => {
    const bytes = Buffer.from(JSON.stringify(makeEvent(what)));
    return { bytes, origin: "test", position: `${index}` };
  });
  return acceptor.accept(items, "local");
}

async function inLog(): Promise<readonly Said[]> {
  const records = await ground.read(TOPICS.events);
  return records.map(({ value }) => JSON.parse(value)).map(({ id, note }) => ({ id, note }));
}

function openClaims() {
  return ground.state.transact(({ all }) => all("SELECT claim FROM ingest_claims"));
}

const A = { id: "x", note: "a" };
const B = { id: "x", note: "b" };

describe("an identity that two intakes take in at once", () => {
  test("stands for what was claimed first, though it was not appended yet", async () => {
    const appending = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    gate = () => {
      appending.resolve();
      return held.promise;
    };
    const first = send(one, [A]);
    await appending.promise;
    expect(await send(other, [B])).toMatchObject(REFUSED);
    held.resolve();
    expect(await first).toEqual(ACCEPTED);
    expect(await send(other, [A])).toEqual(DUPLICATE);
    expect(await inLog()).toEqual([A]);
    expect(await openClaims()).toEqual([]);
  });

  test.each([
    ["the log failed, and had it not", "lost", [A]],
    ["the log had it, and its answer was lost", "unheard", [A, A]],
  ] as const)(
    "comes into the log when it is sent again, where %s",
    async (_name, ending, logged) => {
      endings = [ending];
      await expect(send(one, [A])).rejects.toThrow(OperatingError);
      expect(await send(other, [B])).toMatchObject(REFUSED);
      expect(await send(other, [A, B, A])).toMatchObject({ accepted: 1, duplicate: 1 });
      expect(await send(one, [A])).toEqual(DUPLICATE);
      expect(await inLog()).toEqual(logged);
    },
  );

  test("is free again when it is too old to come again, even if it never came into the log", async () => {
    endings = ["lost"];
    await expect(send(one, [A])).rejects.toThrow(OperatingError);
    await ground.clock.advanceTo(NOW_MS + IDENTITIES_KEPT_MS + 1);
    await send(other, [{ id: "later", note: "" }]);
    expect(await openClaims()).toEqual([]);
    expect(await send(other, [B])).toEqual(ACCEPTED);
  });

  test("stays pending among more than are forgotten at a time, until all are forgotten", async () => {
    endings = ["lost"];
    await expect(send(one, [A])).rejects.toThrow(OperatingError);
    await ground.clock.advanceTo(NOW_MS + IDENTITIES_KEPT_MS + 1);
    await ground.state.transact(({ run }) => run(OLD_IDENTITIES));
    await send(other, [{ id: "later", note: "1" }]);
    expect(await openClaims()).toHaveLength(1);
    await send(other, [{ id: "later", note: "1" }]);
    expect(await openClaims()).toEqual([]);
    const left = await ground.state.transact(({ all }) => all("SELECT 1 FROM ingest_identities"));
    expect(left).toHaveLength(1);
  });

  test("stands for one content, and what was acknowledged is in the log, whatever fails", async () => {
    let run = 0;
    const content = fc.record({
      id: fc.nat(IDENTITIES_MAX - 1),
      note: fc.constantFrom("a", "b", "c"),
    });
    const call = fc.record({
      byOne: fc.boolean(),
      said: fc.array(content, { minLength: 1, maxLength: 6 }),
    });
    const plan = fc.record({
      calls: fc.array(call, { minLength: 2, maxLength: 12 }),
      ends: fc.array(fc.constantFrom<Ending>("well", "lost", "unheard"), { maxLength: 8 }),
    });
    await fc.assert(
      fc.asyncProperty(plan, async ({ calls, ends }) => {
        const prefix = `${run++}-`;
        endings = [...ends];
        const sends = calls.map(({ byOne, said }) => {
          const named = said.map(({ id, note }) => ({ id: `${prefix}${id}`, note }));
          return { acceptor: byOne ? one : other, said: named };
        });
        const answers = await Promise.allSettled(
          sends.map(({ acceptor, said }) => send(acceptor, said)),
        );
        endings = [];
        const heard: Acceptance[] = [];
        for (const [index, { acceptor, said }] of sends.entries()) {
          const answer = answers[index];
          heard.push(answer?.status === "fulfilled" ? answer.value : await send(acceptor, said));
        }
        const logged = Map.groupBy(await inLog(), ({ id }) => id);
        for (const [index, { said }] of sends.entries()) {
          const refused = new Set(heard[index]?.rejected.map((reject) => reject.index));
          for (const [at, { id, note }] of said.entries()) {
            const notes = new Set(logged.get(id)?.map((event) => event.note));
            expect([...notes]).toHaveLength(1);
            expect(notes.has(note)).toBe(!refused.has(at));
          }
        }
      }),
      { numRuns: RUNS },
    );
  });
});
