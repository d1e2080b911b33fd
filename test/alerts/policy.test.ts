import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { Finding, FindingKind, Severity } from "../../schemas/finding.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { aFinding, resolvedOf } from "./a-finding.ts";
import { openAlertsWorld } from "./alerts-world.ts";
import { story } from "./policy-story.ts";

const TEN_SECONDS_MS = 10_000;
const LATER = "2026-11-17T06:20:00Z";
const SILENCE = "0b9fc1f2-6f0d-4c0c-9d1a-6a5a8f1f0c11";
const DECISION = "0b9fc1f2-6f0d-4c0c-9d1a-6a5a8f1f0c12";

/** Of a tenant of its own, so that it is an incident of its own. */
function found(kind: FindingKind, severity: Severity, tenant = "acme", asset = "a"): Finding {
  const id = createHash("sha256").update(`${kind}${tenant}${asset}`).digest("hex").slice(0, 32);
  return aFinding({ id, kind, severity, slot: null, series: { ...VISITOR_DB, tenant, asset } });
}

const critical = found("missing", "critical");
const warning = found("oversized", "warning");
const digestAt8 = { digest: { at: "08:00", zone: "Europe/Paris" } };
const twoAnHour = { limit: { messages: 2, per: "1h" } };
const remindHourly = {
  routes: [
    { match: { tenant: "acme" }, to: "on-call", remind: "never" as const },
    { to: "on-call", remind: "1h" },
  ],
};
const silence = { kind: "silence", id: SILENCE, match: {} } as const;

story(
  "a critical is told at once, what joins it in one message after 30 s, then every 5 min",
  {},
  async (at) => {
    await at("17T06:01:00").find(critical);
    await at("17T06:01:10").want("opened missing");
    await at("17T06:01:20").find(found("missing", "critical", "acme", "b"));
    await at("17T06:01:30").find(found("missing", "critical", "acme", "c"));
    await at("17T06:01:50").want();
    await at("17T06:02:00").want("joined missing");
    await at("17T06:02:20").find(found("missing", "critical", "acme", "d"));
    await at("17T06:06:50").want();
    await at("17T06:07:00").want("joined missing");
  },
  TEN_SECONDS_MS,
);

story(
  "a warning waits 30 s, and is not told where it resolves before",
  {},
  async (at) => {
    await at("17T06:01:00").find(warning);
    await at("17T06:01:30").want();
    await at("17T06:01:40").want("opened oversized");
    await at("17T06:02:00").find(found("late", "warning"));
    await at("17T06:02:20").find(resolvedOf(found("late", "warning")));
    await at("17T06:20:00").want();
  },
  TEN_SECONDS_MS,
);

story("a critical is told again every 4 h until somebody has it", {}, async (at) => {
  await at("17T06:01:00").find(critical);
  await at("17T10:01:00").want("opened missing");
  await at("17T10:02:00").want("reminded missing");
  await at("17T14:02:00").want("reminded missing");
  await at("17T14:04:00").decide({ kind: "acknowledge", id: DECISION, incident: critical.id });
  await at("17T14:05:00").want("acknowledged missing");
  await at("17T19:00:00").find(resolvedOf(critical));
  await at("17T19:01:00").want("resolved missing");
});

story("a critical is told again as often as its route says", remindHourly, async (at) => {
  await at("17T06:01:00").find(critical, found("missing", "critical", "globex"));
  await at("17T06:02:00").want("opened missing", "opened missing");
  await at("17T07:02:00").want("reminded missing");
  await at("17T08:02:00").want("reminded missing");
});

story("what goes to the log alone is told to nobody", { routes: [{ to: "log" }] }, async (at) => {
  await at("17T06:01:00").find(critical, warning);
  await at("17T06:30:00").want();
});

story("a warning is never told again", {}, async (at) => {
  await at("17T06:01:00").find(warning);
  await at("17T16:00:00").want("opened oversized");
});

story("warnings wait for the digest, criticals do not", digestAt8, async (at) => {
  await at("17T06:10:00").find(warning, found("too-slow", "warning", "globex"), critical);
  await at("17T06:20:00").want("opened missing");
  await at("17T06:30:00").find(resolvedOf(found("too-slow", "warning", "globex")));
  await at("17T06:40:00").find({ ...found("failed", "warning", "globex"), openedAt: LATER });
  await at("17T06:59:00").want();
  await at("17T07:00:00").want("digest of 2: oversized, failed");
  await at("17T08:00:00").find(resolvedOf(warning), resolvedOf(critical));
  await at("17T08:02:00").want("resolved missing");
});

story("a digest with nothing in it is not sent", digestAt8, async (at) => {
  await at("17T06:10:00").find(warning);
  await at("17T06:30:00").find(resolvedOf(warning));
  await at("17T07:30:00").want();
});

story("a warning in a digest that gets critical is told at once", digestAt8, async (at) => {
  await at("17T06:10:00").find(found("late", "warning"));
  await at("17T07:01:00").want("digest of 1: late");
  await at("17T07:10:00").find({ ...found("late", "critical"), version: 2 });
  await at("17T07:11:00").want("escalated late");
});

story(
  "outside working hours warnings wait for them, within they are told one by one",
  { digest: { hours: { zone: "Europe/Paris", from: "08:00", to: "18:00" } } },
  async (at) => {
    await at("17T06:10:00").find(found("too-slow", "warning"));
    await at("17T06:20:00").find({ ...found("failed", "warning"), openedAt: LATER });
    await at("17T06:59:00").want();
    await at("17T07:00:00").want("digest of 2: too-slow, failed");
    await at("17T10:00:00").find(warning);
    await at("17T10:02:00").want("opened oversized");
  },
);

story("what is silenced is told when the silence ends, if it still holds", {}, async (at) => {
  const match = { tenant: "acme" };
  await at("17T06:01:00").decide({ ...silence, match, until: "2026-11-17T09:00:00Z" });
  await at("17T06:02:00").find(critical, warning, found("missing", "critical", "globex"));
  await at("17T06:05:00").want("opened missing");
  await at("17T08:00:00").find(resolvedOf(warning));
  await at("17T08:59:00").want();
  await at("17T09:00:00").want("opened missing");
});

story("a silence of kinds mutes those alone", {}, async (at) => {
  const kinds = ["oversized" as const];
  await at("17T06:01:00").decide({ ...silence, kinds, until: "2026-11-17T09:00:00Z" });
  await at("17T06:02:00").find(warning, found("too-slow", "warning"));
  await at("17T06:05:00").want("opened too-slow");
});

story("what was told before a silence is not told again in it", {}, async (at) => {
  await at("17T06:01:00").find(critical);
  await at("17T06:02:00").want("opened missing");
  await at("17T06:03:00").decide({ ...silence, until: "2026-11-17T12:00:00Z" });
  await at("17T11:59:00").want();
  await at("17T12:00:00").want("reminded missing");
});

story("a silence that is ended early tells what it kept back", {}, async (at) => {
  await at("17T06:01:00").decide({ ...silence, until: "2026-11-17T09:00:00Z" });
  await at("17T06:02:00").find(critical);
  await at("17T06:30:00").want();
  await at("17T06:31:00").decide({ kind: "end-silence", id: DECISION, silence: SILENCE });
  await at("17T06:32:00").want("opened missing");
});

story(
  "no silence lasts longer than is allowed, whoever said it",
  { silenceMax: "1h" },
  async (at) => {
    await at("17T06:01:00").decide({ ...silence, until: "2027-11-17T09:00:00Z" });
    await at("17T06:02:00").find(critical);
    await at("17T07:00:00").want();
    await at("17T07:01:00").want("opened missing");
  },
);

story(
  "in a window nobody is told; what still holds at its end is told then",
  { maintenance: [quietHour({ tenant: "acme" })] },
  async (at) => {
    await at("17T07:00:00").find(critical, warning, found("missing", "critical", "globex"));
    await at("17T07:05:00").want("opened missing");
    await at("17T07:30:00").find(resolvedOf(warning));
    await at("17T07:59:00").want();
    await at("17T08:00:00").want("opened missing");
  },
);

function quietHour(match: { readonly tenant: string }) {
  return { match, cron: "0 7 * * *", zone: "UTC", for: "1h", reason: "tapes are changed" };
}

story("what is over the limit is told in one, the worst first", twoAnHour, async (at) => {
  const tenants = Array.from({ length: 25 }, (_, number) => `tenant-${number}`);
  await at("17T06:10:00").find(...tenants.map((tenant) => found("failed", "warning", tenant)));
  await at("17T06:13:00").wantTogether(
    ...["opened failed", "opened failed"],
    `more of 23: ${Array(20).fill("failed").join(", ")}`,
  );
  // Criticals have messages of their own, and stand first in what is told together.
  await at("17T06:14:00").find(...["a", "b", "c"].map((one) => found("missing", "critical", one)));
  await at("17T06:14:30").find(found("failed", "warning", "d"));
  await at("17T06:16:00").want("opened missing", "opened missing");
  await at("17T06:18:00").want("more of 2: missing, failed");
  await at("17T10:30:00").wantTogether(
    "reminded missing",
    "reminded missing",
    "more of 1: missing",
  );
});

story("what a silent collector alone brings is left to its incident", {}, async (at) => {
  const collector = "sqlserver-collector";
  const silent = { ...found("collector-silent", "critical"), series: null, collector };
  await at("17T06:01:00").find(silent, { ...critical, collector });
  await at("17T06:30:00").want("opened collector-silent");
  await at("17T06:33:00").find(resolvedOf(silent));
  await at("17T06:34:00").want("resolved collector-silent");
  await at("17T06:40:00").want("opened missing");
});

story("what opens and resolves again and again is over once it is calm", {}, async (at) => {
  const again = (number: number, time: string): Finding => {
    const id = number.toString(16).padStart(32, "0");
    return { ...critical, id, openedAt: `2026-11-17T${time}:00Z` };
  };
  const over = (finding: Finding, time: string): Finding => {
    return { ...resolvedOf(finding), resolvedAt: `2026-11-17T${time}:00Z` };
  };
  await at("17T06:01:00").find(again(1, "06:01"));
  await at("17T06:10:00").find(over(again(1, "06:01"), "06:10"));
  await at("17T06:20:00").find(again(2, "06:20"));
  await at("17T06:30:00").find(over(again(2, "06:20"), "06:30"));
  await at("17T06:40:00").find(again(3, "06:40"));
  await at("17T06:41:00").want(
    ...["opened missing", "resolved missing", "opened missing", "resolved missing"],
    "opened missing",
  );
  await at("17T06:50:00").find(over(again(3, "06:40"), "06:50"));
  await at("17T07:00:00").find(again(4, "07:00"));
  await at("17T07:10:00").find(over(again(4, "07:00"), "07:10"));
  await at("17T08:09:00").want();
  await at("17T08:11:00").want("resolved missing");
});

test("a storm becomes at most 20 messages, and tells of every incident", async () => {
  const world = await openAlertsWorld();
  const alerts = await world.start();
  const incidents = 600;
  const storm = Array.from({ length: incidents }, (_, number) =>
    found("missing", number % 10 === 0 ? "critical" : "warning", `tenant-${number}`),
  );
  for (let from = 0; from < incidents; from += 100) {
    await world.say(...storm.slice(from, from + 100));
    await world.pass(10_000);
  }
  await world.pass(15 * 60_000);
  const messages = world.messages();
  expect(messages.length).toBeLessThanOrEqual(20);
  const held = messages.map((message) => Number(/^more of (\d+)/.exec(message)?.[1] ?? 1));
  expect(held.reduce((sum, count) => sum + count, 0)).toBe(incidents);
  await alerts.stop();
  await world.close();
});
