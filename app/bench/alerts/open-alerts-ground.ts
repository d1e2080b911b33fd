import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { z } from "zod";
import { compileAlertPolicy } from "../../../alerts/policy/alert-policy.ts";
import { startAlerts } from "../../../alerts/start-alerts.ts";
import { openEmbeddedLog } from "../../../platform/log/open-embedded-log.ts";
import { createLogger } from "../../../platform/logger/create-logger.ts";
import { alertsSchema } from "../../../schemas/alerts.ts";
import type { Finding, Severity } from "../../../schemas/finding.ts";
import { instantToJson } from "../../../schemas/instant.ts";
import { TOPICS } from "../../../schemas/topics.ts";
import { openKnownState } from "../../processes/open-known-state.ts";
import type { Bench } from "../bench.ts";
import { receivePages } from "./receive-pages.ts";

const POLL_EVERY_MS = 500;

export type AlertsGround = Awaited<ReturnType<typeof openAlertsGround>>;

/** Alerts as `vigie up` runs them, on a log and a state of their own, and who they tell. */
export async function openAlertsGround(
  { clock }: Bench,
  limit: z.input<typeof alertsSchema>["limit"],
) {
  await using undo = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), "vigie-bench-"));
  undo.defer(() => rm(directory, { recursive: true, force: true }));
  const receiver = undo.use(await receivePages(clock));
  const pager = { name: "bench", kind: "webhook", url: receiver.url, allowLoopback: true } as const;
  const config = alertsSchema.parse({ pagers: [pager], ...(limit && { limit }) });
  const log = await openEmbeddedLog({ directory, clock });
  undo.defer(() => log.close());
  const state = await openKnownState({ data: directory, state: { kind: "sqlite" } }, {});
  undo.defer(() => state.close());
  const alerts = await startAlerts({
    ...{ log, state, clock, lang: "en", zone: "UTC", boardUrl: receiver.url },
    logger: createLogger({ level: "silent", destination: process.stderr }),
    ...{ pagers: config.pagers, policy: compileAlertPolicy(config), readSecret: () => "" },
    ...{ pollEveryMs: POLL_EVERY_MS, retryForMs: config.retryFor },
    fallbackAfterMs: config.fallbackAfter,
    retention: { incidentsMs: config.keep.incidents, messagesMs: config.keep.messages },
  });
  undo.defer(() => alerts.stop());
  const opened = undo.move();
  return {
    pages: receiver.pages,
    find: (findings: readonly Finding[]) =>
      log.append(
        TOPICS.findings,
        findings.map((finding) => ({ key: finding.id, value: JSON.stringify(finding) })),
      ),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** A finding that opens now; those of one tenant have one cause. */
export function findNow(nowMs: number, severity: Severity, tenant: string): Finding {
  const at = instantToJson(nowMs);
  const id = randomUUID().replaceAll("-", "");
  const place = { environment: "production", product: "bench", site: "bench" } as const;
  const what = { assetKind: "files", instance: "bench", asset: id, backupType: "full" } as const;
  return {
    ...{ id, version: 1, kind: "missing", severity, series: { tenant, ...place, ...what } },
    ...{ slot: at, runId: null, copy: null, collector: null, parent: null, openedAt: at },
    ...{ resolvedAt: null, resolution: null, evidence: { due: at } },
    summary: { en: `${id} has no backup`, fr: `${id} n'a pas de sauvegarde` },
  };
}
