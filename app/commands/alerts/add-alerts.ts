import { InvalidArgumentError, Option } from "commander";
import {
  FINDING_KINDS,
  type FindingKind,
  SEVERITIES,
  type Severity,
} from "../../../schemas/finding.ts";
import { ASSET_KINDS, BACKUP_TYPES, ENVIRONMENTS, type Series } from "../../../schemas/series.ts";
import { EXIT } from "../../exit-code.ts";
import { readInstant } from "../add-schedule.ts";
import { type AddCommand, CONFIG_OPTION, JSON_OPTION } from "../context.ts";
import { inventFinding } from "./invent-finding.ts";
import { rehearseTelling } from "./rehearse-telling.ts";
import { renderRehearsal } from "./render-rehearsal.ts";

type Options = Series & {
  readonly config: string;
  readonly json?: true;
  readonly kind: FindingKind;
  readonly severity: Severity;
  readonly at?: number;
};

const HELP = `
Examples:
  vigie alerts test --kind missing --severity critical --tenant acme
  vigie alerts test --kind oversized --severity warning --at 2026-11-21T03:00:00Z --json`;

/** `vigie alerts test`: where an invented finding would go, when and why; nothing is sent. */
export const addAlerts: AddCommand = (program, { terminal, clock, readConfig }, finish) => {
  const alerts = program.command("alerts").summary("who would be told of what, and when");
  alerts
    .command("test")
    .summary("where an invented finding would go, when and why, without sending anything")
    .description(
      "Takes a finding past each route, with the silences and windows that hold and what the limits have seen, and says " +
        "whom it would be told to and when, did it stay. What is not said of its series is `example`.",
    )
    .addOption(choice("--kind <kind>", "what was found", FINDING_KINDS, "missing"))
    .addOption(choice("--severity <severity>", "how bad it is", SEVERITIES, "critical"))
    .option("--tenant <name>", "of its series", "example")
    .addOption(choice("--environment <name>", "of its series", ENVIRONMENTS, "production"))
    .option("--product <name>", "of its series", "example")
    .option("--site <name>", "of its series", "example")
    .addOption(choice("--asset-kind <kind>", "of its series", ASSET_KINDS, "sql-database"))
    .option("--instance <name>", "of its series", "example")
    .option("--asset <name>", "of its series", readName, "example")
    .addOption(choice("--backup-type <type>", "of its series", BACKUP_TYPES, "full"))
    .option("--at <instant>", "when it is found (default: now)", readInstant)
    .option(...CONFIG_OPTION)
    .option(...JSON_OPTION)
    .addHelpText("after", HELP)
    .action(async ({ config: file, json, kind, severity, at, ...series }: Options) => {
      const config = readConfig(file);
      const nowMs = at ?? clock.nowMs();
      const finding = inventFinding({ kind, severity, series }, nowMs);
      const rehearsal = await rehearseTelling(finding, { config, terminal, nowMs });
      terminal.out(json ? JSON.stringify(rehearsal) : renderRehearsal(rehearsal));
      finish(EXIT.done);
    });
};

function choice(flags: string, said: string, words: readonly string[], standard: string): Option {
  return new Option(flags, said).choices(words).default(standard);
}

function readName(text: string): string {
  if (text !== "") return text;
  throw new InvalidArgumentError("It must not be empty.");
}
