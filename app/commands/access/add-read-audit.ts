import type { Command } from "commander";
import type { AuditEntry } from "../../../schemas/audit.ts";
import { readAudit } from "../../access/audit-rows.ts";
import { EXIT } from "../../exit-code.ts";
import { renderTable } from "../../render-table.ts";
import { readInstant } from "../add-schedule.ts";
import { CONFIG_OPTION, type Context, type Finish, JSON_OPTION } from "../context.ts";
import { withAccess } from "./with-access.ts";

/** More than a person reads; `--since` asks for others. */
const ENTRIES_MAX = 10_000;
const USUAL_MS = 7 * 86_400_000;

const HEAD = ["at", "who", "role", "via", "from", "what", "about", "answer"];

type Options = { readonly config: string; readonly json?: true; readonly since?: number };

/** `vigie access audit`: who asked to change what over HTTP, and how it was answered. */
export function addReadAudit(
  access: Command,
  { terminal, clock, readConfig }: Context,
  finish: Finish,
): void {
  access
    .command("audit")
    .summary("who asked to change what on the board or over HTTP, and how it was answered")
    .description("The newest first; with --json one JSON object a line.")
    .option("--since <instant>", "from then on (default: the last 7 days)", readInstant)
    .option(...CONFIG_OPTION)
    .option(...JSON_OPTION)
    .action(async ({ config, json, since }: Options) => {
      const sinceMs = since ?? clock.nowMs() - USUAL_MS;
      const asked = { sinceMs, before: Number.MAX_SAFE_INTEGER, tenants: null, limit: ENTRIES_MAX };
      const entries = await withAccess(readConfig(config), terminal, (transaction) =>
        readAudit(transaction, asked),
      );
      if (json) for (const entry of entries) terminal.out(JSON.stringify(entry));
      else if (entries.length === 0) terminal.err("Nobody asked to change anything.");
      else terminal.out(renderTable(HEAD, entries.map(toCells)));
      if (entries.length === ENTRIES_MAX) terminal.err("There are older ones.");
      finish(EXIT.done);
    });
}

function toCells(entry: AuditEntry): readonly string[] {
  const { at, name, role, via, address, route, subject, status } = entry;
  const about = Object.entries(subject).map(([key, value]) => `${key}=${value}`);
  return [
    ...[at, name ?? "nobody known", role ?? "", via ?? "", address, route],
    ...[about.join(" "), status === null ? "cut off" : String(status)],
  ];
}
