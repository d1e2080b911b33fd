import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { readRejectRecord } from "../../analyzers/driver/read-record.ts";
import { listEachReject, listRejectGroups } from "../../app/commands/list-rejects.ts";
import { createFault } from "../../ingest/accept/fault.ts";
import type { Grant } from "../../ingest/accept/grant.ts";
import { replayRejects } from "../../ingest/rejects/replay-rejects.ts";
import { startWriter } from "../../ingest/writer/start-writer.ts";
import type { OpenedStore } from "../../platform/store/open-store.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { rejectSchema } from "../../schemas/reject.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { makeEvent } from "./make-event.ts";
import { type Ground, openGround, openGroundStore } from "./open-ground.ts";

const POLL_EVERY_MS = 500;
const DAY_MS = 86_400_000;
const COUNT_REMEMBERED = "SELECT count(*) AS count FROM ingest_replayed_rejects";
const ALL = { fault: "", source: "" };
const PAGE = { limit: 1_000, after: "" };
const BOUND = { name: "jobs", tenant: "acme", sources: ["/jobs"] };
const WIDER = { ...BOUND, sources: ["/jobs", "/new"] };

let ground: Ground;
let store: OpenedStore;
beforeAll(async () => {
  ground = await openGround();
  store = await openGroundStore(ground);
});
afterAll(async () => {
  await store.close();
  await ground.close();
});
/** What an earlier test left is replayed, as far as it can be. */
beforeEach(() => replay([BOUND]));

async function send(events: readonly unknown[], grant: Grant = BOUND, origin = "token jobs") {
  const items = events.map((event, index) => ({
    bytes: Buffer.from(typeof event === "string" ? event : JSON.stringify(event)),
    origin,
    position: `${index}`,
  }));
  const { rejected } = await ground.acceptor.accept(items, grant);
  await writeAll();
  return rejected;
}

async function writeAll() {
  const { log, clock, logger } = ground;
  const options = { log, store: store.writer, clock, logger, pollEveryMs: POLL_EVERY_MS };
  const writer = await startWriter(options);
  await clock.advanceTo(clock.nowMs() + POLL_EVERY_MS);
  await writer.stop();
}

async function replay(tokens: readonly (typeof BOUND)[], only = ALL) {
  const replayed = await replayUnwritten(tokens, only);
  await writeAll();
  return replayed;
}

/** While the writer has not yet told the store. */
function replayUnwritten(tokens: readonly (typeof BOUND)[], only = ALL) {
  const { log, state, acceptor, clock } = ground;
  return replayRejects({
    log,
    store: store.people,
    state,
    acceptor,
    clock,
    tokens,
    only,
  });
}

async function eventIds(source: string) {
  const sql = "SELECT id FROM events WHERE source = {source:String} ORDER BY id";
  const rows = await store.verdicts.query(sql, { source }, z.object({ id: z.string() }));
  return rows.map(({ id }) => id);
}

describe("replayRejects()", () => {
  test("accepts what a token may say now, each reject once", async () => {
    const source = "/new/a";
    await send([makeEvent({ source, id: "1" }), makeEvent({ source, id: "2" })]);
    const nothing = { accepted: 0, duplicate: 0, rejected: [], skipped: [] };
    const only = { ...ALL, source };
    expect(await replayUnwritten([WIDER], only)).toEqual({ ...nothing, accepted: 2 });
    expect(await replayUnwritten([WIDER], only)).toEqual(nothing);
    await writeAll();
    expect(await eventIds(source)).toEqual(["1", "2"]);
    expect(await replay([WIDER], only)).toEqual(nothing);
  });

  test("forgets in the state what the store knows, and still takes each once", async () => {
    const source = "/new/old";
    await send([makeEvent({ source })]);
    await replay([WIDER], { ...ALL, source });
    const count = () => ground.state.transact(({ all }) => all(COUNT_REMEMBERED));
    expect(await count()).not.toEqual([{ count: 0 }]);
    await ground.clock.advanceTo(ground.clock.nowMs() + 61 * DAY_MS);
    const nothing = { accepted: 0, duplicate: 0, rejected: [], skipped: [] };
    expect(await replay([WIDER], { ...ALL, source })).toEqual(nothing);
    expect(await count()).toEqual([{ count: 0 }]);
  });

  test("lets a token say no more than it may, and tells why", async () => {
    const source = "/foreign/a";
    await send([makeEvent({ source })]);
    const told = { source, origin: "token jobs", fault: "source-refused" };
    const reason = expect.stringContaining("this token speaks for");
    for (let turn = 0; turn < 2; turn += 1) {
      // What is rejected again is a reject of its own, which the next replay takes up.
      const { accepted, rejected } = await replay([WIDER], { ...ALL, source });
      expect({ accepted, rejected }).toEqual({
        accepted: 0,
        rejected: [{ id: expect.any(String), position: "0", reason, ...told }],
      });
    }
    expect(await eventIds(source)).toEqual([]);
  });

  test("marks what is rejected again, so that nobody is told of a rise of it", async () => {
    const source = "/foreign/again";
    const [first] = await send([makeEvent({ source })]);
    await replay([WIDER], { ...ALL, source });
    const counted: unknown[] = [];
    for await (const record of ground.log.replay(TOPICS.rejects)) {
      const { bytesBase64 } = rejectSchema.parse(JSON.parse(record.value));
      if (Buffer.from(bytesBase64, "base64").includes(source))
        counted.push(readRejectRecord(record));
    }
    expect(first).not.toHaveProperty("replayOf");
    expect(counted).toMatchObject([
      { rejected: { origin: "token jobs", fault: "source-refused" } },
      { rejected: null },
      { rejected: null },
    ]);
  });

  test("accepts what was ahead of our clock once it has caught up", async () => {
    const source = "/jobs/clock";
    const time = new Date(ground.clock.nowMs() + DAY_MS).toISOString();
    const [reject] = await send([makeEvent({ source, time })]);
    expect(reject?.fault).toBe("too-far-ahead");
    await ground.clock.advanceTo(ground.clock.nowMs() + DAY_MS);
    const only = { fault: "too-far-ahead", source: "" };
    expect(await replay([BOUND], only)).toMatchObject({ accepted: 1, rejected: [] });
    expect(await eventIds(source)).toHaveLength(1);
  });

  test("counts what its sender sent again meanwhile as duplicate", async () => {
    const source = "/new/again";
    const event = makeEvent({ source });
    await send([event]);
    await send([event]);
    await send([event], WIDER);
    expect(await replay([WIDER], { ...ALL, source })).toMatchObject({ accepted: 0, duplicate: 2 });
    expect(await eventIds(source)).toHaveLength(1);
  });

  test("does not send what it cannot, and says so", async () => {
    const source = "/new/skipped";
    await send([makeEvent({ source, id: "1" })], BOUND, "token gone");
    const unread = { ...createFault("too-large", "too long"), bytesTotal: 2 ** 21 };
    const item = { bytes: Buffer.from(`{"source":"${source}"}`), origin: "a", position: "1" };
    await ground.acceptor.accept([{ ...item, unread }], "local");
    await ground.log.append(TOPICS.events, [{ key: "a", value: `{"source":"${source}"` }]);
    await writeAll();
    await writeAll();
    const { accepted, skipped } = await replay([WIDER]);
    expect(accepted).toBe(0);
    expect(skipped.map(({ origin, reason }) => [origin, reason]).sort()).toEqual([
      ["a", expect.stringContaining("only the head of its 2097152 bytes")],
      ["token gone", expect.stringContaining('no token "gone" any more')],
      ["vigie.events", expect.stringContaining("a record of the log")],
    ]);
  });

  test("takes many in their order", async () => {
    const source = "/new/many";
    const events = Array.from({ length: 450 }, (_, n) => makeEvent({ source, id: `${n}` }));
    await send(events);
    expect(await replay([WIDER], { ...ALL, source })).toMatchObject({ accepted: 450 });
    expect(await eventIds(source)).toHaveLength(450);
  });
});

describe("the rejects, as they are listed", () => {
  test("tell each fault and source with how many, first and last seen", async () => {
    const source = "/refused/list";
    const fromMs = ground.clock.nowMs();
    await send([makeEvent({ source, id: "1" })]);
    await send([makeEvent({ source, id: "2" }), makeEvent({ source, id: "3" })]);
    const { rows, table } = await listRejectGroups(store.people, { fault: "", source }, PAGE);
    expect(rows).toEqual([
      {
        fault: "source-refused",
        source,
        origin: "token jobs",
        count: 3,
        firstSeen: instantToJson(fromMs),
        lastSeen: instantToJson(fromMs + POLL_EVERY_MS),
        position: expect.stringMatching(/^[01]$/),
        reason: expect.stringContaining("this token speaks for"),
      },
    ]);
    expect(table).toContain("/refused/list");
    const each = await listEachReject(store.people, { fault: "source-refused", source }, PAGE);
    expect(each.rows).toHaveLength(3);
    expect((await listEachReject(store.people, { fault: "not-json", source }, PAGE)).rows).toEqual(
      [],
    );
  });

  test("tell by groups what is left to replay, and one by one what was replayed, and when", async () => {
    const source = "/new/listed";
    const only = { fault: "", source };
    await send([makeEvent({ source, id: "1" }), makeEvent({ source, id: "2" })]);
    const [before] = (await listRejectGroups(store.people, only, PAGE)).rows;
    expect(before).toMatchObject({ count: 2 });
    const each = (await listEachReject(store.people, only, PAGE)).rows;
    expect(each).toMatchObject([{ replayedAt: null }, { replayedAt: null }]);
    const replayedAt = instantToJson(ground.clock.nowMs());
    await replay([WIDER], only);
    expect((await listRejectGroups(store.people, only, PAGE)).rows).toEqual([]);
    const { rows, table } = await listEachReject(store.people, only, PAGE);
    expect(rows).toEqual(each.map((row) => ({ ...Object(row), replayedAt })));
    expect(table).toContain(replayedAt);
    await send([makeEvent({ source, id: "3" })]);
    expect((await listRejectGroups(store.people, only, PAGE)).rows).toMatchObject([{ count: 1 }]);
  });

  test("come page by page, each once, and say whether more is there", async () => {
    const source = "/new/pages";
    const only = { fault: "", source };
    for (const round of ["a", "b"])
      await send(["1", "2", "3"].map((id) => makeEvent({ source, id: `${round}${id}` })));
    const all = (await listEachReject(store.people, only, PAGE)).rows;
    expect(all).toHaveLength(6);
    const pages: (readonly unknown[])[] = [];
    let page = await listEachReject(store.people, only, { limit: 2, after: "" });
    for (; page.rows.length > 0; pages.push(page.rows), page = await next(page.last)) {
      expect(page.rows).toHaveLength(2);
      expect(page.isCut).toBe(pages.length < 2);
    }
    expect(pages.flat()).toEqual(all);
    expect((await next("no such id")).rows).toEqual([]);
    expect((await listRejectGroups(store.people, ALL, { limit: 1, after: "" })).isCut).toBe(true);

    function next(after = "") {
      return listEachReject(store.people, only, { limit: 2, after });
    }
  });
});
