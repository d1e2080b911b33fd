import type { AlertmanagerConfig } from "../../../schemas/pagers/alertmanager.ts";
import { openReceiver, type Receiver } from "../../http/open-receiver.ts";
import { outcomeOf } from "../../http/outcome-of.ts";
import type { Outcome, Pager } from "../../pager.ts";
import type { PagerContext } from "../pager-context.ts";
import { type Alert, composeAlerts, composeSummaryAlert } from "./compose-alerts.ts";

const ALERTS_PER_POST_MAX = 500;

/**
 * Keeps Alertmanager told of what is open: it groups, silences, and tells people. Each peer of a
 * cluster is told; what one took is told, and the others hear of it when it is said again.
 */
export function createAlertmanagerPager(config: AlertmanagerConfig, context: PagerContext): Pager {
  const secret = config.secret ? context.readSecret(config.secret) : null;
  const authorization = secret === null ? null : authorize(config.user, secret);
  const secrets = [secret, authorization].filter((one) => one !== null);
  const peers = config.urls.map((url) => openReceiver({ ...config, url }, context, secrets));
  const speech = { lang: config.lang ?? context.lang, zone: context.zone };
  const headers = {
    "Content-Type": "application/json",
    ...(authorization !== null && { Authorization: authorization }),
  };

  async function post(alerts: readonly Alert[]): Promise<Outcome> {
    for (let from = 0; from < alerts.length; from += ALERTS_PER_POST_MAX) {
      const body = JSON.stringify(alerts.slice(from, from + ALERTS_PER_POST_MAX));
      const outcomes = await Promise.all(peers.map((peer) => postTo(peer, body)));
      const [failed] = outcomes;
      if (failed && !outcomes.some(({ sent }) => sent)) return failed;
    }
    return { sent: true };
  }

  async function postTo({ url, client }: Receiver, body: string): Promise<Outcome> {
    return outcomeOf(await client.exchange(alertsAddress(url), { headers, body }));
  }

  return {
    name: config.name,
    severities: config.severities,
    send: (message) => {
      const said = { nowMs: context.clock.nowMs(), speech };
      if ("incidents" in message) return post([composeSummaryAlert(message, said)]);
      const tellings = [{ telling: message, isSent: true, atMs: said.nowMs }];
      const { resolvedAt } = message.incident;
      return post(composeAlerts({ tellings, resolvedAt }, said));
    },
    restate: {
      everyMs: config.every,
      send: (standings) => {
        const said = { nowMs: context.clock.nowMs(), speech };
        return post(standings.flatMap((standing) => composeAlerts(standing, said)));
      },
    },
  };
}

/** Below the address at which it answers people, which may have a path of its own. */
function alertsAddress(base: URL): URL {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, "")}/api/v2/alerts`;
  return url;
}

function authorize(user: string | undefined, secret: string): string {
  if (user === undefined) return `Bearer ${secret}`;
  return `Basic ${Buffer.from(`${user}:${secret}`).toString("base64")}`;
}
