import { createHash } from "node:crypto";
import { identifyIncident } from "../../alerts/identify-incident.ts";
import type { Finding } from "../../schemas/finding.ts";
import type { Series } from "../../schemas/series.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { aFinding, resolvedOf } from "./a-finding.ts";
import { story } from "./policy-story.ts";

const TEN_SECONDS_MS = 10_000;
const LOG = { to: "log" } as const;

/** Of a slot, series and kind, told about a day on which all else is well. */
function found(of: Partial<Series>, changes: Partial<Finding> = {}): Finding {
  const series = { ...VISITOR_DB, ...of };
  const kind = changes.kind ?? "missing";
  const severity = kind === "late" ? "warning" : "critical";
  const id = createHash("sha256")
    .update(`${kind}${JSON.stringify(series)}`)
    .digest("hex");
  return aFinding({ id: id.slice(0, 32), severity, series, ...changes });
}

function assets(count: number, of: Partial<Series> = {}, changes: Partial<Finding> = {}) {
  return Array.from({ length: count }, (_, number) =>
    found({ asset: `db-${number}`, ...of }, changes),
  );
}

story(
  "who asked for one finding of many is told, though twenty others are worse",
  { routes: [{ match: { asset: "quiet" }, to: "on-call" }, LOG] },
  async (at) => {
    const quiet = found({ asset: "quiet" }, { kind: "failed", severity: "warning" });
    await at("17T06:01:00").find(...assets(25), quiet);
    await at("17T06:03:00").want("opened failed");
  },
  TEN_SECONDS_MS,
);

story("twenty that are silenced do not hide one that is not", {}, async (at) => {
  const until = "2026-11-17T12:00:00Z";
  const match = { asset: "db-*" };
  const id = "0b9fc1f2-6f0d-4c0c-9d1a-6a5a8f1f0c11";
  await at("17T06:00:30").decide({ kind: "silence", id, match, until });
  const loud = found({ asset: "loud" }, { kind: "failed", severity: "warning" });
  await at("17T06:01:00").find(...assets(25), loud);
  await at("17T06:03:00").want("opened failed");
});

story(
  "an incident goes by the route of its worst finding, which is reminded of as that says",
  {
    routes: [
      { severities: ["warning"], to: "on-call", remind: "never" },
      { severities: ["critical"], to: "on-call", remind: "1h" },
      LOG,
    ],
  },
  async (at) => {
    await at("17T06:01:00").find(found({ asset: "a" }, { kind: "late" }));
    await at("17T06:03:00").want("opened late");
    await at("17T06:04:00").find(found({ asset: "b" }, { openedAt: "2026-11-17T06:04:00Z" }));
    await at("17T06:06:00").want("escalated missing");
    await at("17T07:06:00").want("reminded missing");
  },
);

const silence = {
  kind: "silence",
  id: "0b9fc1f2-6f0d-4c0c-9d1a-6a5a8f1f0c12",
  match: { asset: "db2" },
  until: "2026-11-17T08:00:00Z",
} as const;

story(
  "what was silenced in an incident that was told is told when the silence ends",
  {},
  async (at) => {
    await at("17T06:00:30").decide(silence);
    await at("17T06:01:00").find(found({ asset: "db1" }), found({ asset: "db2" }));
    await at("17T07:59:00").want("opened missing");
    await at("17T08:02:00").want("joined missing");
  },
);

story(
  "what is silenced and joins an incident is not told before the silence ends",
  {},
  async (at) => {
    await at("17T06:00:30").decide(silence);
    await at("17T06:01:00").find(found({ asset: "db1" }));
    await at("17T06:03:00").want("opened missing");
    await at("17T06:04:00").find(found({ asset: "db2" }));
    await at("17T07:59:00").want();
    await at("17T08:02:00").want("joined missing");
  },
);

story(
  "who is told of criticals alone is not told of warnings that join, nor again of what was known",
  { routes: [{ severities: ["critical"], to: "on-call" }, LOG] },
  async (at) => {
    await at("17T06:01:00").find(found({ asset: "db1" }), found({ asset: "db2" }));
    await at("17T06:03:00").want("opened missing");
    await at("17T06:04:00").find(found({ asset: "db3" }, { kind: "late" }));
    await at("17T06:15:00").want();
    await at("17T06:16:00").find(resolvedOf(found({ asset: "db1" })));
    await at("17T06:17:00").find(found({ asset: "db4" }));
    await at("17T06:25:00").want("joined missing");
  },
);

story(
  "a product's people are told of its findings, and by the worst of those",
  { routes: [{ match: { product: "visitor" }, to: "on-call" }, LOG] },
  async (at) => {
    const late = found({ product: "visitor", asset: "db1" }, { kind: "late" });
    await at("17T06:01:00").find(late, found({ product: "doors", asset: "db2" }));
    await at("17T06:03:00").want("opened late");
    await at("17T06:04:00").find(found({ product: "doors", asset: "db3" }));
    await at("17T06:20:00").want();
    await at("17T06:21:00").find(resolvedOf(late));
    await at("17T06:22:00").find(resolvedOf(found({ product: "doors", asset: "db2" })));
    await at("17T06:23:00").find(resolvedOf(found({ product: "doors", asset: "db3" })));
    await at("17T06:25:00").want("resolved late");
  },
);

/** A common cause, which names those of its members that were told before it. */
function common(changes: Partial<Finding>, ...members: readonly Finding[]): Finding {
  const evidence = { first: members.map(({ id }) => id) };
  const id = createHash("sha256").update(JSON.stringify(evidence)).digest("hex").slice(0, 32);
  return aFinding({ id, series: null, slot: null, evidence, ...changes });
}

const staging = { environment: "staging", asset: "stg1" } as const;

story(
  "criticals are told, where their parent's incident was told as a warning, or to others",
  { routes: [{ match: { environment: "production" }, to: "on-call" }, LOG] },
  async (at) => {
    const [stg, late] = [found(staging, { kind: "late" }), found({}, { kind: "late" })];
    await at("17T06:01:00").find(stg, late);
    await at("17T06:03:00").want("opened late");
    const parent = common({ kind: "late", severity: "warning" }, stg, late);
    await at("17T06:12:00").find(parent, { ...late, version: 2, parent: parent.id });
    await at("17T06:20:00").want();
    const worse = { ...parent, version: 2, kind: "missing", severity: "critical" } as const;
    await at("17T07:00:00").find(worse, found({}, { parent: parent.id }));
    await at("17T07:02:00").want("escalated missing");
  },
);

story(
  "a parent that a pager was told of stands for its members, until it is silenced",
  {},
  async (at) => {
    const [stg, late] = [found(staging), found({}, { kind: "late" })];
    await at("17T06:01:00").find(stg, late);
    await at("17T06:03:00").wantTogether("opened missing", "opened late");
    const parent = common({}, stg, late);
    await at("17T06:12:00").find(parent, { ...late, version: 2, parent: parent.id });
    await at("17T06:20:00").want("joined missing");
    await at("17T07:00:00").find(found({}, { parent: parent.id }));
    await at("17T07:30:00").want();
    await at("17T07:31:00").decide({ ...silence, match: { environment: "staging" } });
    await at("17T07:40:00").want("escalated missing");
  },
);

story(
  "a silent collector stands for nothing where nobody was told of it, or of less",
  { routes: [{ kinds: ["missing", "copy-missing"], to: "on-call" }, LOG] },
  async (at) => {
    const collector = "sqlserver-collector";
    const silent = common({ kind: "collector-silent", collector });
    await at("17T06:01:00").find(silent);
    await at("17T06:03:00").want();
    await at("17T06:04:00").find(found({}, { collector }));
    await at("17T06:05:00").want("opened missing");
  },
);

story("a collector whose silence is a warning stands for no critical", {}, async (at) => {
  const collector = "sqlserver-collector";
  await at("17T06:01:00").find(
    common({ kind: "collector-silent", collector, severity: "warning" }),
    found({ asset: "a" }, { kind: "late", collector }),
  );
  await at("17T06:20:00").want("opened collector-silent");
  await at("17T06:21:00").find(found({ asset: "a" }, { collector }));
  await at("17T06:23:00").want("opened missing");
});

story(
  "each tenant that a common cause hits has its own incident, told by its own route",
  { routes: [{ match: { tenant: "globex" }, to: "on-call" }, LOG] },
  async (at) => {
    const first = found({ tenant: "acme" });
    const parent = common({}, first);
    await at("17T06:01:00").find(first);
    const rest = assets(25, { tenant: "acme" }, { parent: parent.id });
    const others = assets(25, { tenant: "globex" }, { parent: parent.id });
    await at("17T06:02:00").find(parent, ...rest, ...others);
    await at("17T06:20:00").want("opened missing");
    await at("17T06:30:00").find(...others.map((finding) => resolvedOf(finding)));
    await at("17T06:32:00").want("resolved missing");
  },
);

story("a cause of several tenants is told once to who is told of them all", {}, async (at) => {
  const first = found({ tenant: "acme" });
  const parent = common({}, first);
  await at("17T06:01:00").find(first);
  const others = ["acme", "globex", "umbrella"].flatMap((tenant) =>
    assets(10, { tenant }, { parent: parent.id }),
  );
  await at("17T06:02:00").find(parent, ...others);
  await at("17T06:20:00").want("opened missing", "joined missing");
});

story("a cause that one tenant's people took in hand is told to the others", {}, async (at) => {
  const first = found({ tenant: "acme" });
  const parent = common({}, first);
  await at("17T06:01:00").find(first);
  const [mine, theirs] = ["acme", "globex"].map((tenant) =>
    found({ tenant, asset: "db" }, { parent: parent.id }),
  );
  if (mine && theirs) await at("17T06:02:00").find(parent, mine, theirs);
  await at("17T06:20:00").want("opened missing", "joined missing");
  const id = "0b9fc1f2-6f0d-4c0c-9d1a-6a5a8f1f0c13";
  const incident = identifyIncident(first);
  await at("17T06:30:00").decide({ kind: "acknowledge", id, incident });
  await at("17T06:40:00").want("acknowledged missing", "opened missing");
});
