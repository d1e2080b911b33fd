import type { GrafanaConfig } from "../../../schemas/pagers/grafana.ts";
import { openReceiver } from "../../http/open-receiver.ts";
import { outcomeOf } from "../../http/outcome-of.ts";
import type { Pager } from "../../pager.ts";
import type { PagerContext } from "../pager-context.ts";
import { postJson } from "../post-json.ts";
import { speechOf } from "../speech-of.ts";
import { toAlertGroup } from "./to-alert-group.ts";

/**
 * What takes webhooks of Grafana or of Alertmanager: Grafana OnCall and IRM, and many others. Any
 * 2xx is success; all else is tried again, as with other webhooks.
 */
export function createGrafanaPager(config: GrafanaConfig, context: PagerContext): Pager {
  const token = config.token ? context.readSecret(config.token) : null;
  const receiver = openReceiver(config, context, token === null ? [] : [token]);
  const speech = speechOf(config, context);
  const headers: Record<string, string> =
    token === null ? {} : { Authorization: `Bearer ${token}` };
  return {
    name: config.name,
    severities: config.severities,
    send: async (message) =>
      outcomeOf(
        await postJson(receiver, toAlertGroup(message, { ...speech, pager: config.name }), headers),
      ),
  };
}
