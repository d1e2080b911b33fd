import { createHash } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Finding, FindingKind, Severity } from "../../schemas/finding.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { aFinding } from "./a-finding.ts";
import { openAlertsWorld } from "./alerts-world.ts";
import { story } from "./policy-story.ts";

const MINUTE_MS = 60_000;
const SILENCE = "0b9fc1f2-6f0d-4c0c-9d1a-6a5a8f1f0c11";
const DECISION = "0b9fc1f2-6f0d-4c0c-9d1a-6a5a8f1f0c12";
const silence = { kind: "silence", id: SILENCE, match: {} } as const;
const end = { kind: "end-silence", id: DECISION, silence: SILENCE } as const;

/** Those of one tenant are one incident. */
function found(kind: FindingKind, severity: Severity, tenant = "acme"): Finding {
  const id = createHash("sha256").update(`${kind}${tenant}`).digest("hex").slice(0, 32);
  const summary = { en: `${kind} of ${tenant}`, fr: `${kind} de ${tenant}` };
  const series = { ...VISITOR_DB, tenant };
  return aFinding({ id, kind, severity, slot: null, series, summary });
}

const missing = found("missing", "critical");
const failed = found("failed", "warning");
const digest = { at: "07:00", zone: "UTC" };
const kinds = ["missing" as const];

story("a digest lists an incident by what of it is not silenced", { digest }, async (at) => {
  await at("17T06:01:00").decide({ ...silence, kinds, until: "2026-11-17T12:00:00Z" });
  await at("17T06:02:00").find(missing, failed);
  await at("17T07:00:00").want("digest of 1: failed");
});

story(
  "what a limit held back is listed by what of it is not silenced",
  { limit: { messages: 1, per: "1h" } },
  async (at) => {
    await at("17T06:01:00").decide({ ...silence, kinds, until: "2026-11-17T12:00:00Z" });
    await at("17T06:02:00").find(found("oversized", "warning", "globex"));
    await at("17T06:04:00").want("opened oversized");
    await at("17T06:05:00").find(missing, failed);
    await at("17T06:08:00").want("more of 1: failed");
  },
);

story(
  "a silence that is ended early is noticed at once, whatever else its incident waits for",
  {},
  async (at) => {
    const about = { kinds: ["failed" as const], until: "2026-11-17T18:00:00Z" };
    await at("17T06:01:00").decide({ ...silence, ...about });
    await at("17T06:02:00").find(missing, failed);
    await at("17T06:05:00").want("opened missing");
    await at("17T07:00:00").decide(end);
    await at("17T07:02:00").want("joined missing");
    await at("17T10:00:00").want();
    await at("17T11:02:00").want("reminded missing");
  },
);

story("what waits for its digest waits on, though a silence was ended", { digest }, async (at) => {
  await at("17T06:01:00").decide({ ...silence, kinds, until: "2026-11-17T12:00:00Z" });
  await at("17T06:02:00").find(failed);
  await at("17T06:10:00").decide(end);
  await at("17T06:59:00").want();
  await at("17T07:00:00").want("digest of 1: failed");
});

let world: Awaited<ReturnType<typeof openAlertsWorld>>;
beforeEach(async () => {
  world = await openAlertsWorld({}, [], { digest });
});
afterEach(() => world.close());

test("a digest says how bad what is not silenced is, and what; the worst of that comes first", async () => {
  const alerts = await world.start({ pollEveryMs: MINUTE_MS });
  const said = { author: "ana", reason: "moves", time: "2026-11-17T06:00:00Z" };
  const severities = ["critical" as const];
  await world.decide({ ...said, ...silence, severities, until: "2026-11-17T12:00:00Z" });
  await world.say(missing, found("warned", "info"));
  await world.pass(2 * MINUTE_MS);
  const later = { openedAt: "2026-11-17T06:30:00Z" };
  await world.say(failed, { ...found("failed", "warning", "globex"), ...later });
  await world.pass(60 * MINUTE_MS);
  const [message] = world.receiver.received.map(({ text }) => JSON.parse(text));
  expect(message.incidents).toMatchObject([
    { kind: "failed", severity: "warning", summary: { en: "failed of acme" } },
    { kind: "failed", severity: "warning", summary: { en: "failed of globex" } },
  ]);
  await alerts.stop();
});
