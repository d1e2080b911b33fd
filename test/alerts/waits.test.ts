import { createHash } from "node:crypto";
import type { Finding, FindingKind, Severity } from "../../schemas/finding.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { aFinding, resolvedOf } from "./a-finding.ts";
import { story } from "./policy-story.ts";

const DECISION = "0b9fc1f2-6f0d-4c0c-9d1a-6a5a8f1f0c12";

type At = Parameters<Parameters<typeof story>[2]>[0];

/** Of a tenant of its own, so that it is an incident of its own. */
function found(kind: FindingKind, severity: Severity, tenant = "acme", asset = "a"): Finding {
  const id = createHash("sha256").update(`${kind}${tenant}${asset}`).digest("hex").slice(0, 32);
  return aFinding({ id, kind, severity, slot: null, series: { ...VISITOR_DB, tenant, asset } });
}

/** Another about the same, of a time of that day. */
function opened(name: string, of: Finding, time: string): Finding {
  const { id } = found(of.kind, of.severity, name);
  return { ...of, id, openedAt: `2026-11-17T${time}:00Z` };
}

const tenants = (count: number) => Array.from({ length: count }, (_, number) => `tenant-${number}`);
const zone = "Europe/Paris";
const byDay = (digest?: { readonly at: string; readonly zone: string }) => ({
  ...(digest && { digest }),
  routes: [
    { name: "day", hours: { zone, from: "08:00", to: "18:00" }, to: "on-call" },
    { name: "rest", to: "on-call" },
  ],
});

story(
  "a digest tells what another route put into it by night",
  byDay({ at: "08:30", zone }),
  async (at) => {
    await at("17T06:10:00").find(found("failed", "warning"));
    await at("17T07:29:00").want();
    await at("17T07:30:00").want("digest of 1: failed");
    await at("17T07:40:00").want();
  },
);

story(
  "a digest tells of more incidents than are looked at at once, whichever route put them there",
  byDay({ at: "08:30", zone }),
  async (at) => {
    const warnings = tenants(230).map((tenant) => found("failed", "warning", tenant));
    await at("17T06:10:00").find(...warnings);
    const listed = Array(20).fill("failed").join(", ");
    await at("17T07:31:00").wantTogether(`digest of 200: ${listed}`, `digest of 30: ${listed}`);
  },
);

story(
  "what the limit holds back is told by the route of when it is",
  byDay(),
  async (at) => {
    const criticals = tenants(7).map((tenant) => found("missing", "critical", tenant));
    await at("17T06:59:40").find(...criticals);
    await at("17T07:03:00").wantTogether(
      ...Array(5).fill("opened missing"),
      "more of 2: missing, missing",
    );
  },
  10_000,
);

story(
  "what is over the limit is told also where nothing waits for a group",
  { group: { wait: "0s" }, limit: { messages: 1, per: "1h" } },
  async (at) => {
    await at("17T06:10:00").find(
      ...["a", "b", "c"].map((one) => found("missing", "critical", one)),
    );
    await at("17T06:17:00").wantTogether("opened missing", "more of 2: missing, missing");
  },
);

story(
  "what was told by itself is told in hand and over, also where more of it was told together",
  { limit: { messages: 1, per: "4h" } },
  async (at) => {
    const [first, second] = [
      found("missing", "critical"),
      found("missing", "critical", "acme", "b"),
    ];
    await at("17T06:10:00").find(first);
    await at("17T06:11:00").find(second);
    await at("17T06:15:00").wantTogether("opened missing", "more of 1: missing");
    await at("17T06:20:00").decide({ kind: "acknowledge", id: DECISION, incident: first.id });
    await at("17T06:21:00").want("acknowledged missing");
    await at("17T07:30:00").find(resolvedOf(first), resolvedOf(second));
    await at("17T07:31:00").want("resolved missing");
  },
);

story("what comes back asks again whoever has the rest in hand", {}, async (at) => {
  const [first, second] = [found("missing", "critical"), found("missing", "critical", "acme", "b")];
  await at("17T06:01:00").find(first, second);
  await at("17T06:05:00").want("opened missing");
  await at("17T06:05:00").decide({ kind: "acknowledge", id: DECISION, incident: first.id });
  await at("17T07:30:00").find(resolvedOf(first));
  await at("17T08:20:00").want("acknowledged missing");
  await at("17T08:20:00").find(opened("a-again", first, "08:20"));
  await at("17T12:20:00").want("joined missing");
  await at("17T12:30:00").want("reminded missing");
});

story("what joins a flapping incident by its cause does not wait for calm", {}, async (at) => {
  const flapping = found("missing", "critical");
  await flap(at, flapping, ["06:01", "06:03", "06:04", "06:06", "06:08"]);
  await at("17T06:09:00").want(
    ...["opened missing", "resolved missing", "opened missing", "resolved missing"],
    "opened missing",
  );
  await at("17T06:10:00").find(opened("b", found("missing", "critical", "acme", "b"), "06:10"));
  await at("17T06:12:00").want("joined missing");
});

story(
  "a reminder does not wait for calm",
  { routes: [{ to: "on-call", remind: "30m" }] },
  async (at) => {
    const flapping = found("missing", "critical");
    await flap(at, flapping, ["06:01", "06:03", "06:04", "06:06", "06:08", "06:10", "06:12"]);
    await at("17T06:30:00").want(
      ...["opened missing", "resolved missing", "opened missing", "resolved missing"],
      "opened missing",
    );
    await at("17T06:40:00").want("reminded missing");
  },
);

/** It opens and resolves in turn at these times of that day. */
async function flap(at: At, finding: Finding, times: readonly string[]) {
  for (const [index, time] of times.entries()) {
    const last = opened(`at-${index - (index % 2)}`, finding, times[index - (index % 2)] ?? time);
    const resolvedAt = `2026-11-17T${time}:00Z`;
    const now = index % 2 === 0 ? last : { ...resolvedOf(last), resolvedAt };
    await at(`17T${time}:00`).find(now);
  }
}
