import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createAcceptor } from "../../ingest/accept/create-acceptor.ts";
import type { Grant } from "../../ingest/accept/grant.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import { openEmbeddedLog } from "../../platform/log/open-embedded-log.ts";
import { rejectSchema } from "../../schemas/reject.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { makeEvent, makeHeartbeat, NOW_MS } from "./make-event.ts";
import { AHEAD_MAX_MS, type Ground, IDENTITIES_KEPT_MS, openGround } from "./open-ground.ts";

const TOKEN: Grant = { tenant: "acme", sources: ["/sqlserver"] };

let ground: Ground;
beforeEach(async () => {
  ground = await openGround();
});
afterEach(() => ground.close());

function toItem(event: unknown, index = 0) {
  const text = typeof event === "string" ? event : JSON.stringify(event);
  return { bytes: Buffer.from(text), origin: "test", position: `line ${index + 1}` };
}

function send(events: readonly unknown[], grant: Grant = "local") {
  return ground.acceptor.accept(events.map(toItem), grant);
}

const DEEP = `{"specversion":"1.0","data":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;

describe("an item that is no event, or that may not be said, is rejected with its word", () => {
  const yearAhead = "2027-11-20T00:00:00Z";
  const bad: [name: string, event: unknown, grant: Grant, fault: string, reason: RegExp][] = [
    ["broken JSON", '{"id":', "local", "not-json", /not valid JSON/],
    ["an empty item", "", "local", "not-json", /not valid JSON/],
    ["a JSON array", "[]", "local", "not-an-event", /expected object/],
    ["null", "null", "local", "not-an-event", /expected object/],
    ["deep nesting", DEEP, "local", "not-an-event", /nested deeper than 64/],
    ["half a character", makeEvent({ id: "\ud800" }), "local", "not-an-event", /half a character/],
    ["a wrong type", makeEvent({ id: 7 }), "local", "not-an-event", /^id: .*string/],
    ["no id", makeEvent({ id: undefined }), "local", "not-an-event", /^id: /],
    ["no type", makeEvent({ type: undefined }), "local", "not-an-event", /type/],
    [
      "an unknown event version",
      makeEvent({ type: "vigie.backup.succeeded.v2" }),
      "local",
      "unknown-type",
      /"vigie.backup.succeeded.v2" is not known/,
    ],
    ["a negative size", makeEvent({}, { sizeBytes: -1 }), "local", "not-an-event", /sizeBytes/],
    [
      "a size beyond 2^63",
      makeEvent({}, { sizeBytes: "9223372036854775808" }),
      "local",
      "not-an-event",
      /data.sizeBytes: must be at most 2\^63 - 1/,
    ],
    [
      "an instant without a zone",
      makeEvent({ time: "2026-11-20T00:14:09" }),
      "local",
      "not-an-event",
      /time: must be an RFC 3339 instant/,
    ],
    [
      "a time a year ahead",
      makeEvent({ time: yearAhead }),
      "local",
      "too-far-ahead",
      /time is 2027/,
    ],
    [
      "a finish a year ahead",
      makeEvent({}, { finishedAt: yearAhead }),
      "local",
      "too-far-ahead",
      /data.finishedAt/,
    ],
    [
      "a watermark a year ahead",
      makeHeartbeat({}, { watermark: yearAhead }),
      "local",
      "too-far-ahead",
      /data.watermark/,
    ],
    [
      "a time before 1970",
      makeEvent({ time: "0001-01-01T00:00:00Z" }),
      "local",
      "not-an-event",
      /1970/,
    ],
    [
      "an event over a mebibyte",
      makeEvent({ padding: "x".repeat(2 ** 20) }),
      "local",
      "too-large",
      /1048576/,
    ],
    [
      "another tenant's series",
      makeEvent({}, { series: { ...VISITOR_DB, tenant: "globex" } }),
      TOKEN,
      "tenant-refused",
      /data.series.tenant is "globex"/,
    ],
    ["another source", makeEvent({ source: "/vm/1" }), TOKEN, "source-refused", /"\/vm\/1"/],
    [
      "a source that only begins alike",
      makeEvent({ source: "/sqlserver-2/a" }),
      TOKEN,
      "source-refused",
      /sqlserver-2/,
    ],
    [
      "a heartbeat that covers another's source",
      makeHeartbeat({}, { covers: { sources: ["/vm/1"], vaults: [] } }),
      TOKEN,
      "source-refused",
      /"\/vm\/1"/,
    ],
    [
      "a change announced for every tenant",
      {
        ...makeEvent({ type: "vigie.change.announced.v1" }),
        data: {
          match: { product: "visitor" },
          from: "2026-11-20T00:00:00Z",
          to: "2026-11-21T00:00:00Z",
          kind: "purge",
          reason: "yearly",
        },
      },
      TOKEN,
      "tenant-refused",
      /data.match.tenant is absent/,
    ],
  ];

  test.each(bad)("%s", async (_name, event, grant, fault, reason) => {
    const good = makeEvent({ id: "good" });
    const answer = await send([event, good], grant);
    expect(answer).toMatchObject({ accepted: 1, duplicate: 0, rejected: [{ index: 0, fault }] });
    expect(answer.rejected[0]?.reason).toMatch(reason);
    const [record] = await ground.read(TOPICS.rejects);
    const reject = rejectSchema.parse(JSON.parse(record?.value ?? ""));
    expect(reject).toMatchObject({ origin: "test", position: "line 1", fault });
    const bytes = toItem(event).bytes;
    expect(reject.bytesTotal).toBe(bytes.byteLength);
    expect(Buffer.from(reject.bytesBase64, "base64")).toEqual(bytes.subarray(0, 65_536));
    expect(await ground.read(TOPICS.events)).toHaveLength(1);
  });
});

describe("what is accepted", () => {
  test("is kept as it was sent, with the instant of receipt", async () => {
    const text =
      '{"specversion":"1.0","id":"big","source":"/s","type":"vigie.backup.started.v1",' +
      '"time":"2026-11-20T00:14:09Z","receivedtime":"2001-01-01T00:00:00Z","huge":12345678901234567890,' +
      '"tiny":1e-999,"fault":"mine","data":{"series":' +
      `${JSON.stringify(VISITOR_DB)},"runId":"e\\u0301","startedAt":"2026-11-20T00:00:03Z","more":[1.50]}}`;
    expect(await send([text])).toMatchObject({ accepted: 1, rejected: [] });
    const [record] = await ground.read(TOPICS.events);
    expect(record?.value).toContain('"huge":12345678901234567890,"tiny":1e-999');
    expect(record?.value).toContain('"runId":"e\u0301"');
    expect(JSON.parse(record?.value ?? "")).toEqual({
      ...JSON.parse(text),
      receivedtime: "2026-11-20T02:00:00Z",
    });
    expect(record?.key).toBe(
      "acme/production/visitor/paris/sql-database/par-sql-03/VisitorDb/full",
    );
  });

  test("may say what the token is bound to: its tenant, its sources and what lies below them", async () => {
    const events = [
      makeEvent({ id: "1", source: "/sqlserver" }),
      makeEvent({ id: "2", source: "/sqlserver/par-sql-03" }),
      makeHeartbeat({ source: "/sqlserver/par-sql-03" }),
    ];
    expect(await send(events, TOKEN)).toMatchObject({ accepted: 3, rejected: [] });
  });

  test("may be a little ahead of our clock", async () => {
    const time = new Date(NOW_MS + AHEAD_MAX_MS).toISOString();
    expect(await send([makeEvent({ time })])).toMatchObject({ accepted: 1 });
  });
});

describe("an identity", () => {
  test("means one content: the same again is a duplicate, however it is spelled", async () => {
    const event = makeEvent({ note: "é", big: 1.5 });
    await send([event]);
    const { data, ...attributes } = event;
    const respelled = JSON.stringify({ data, ...attributes }, null, 2).replace("é", "\\u00e9");
    expect(await send([respelled, event])).toEqual({ accepted: 0, duplicate: 2, rejected: [] });
    expect(await ground.read(TOPICS.events)).toHaveLength(1);
  });

  test("with another content is refused, in one call too", async () => {
    const again = makeEvent({}, { sizeBytes: 1 });
    const answer = await send([makeEvent(), again]);
    expect(answer).toMatchObject({ accepted: 1, rejected: [{ index: 1, fault: "id-reused" }] });
    expect(await send([again])).toMatchObject({ rejected: [{ fault: "id-reused" }] });
    expect(await send([makeEvent({ source: "/other" })])).toMatchObject({ accepted: 1 });
  });

  test("tells numbers apart that a double cannot", async () => {
    const text = JSON.stringify(makeEvent({ huge: 0 }));
    const first = text.replace('"huge":0', '"huge":12345678901234567890');
    const second = text.replace('"huge":0', '"huge":12345678901234567891');
    expect(await send([first, first, second])).toMatchObject({
      accepted: 1,
      duplicate: 1,
      rejected: [{ index: 2, fault: "id-reused" }],
    });
  });

  test("is forgotten when it is too old to come again", async () => {
    await send([makeEvent()]);
    await ground.clock.advanceTo(NOW_MS + IDENTITIES_KEPT_MS + 1);
    await send([makeEvent({ id: "later" })]);
    expect(await send([makeEvent()])).toMatchObject({ accepted: 1 });
  });

  test("is accepted once by twenty senders at once", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => send([makeEvent()])));
    expect(answers.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(1);
    expect(await ground.read(TOPICS.events)).toHaveLength(1);
  });
});

describe("calls that wait together", () => {
  test("are written together, though never so many events that others wait long", async () => {
    const sizes: number[] = [];
    const acceptor = await createAcceptor({
      log: {
        ...ground.log,
        append: async (topic, entries) => {
          sizes.push(entries.length);
          await ground.log.append(topic, entries);
        },
      },
      state: ground.state,
      clock: ground.clock,
      aheadMaxMs: AHEAD_MAX_MS,
      identitiesKeptMs: IDENTITIES_KEPT_MS,
    });
    const calls = [10, 900, 900, 900, 2_500, 10].map((count, call) =>
      Array.from({ length: count }, (_, at) => toItem(makeEvent({ id: `${call}-${at}` }))),
    );
    const answers = await Promise.all(calls.map((items) => acceptor.accept(items, "local")));
    expect(answers.map(({ accepted }) => accepted)).toEqual(calls.map(({ length }) => length));
    expect(sizes).toEqual([1_810, 900, 2_500, 10]);
  });
});

describe("a log that cannot write", () => {
  test("acknowledges nothing, and the same events are taken when it can again", async () => {
    const log = await openEmbeddedLog({
      directory: join(ground.directory, "small"),
      clock: ground.clock,
      bytesMax: 256 * 1024,
    });
    const acceptor = await createAcceptor({
      log,
      state: ground.state,
      clock: ground.clock,
      aheadMaxMs: AHEAD_MAX_MS,
      identitiesKeptMs: IDENTITIES_KEPT_MS,
    });
    const filling = toItem(makeEvent({ id: "filling", padding: "x".repeat(100_000) }));
    const last = [toItem(makeEvent({ id: "last", padding: "y".repeat(200_000) }))];
    expect(await acceptor.accept([filling], "local")).toMatchObject({ accepted: 1 });
    await expect(acceptor.accept(last, "local")).rejects.toSatisfy(
      (error) => error instanceof OperatingError && error.retryable,
    );
    await log.trim(TOPICS.events, NOW_MS + 1);
    expect(await acceptor.accept(last, "local")).toMatchObject({ accepted: 1, duplicate: 0 });
    await log.close();
  });
});
