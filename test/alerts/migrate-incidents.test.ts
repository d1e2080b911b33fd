import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { alertsMigrations } from "../../alerts/alerts-migrations.ts";
import { identifyIncident } from "../../alerts/identify-incident.ts";
import { listIncidents } from "../../alerts/list-incidents.ts";
import { recordFindings } from "../../alerts/record-findings.ts";
import { openTestState } from "../services/open-test-state.ts";
import { aFinding, resolvedOf } from "./a-finding.ts";

test("incidents of the first release go on: their findings count, resolve and escalate", async () => {
  const directory = await mkdtemp(join(tmpdir(), "vigie-migrate-"));
  const state = await openTestState(directory);
  onTestFinished(async () => {
    await state.close();
    await rm(directory, { recursive: true });
  });
  const [missing, other] = [aFinding(), aFinding({ kind: "failed", severity: "warning" })];
  await state.migrate(alertsMigrations().slice(0, 1));
  await state.transact(async ({ run }) => {
    for (const one of [missing, other]) {
      const id = identifyIncident(one);
      await run(
        "INSERT INTO incidents VALUES (?, ?, ?, NULL, 'open', ?, NULL)",
        ...[id, one.kind, one.severity, one.openedAt],
      );
      const body = JSON.stringify(one);
      await run("INSERT INTO incident_findings VALUES (?, ?, 1, ?)", id, one.id, body);
      await run("INSERT INTO incident_changes VALUES (?, 1, 0, ?, 1, 'open', 'info')", id, one.id);
    }
  });
  await state.migrate(alertsMigrations());
  expect(await listIncidents(state)).toMatchObject([
    { status: "open", openCount: 1, findingsCount: 1 },
    { status: "open", openCount: 1, findingsCount: 1 },
  ]);
  const appended = [resolvedOf(missing), resolvedOf(other)].map((finding) => ({
    ...{ finding, appendedAtMs: 0 },
  }));
  await state.transact((transaction) => recordFindings(transaction, appended));
  const after = (await listIncidents(state)).map(({ kind, status, severity }) => [
    ...[kind, status, severity],
  ]);
  expect(after.sort()).toEqual([
    ["failed", "resolved", "warning"],
    ["missing", "resolved", "critical"],
  ]);
});
