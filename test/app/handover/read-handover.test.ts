import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { alertsMigrations } from "../../../alerts/alerts-migrations.ts";
import { recordActs } from "../../../alerts/record-acts.ts";
import { recordFindings } from "../../../alerts/record-findings.ts";
import { recordSilences } from "../../../alerts/silence-rows.ts";
import { readHandover } from "../../../app/handover/read-handover.ts";
import { renderHandover } from "../../../app/handover/render-handover.ts";
import type { Finding } from "../../../schemas/finding.ts";
import { aFinding } from "../../alerts/a-finding.ts";
import { openTestState } from "../../services/open-test-state.ts";

const [SINCE, UNTIL] = ["2026-11-17T00:00:00Z", "2026-11-17T12:00:00Z"];
const MINUTE_MS = 60_000;

const missing = aFinding({ evidence: { missingAt: "2026-11-17T05:51:00Z" } });
const silent: Partial<Finding> = { kind: "collector-silent", series: null, collector: "sql" };
const unheard = aFinding({ ...silent, slot: null, severity: "warning" });
const wrong = aFinding({ kind: "too-slow", slot: null, openedAt: "2026-11-16T06:00:00Z" });

test("a handover says what is open, unknown and muted, what changed, and how fast", async () => {
  const handover = await readNight();
  expect(handover).toMatchObject({
    unacknowledged: [{ kind: "collector-silent" }, { kind: "too-slow" }],
    acknowledged: [{ kind: "missing", acknowledgedBy: "Ada" }],
    silent: [{ kind: "collector-silent" }],
    muted: [{ author: "Bo", reason: "storage moves" }],
    delays: {
      detect: { count: 1, medianMs: 10 * MINUTE_MS, longestMs: 10 * MINUTE_MS },
      acknowledge: { count: 1, medianMs: 4 * MINUTE_MS },
    },
    falseIncidentsInWeek: 1,
  });
  const changed = handover.changed.map(({ incident, kinds }) => [incident.kind, ...kinds].join());
  expect(changed.sort()).toEqual(["collector-silent,opened", "missing,opened,acknowledged"]);
});

test.each([
  ["en", "Muted (1)", "until 2026-11-18T00:00:00Z  Bo: storage moves", "median 10 min"],
  ["fr", "En sourdine (1)", "jusqu'au 2026-11-18T00:00:00Z  Bo: storage moves", "médiane 10 min"],
] as const)("a handover is one page in %s", async (lang, title, muted, measured) => {
  const lines = renderHandover(await readNight(), lang);
  expect(lines).toContain(title);
  expect(lines.join("\n")).toContain(muted);
  expect(lines.join("\n")).toContain(measured);
  expect(lines.length).toBeLessThan(60);
});

async function readNight() {
  const directory = await mkdtemp(join(tmpdir(), "vigie-handover-"));
  const state = await openTestState(directory);
  onTestFinished(async () => {
    await state.close();
    await rm(directory, { recursive: true });
  });
  await state.migrate(alertsMigrations());
  return state.transact(async (transaction) => {
    const findings = [wrong, missing, unheard];
    const appended = findings.map((finding) => ({ finding, appendedAtMs: 0 }));
    const incidents = await recordFindings(transaction, appended);
    const incident = incidents.find(({ kind }) => kind === "missing")?.id ?? "";
    const id = "00000000-0000-4000-8000-000000000001";
    const time = Date.parse("2026-11-17T06:05:00Z");
    await recordActs(transaction, [
      { id, kind: "acknowledge", author: "Ada", reason: "on it", time, incident },
    ]);
    const until = Date.parse("2026-11-18T00:00:00Z");
    const silence = { id, kind: "silence", author: "Bo", reason: "storage moves" } as const;
    const policy = { silenceMaxMs: 30 * 86_400_000, nowMs: time };
    await recordSilences(transaction, [{ ...silence, time, until, match: {} }], policy);
    const span = { sinceMs: Date.parse(SINCE), untilMs: Date.parse(UNTIL) };
    return readHandover(transaction, span, new Set([wrong.id]));
  });
}
