import type { FastifyInstance } from "fastify";
import { registerIncidentPages } from "../../alerts/incoming/register-incident-pages.ts";
import { registerPagerdutyWebhook } from "../../alerts/incoming/register-pagerduty-webhook.ts";
import { compileAlertPolicy } from "../../alerts/policy/alert-policy.ts";
import { startAlerts } from "../../alerts/start-alerts.ts";
import type { Clock } from "../../platform/clock/clock.ts";
import type { EventLog } from "../../platform/log/event-log.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import { readSecret } from "../../platform/secrets/read-secret.ts";
import type { StateStore } from "../../platform/state/state-store.ts";
import type { Cluster } from "../../platform/store/render-for-cluster.ts";
import type { StoreConnections } from "../../platform/store/store.ts";
import type { Telemetry } from "../../platform/telemetry/telemetry.ts";
import { ANONYMOUS_NAME } from "../../schemas/access.ts";
import { type Config, LOG_KEEP_MS } from "../../schemas/config.ts";
import type { Guard } from "../../schemas/guard.ts";
import type { SecretSource } from "../../schemas/secret.ts";
import { incidentFor } from "../api/incidents/incident-for.ts";
import { webhookSecrets } from "../config/webhook-secrets.ts";
import { warnRouteFaults } from "../route-use/warn-route-faults.ts";

type Options = {
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly environment: Readonly<Record<string, string | undefined>>;
};

type Parts = {
  readonly log: EventLog;
  readonly state: StateStore;
  readonly store: Pick<StoreConnections, "writer" | "verdicts" | "people">;
  readonly telemetry: Telemetry;
};

type Running = {
  /** Where the process answers. */
  readonly url: string;
  /** When its analysis last came round; absent where another process has it. */
  readonly analysisAtMs: (() => number) | undefined;
  readonly isDiskFull: () => boolean;
};

/** All that an alerting process serves and runs, as the configuration has it. */
export function openAlerting({ config, clock, logger, environment }: Options, parts: Parts) {
  const { log, state, store, telemetry } = parts;
  const { pagers, retryFor, fallbackAfter, heartbeat, proxy, links, keep } = config.alerts;
  const { lang, zone } = config.report;
  const background = { store: store.people, policies: config.policies, logger };
  const secretOf = (source: SecretSource) => readSecret(source, environment);
  const common = {
    ...{ log, state, clock, logger, lang, zone, background },
    links: links && { secret: secretOf(links.secret), validForMs: links.validFor },
  };

  async function start({ url, analysisAtMs, isDiskFull }: Running) {
    const policy = compileAlertPolicy(config.alerts, config.policies);
    const { routes } = policy;
    await warnRouteFaults({ store: store.verdicts, routes, nowMs: clock.nowMs(), logger });
    return startAlerts({
      ...{ ...common, telemetry, policy, pagers, proxy, heartbeat, analysisAtMs, isDiskFull },
      ...{ readSecret: secretOf, mirror: store.writer },
      mirrorCluster: clusterOf(config),
      boardUrl: withSlash(config.listen.publicUrl ?? url),
      pollEveryMs: config.pollEvery,
      retryForMs: retryFor,
      fallbackAfterMs: fallbackAfter,
      // A group that lost its offsets reads again all findings that the log has.
      retention: {
        incidentsMs: Math.max(keep.incidents, config.log.keep ?? LOG_KEEP_MS),
        messagesMs: keep.messages,
      },
    });
  }

  return {
    /** What pages link to. */
    registerPages: (app: FastifyInstance, guard: Pick<Guard, "principalOf">) =>
      registerIncidentPages(app, {
        ...common,
        seenBy: async (request, incident) => {
          const principal = await guard.principalOf(request);
          return principal && incidentFor(incident, principal, new Set());
        },
        isSignedIn: async (request) => {
          const principal = await guard.principalOf(request);
          return principal !== null && principal.name !== ANONYMOUS_NAME;
        },
      }),
    /** What acknowledges from elsewhere. */
    registerIncoming: (app: FastifyInstance) =>
      registerPagerdutyWebhook(app, { ...common, secrets: webhookSecrets(config, environment) }),
    start,
  };
}

function clusterOf({ store }: Config): Cluster | undefined {
  if (store.kind === "embedded" || store.cluster === undefined) return undefined;
  return { cluster: store.cluster, database: store.database };
}

function withSlash(url: string): string {
  return url.endsWith("/") ? url : `${url}/`;
}
