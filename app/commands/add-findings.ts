import { Option } from "commander";
import type { Store } from "../../platform/store/store.ts";
import { FINDING_KINDS } from "../../schemas/finding.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { EXIT } from "../exit-code.ts";
import { printable } from "../render-table.ts";
import { readInstant } from "./add-schedule.ts";
import { arrangeByParent, type Listed } from "./arrange-by-parent.ts";
import { type AddCommand, CONFIG_OPTION, JSON_OPTION } from "./context.ts";
import { listTenants } from "./find-series.ts";
import { LANG_OPTION } from "./lang-option.ts";
import { NamingError } from "./naming-error.ts";
import { openPeople } from "./open-people.ts";
import { type FindingsFilter, readFindings } from "./read-findings.ts";

type Options = Pick<FindingsFilter, "kind" | "tenant" | "open"> & {
  readonly config: string;
  readonly since?: number;
  readonly until?: number;
  readonly json?: true;
  readonly lang: "en" | "fr";
};

/**
 * `vigie findings`: what is and was wrong. Exit code 1 with `--open` when a critical one is open.
 */
export const addFindings: AddCommand = (program, { terminal, readConfig }, finish) => {
  program
    .command("findings")
    .summary("the findings, oldest first")
    .description(
      "Prints findings in the order in which they opened: one line each, with the members of a " +
        "common cause under it; or one JSON object a line.",
    )
    .option("--since <instant>", "opened at or after, such as 2026-11-20T00:00:00Z", readInstant)
    .option("--until <instant>", "opened before", readInstant)
    .addOption(
      new Option("--kind <kind>", "one kind, such as missing or undersized").choices(FINDING_KINDS),
    )
    .option("--tenant <tenant>", "one tenant")
    .option("--open", "open ones only; exit code 1 when a critical one is among them")
    .option(...LANG_OPTION)
    .option(...CONFIG_OPTION)
    .option(...JSON_OPTION)
    .addHelpText("after", "\nExample:\n  vigie findings --open --tenant acme")
    .action(async (options: Options) => {
      await using people = await openPeople(readConfig(options.config), terminal.environment);
      const { since, until, ...which } = options;
      const findings = await readFindings(people.store, {
        ...which,
        ...(since !== undefined && { since: instantToJson(since) }),
        ...(until !== undefined && { until: instantToJson(until) }),
      });
      if (findings.length === 0) await checkTenant(people.store, options.tenant);
      const lines = options.json
        ? findings.map((finding) => JSON.stringify(finding))
        : arrangeByParent(findings).map((listed) => line(listed, options.lang));
      for (const text of lines) terminal.out(text);
      if (!options.json && findings.length === 0) terminal.err("No findings.");
      const alarming = findings.some(
        ({ severity, resolvedAt }) => severity === "critical" && !resolvedAt,
      );
      finish(options.open && alarming ? EXIT.notGood : EXIT.done);
    });
};

/** That nothing is found of a tenant whom nobody knows must not pass for good news. */
async function checkTenant(store: Store, tenant: string | undefined): Promise<void> {
  if (tenant === undefined) return;
  const known = await listTenants(store);
  if (known.includes(tenant)) return;
  throw new NamingError(
    `No series of a tenant ${tenant} is known`,
    known.length === 0 ? "No series is known yet." : `Known are: ${printable(known.join(", "))}.`,
  );
}

function line({ finding, isMember }: Listed, lang: "en" | "fr"): string {
  const { id, openedAt, resolvedAt, severity, kind, summary } = finding;
  const state = resolvedAt ? "resolved" : "open";
  return [
    openedAt,
    severity.padEnd(8),
    state.padEnd(8),
    kind.padEnd(22),
    id.slice(0, 8),
    `${isMember ? "  " : ""}${printable(summary[lang])}`,
  ].join("  ");
}
