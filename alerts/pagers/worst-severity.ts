import { SEVERITIES, type Severity } from "../../schemas/finding.ts";
import type { Message } from "../pager.ts";

/** How severe a message is: its incident, or the worst of its incidents. */
export function worstSeverity(message: Message): Severity {
  if (!("incidents" in message)) return message.incident.severity;
  const severities = message.incidents.map(({ severity }) => severity);
  return SEVERITIES.find((severity) => severities.includes(severity)) ?? "info";
}
