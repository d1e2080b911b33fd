import { createHash } from "node:crypto";
import fc from "fast-check";
import fastify from "fastify";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ingestLines, type Rejected, type Send } from "../../ingest/file/ingest-lines.ts";
import { sendOverHttp } from "../../ingest/file/send-over-http.ts";
import { splitLines } from "../../ingest/file/split-lines.ts";
import { registerIntake } from "../../ingest/intake/register-intake.ts";
import { createSystemClock } from "../../platform/clock/system-clock.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { makeEvent } from "./make-event.ts";
import { type Ground, openGround } from "./open-ground.ts";

let ground: Ground;
beforeEach(async () => {
  ground = await openGround();
});
afterEach(() => ground.close());

const sendStraight: Send = (items) => ground.acceptor.accept(items, "local");

async function ingest(chunks: Iterable<Uint8Array>, send = sendStraight) {
  async function* input() {
    yield* chunks;
  }
  const rejected: Rejected[] = [];
  const totals = await ingestLines({
    input: input(),
    origin: "events.jsonl",
    send,
    onRejected: (one) => rejected.push(one),
  });
  return { totals, rejected };
}

function lineOf(id: string) {
  return JSON.stringify(makeEvent({ id }));
}

describe("ingestLines()", () => {
  test("takes one event a line, says what it was and where it was not", async () => {
    const text = `\ufeff${lineOf("1")}\r\n\n${lineOf("2")}\n{"half\n${lineOf("1")}\n${lineOf("3")}`;
    const latin = Buffer.concat([Buffer.from(text), Buffer.from("\n\xff\n", "latin1")]);
    const { totals, rejected } = await ingest([latin]);
    expect(totals).toMatchObject({ accepted: 3, duplicate: 1, rejected: 2 });
    expect(rejected).toMatchObject([
      { position: "line 4", fault: "not-json" },
      { position: "line 7", fault: "not-json", reason: "not valid UTF-8" },
    ]);
    const [reject] = await ground.read(TOPICS.rejects);
    expect(JSON.parse(reject?.value ?? "")).toMatchObject({ origin: "events.jsonl" });
  });

  test("passes over a line of 40 MB in bounded memory, keeping its head and its length", async () => {
    const chunk = Buffer.alloc(2 ** 20, "x");
    function* chunks() {
      yield Buffer.from(`${lineOf("1")}\n`);
      for (let sent = 0; sent < 40; sent++) yield chunk;
      yield Buffer.from(`\n${lineOf("2")}\n`);
    }
    const { totals, rejected } = await ingest(chunks());
    expect(totals).toMatchObject({ accepted: 2, rejected: 1 });
    expect(rejected).toMatchObject([{ position: "line 2", fault: "too-large" }]);
    const [record] = await ground.read(TOPICS.rejects);
    const reject = JSON.parse(record?.value ?? "");
    expect(reject.bytesTotal).toBe(40 * 2 ** 20);
    expect(Buffer.from(reject.bytesBase64, "base64").byteLength).toBe(65_536);
  });

  test("sends a long file in batches and tells its progress", async () => {
    const sizes: number[] = [];
    const lines = Array.from({ length: 1_201 }, (_, id) => `${lineOf(`${id}`)}\n`).join("");
    const { totals } = await ingest([Buffer.from(lines)], (items) => {
      sizes.push(items.length);
      return sendStraight(items);
    });
    expect(sizes).toEqual([500, 500, 201]);
    expect(totals.accepted).toBe(1_201);
  });
});

test("splitLines() finds the same lines however its input is cut", async () => {
  const text = fc.string({ unit: fc.constantFrom("a", "é", "\r", "\n", " ") });
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat({ max: 20 })), async (whole, cuts) => {
      const bytes = Buffer.from(whole);
      const chunks: Uint8Array[] = [];
      let at = 0;
      for (const cut of cuts) {
        chunks.push(bytes.subarray(at, at + cut));
        at += cut;
      }
      chunks.push(bytes.subarray(at));
      const lines = await Array.fromAsync(splitLines(chunks, { lineBytesMax: 100 }));
      const expected = whole
        .split("\n")
        .map((line, index) => ({ text: line.replace(/\r$/, ""), number: index + 1 }))
        .filter((line) => line.text.trim() !== "");
      expect(
        lines.map(({ bytes: line, number }) => ({ text: Buffer.from(line).toString(), number })),
      ).toEqual(expected);
    }),
  );
});

describe("over HTTP to a running process", () => {
  const SECRET = "a-secret";

  /** Serves the intake; the first `failures` calls find a log that cannot write. */
  async function serve(failures: number) {
    const app = fastify();
    let left = failures;
    await registerIntake(app, {
      accept: async (items, grant) => {
        if (left-- > 0) throw new OperatingError("The log is full", { retryable: true });
        return ground.acceptor.accept(items, grant);
      },
      tokens: [
        {
          name: "t",
          secretSha256: createHash("sha256").update(SECRET).digest("hex"),
          tenant: "acme",
          sources: ["/sqlserver"],
        },
      ],
      limits: { bodyBytesMax: 2 ** 24, requestsPerMinuteMax: 100 },
    });
    const url = await app.listen({ host: "127.0.0.1", port: 0 });
    return { app, url };
  }

  /** A clock whose sleeps are over at once. */
  const clock = { ...createSystemClock(), sleep: async () => {} };

  test("every line gets its answer, after as many attempts as it takes", async () => {
    const { app, url } = await serve(2);
    const send = sendOverHttp({ url, secret: SECRET, clock });
    const long = Buffer.alloc(2 ** 20 + 1, "x");
    const text = `${lineOf("1")}\n{\n${long}\n${lineOf("2").replace("/sqlserver", "/other")}\n${lineOf("1")}`;
    const { totals, rejected } = await ingest([Buffer.from(text)], send);
    expect(totals).toMatchObject({ accepted: 1, duplicate: 1, rejected: 3 });
    expect(rejected).toMatchObject([
      { position: "line 3", fault: "too-large" },
      { position: "line 2", fault: "not-json" },
      { position: "line 4", fault: "source-refused" },
    ]);
    await app.close();
  });

  test("gives up with what to do when nothing answers or the token is wrong", async () => {
    const { app, url } = await serve(0);
    const line = [Buffer.from(lineOf("1"))];
    await expect(ingest(line, sendOverHttp({ url, secret: "wrong", clock }))).rejects.toSatisfy(
      (error) => error instanceof OperatingError && !error.retryable && /401/.test(error.message),
    );
    await app.close();
    await expect(ingest(line, sendOverHttp({ url, secret: SECRET, clock }))).rejects.toSatisfy(
      (error) => error instanceof OperatingError && error.hint?.includes("vigie up") === true,
    );
  });
});
