import { join, resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import { openKeys } from "../../verifiers/proof/open-keys.ts";
import { weekNamed } from "../../verifiers/report/iso-week.ts";
import {
  parseReportFormats,
  type ReportFormat,
  SEALED_FORMATS,
  writeReport,
} from "../../verifiers/report/write-report.ts";
import { EXIT } from "../exit-code.ts";
import { addReportCheck } from "./add-report-check.ts";
import { addReportProve } from "./add-report-prove.ts";
import {
  type AddCommand,
  CONFIG_OPTION,
  type Context,
  type Finish,
  JSON_OPTION,
} from "./context.ts";
import { readLang } from "./lang-option.ts";
import { openPeople } from "./open-people.ts";

/** `vigie report`: writes the weekly restore-proof report, and checks what was signed offline. */
export const addReport: AddCommand = (program, context, finish) => {
  const report = program.command("report").summary("the weekly restore-proof report");
  addWeek(report, context, finish);
  addReportCheck(report, context, finish);
  addReportProve(report, context, finish);
};

type WeekOptions = {
  readonly config: string;
  readonly json?: true;
  readonly week?: string;
  readonly lang?: "en" | "fr";
  readonly format?: readonly ReportFormat[];
  readonly out?: string;
};

function addWeek(report: Command, { terminal, clock, readConfig }: Context, finish: Finish): void {
  report
    .command("week")
    .summary("write the report of a week; of the last that has ended unless one is named")
    .option("--week <week>", "an ISO week, such as 2026-W46", readWeek)
    .option("--lang <lang>", "en or fr (default: the config's)", readLang)
    .option("--format <formats>", "some of: html,json,pdf (default: html,json)", readFormats)
    .option("--out <directory>", "where to (default: the config's report directory)")
    .option(...CONFIG_OPTION)
    .option(...JSON_OPTION)
    .action(async (options: WeekOptions) => {
      const config = readConfig(options.config);
      const { data, policies, report: settings } = config;
      const keys = await openKeys(join(data, "keys"));
      await using people = await openPeople(config, terminal.environment);
      const written = await writeReport({
        store: people.store,
        keys,
        policies,
        zone: settings.zone,
        nowMs: clock.nowMs(),
        week: options.week,
        lang: options.lang ?? settings.lang,
        formats: options.format ?? SEALED_FORMATS,
        directory: resolve(options.out ?? resolve(data, settings.directory)),
      });
      const { week, files } = written;
      if (options.json) terminal.out(JSON.stringify({ week, files, key: keys.fingerprint }));
      else for (const file of files) terminal.out(file);
      finish(EXIT.done);
    });
}

function readFormats(text: string): readonly ReportFormat[] {
  return asUsage(() => parseReportFormats(text));
}

/** Whether there is such a week, wherever it begins. */
function readWeek(text: string): string {
  return asUsage(() => weekNamed(text, "UTC").name);
}

function asUsage<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof OperatingError)) throw error;
    throw new InvalidArgumentError(`${error.message}. ${error.hint ?? ""}`);
  }
}
