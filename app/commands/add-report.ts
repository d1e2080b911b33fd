import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { z } from "zod";
import { checkProof } from "../../verifiers/proof/check-proof.ts";
import { openKeys } from "../../verifiers/proof/open-keys.ts";
import { checkReport } from "../../verifiers/report/check-report.ts";
import { parseReportFormats, writeReport } from "../../verifiers/report/write-report.ts";
import { EXIT } from "../exit-code.ts";
import { printable } from "../render-table.ts";
import {
  type AddCommand,
  CONFIG_OPTION,
  type Context,
  type Finish,
  JSON_OPTION,
} from "./context.ts";
import { openPeople } from "./open-people.ts";

const proofFileSchema = z.object({ proof: z.unknown(), publicKeyPem: z.string() });

/** `vigie report`: writes the weekly restore-proof report, and checks one offline. */
export const addReport: AddCommand = (program, context, finish) => {
  const report = program.command("report").summary("the weekly restore-proof report");
  addWeek(report, context, finish);
  addCheck(report, context, finish);
};

type WeekOptions = {
  readonly config: string;
  readonly json?: true;
  readonly week?: string;
  readonly lang?: "en" | "fr";
  readonly format: string;
  readonly out?: string;
};

function addWeek(report: Command, { terminal, clock, readConfig }: Context, finish: Finish): void {
  report
    .command("week")
    .summary("write the report of a week; of the last that has ended unless one is named")
    .option("--week <week>", "an ISO week, such as 2026-W46")
    .option("--lang <lang>", "en or fr (default: the config's)", readLang)
    .option("--format <formats>", "some of: html,json", "html,json")
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
        formats: parseReportFormats(options.format),
        directory: resolve(options.out ?? resolve(data, settings.directory)),
      });
      const { week, files } = written;
      if (options.json) terminal.out(JSON.stringify({ week, files, key: keys.fingerprint }));
      else for (const file of files) terminal.out(file);
      finish(EXIT.done);
    });
}

type CheckOptions = { readonly key?: string; readonly json?: true };

function addCheck(report: Command, { terminal }: Context, finish: Finish): void {
  report
    .command("check")
    .summary("check a report's or a proof's signature, offline; exit code 1 when it is damaged")
    .argument("<file>", "a report (.html or .json) or a proof (.json)")
    .option(
      "--key <fingerprint>",
      "the key that it must be signed with; without it anybody may have signed",
    )
    .option(...JSON_OPTION)
    .action(async (file: string, options: CheckOptions) => {
      const check = checkFile(await readFile(file), options.key ?? null);
      if (options.json) terminal.out(JSON.stringify(check));
      else {
        terminal.out(
          `${check.verdict}: signed with ${check.key ?? "no key"}${check.pinned ? ", as asked for" : ""}`,
        );
        for (const reason of check.reasons) terminal.out(printable(`  ${reason}`));
      }
      finish(check.verdict === "sound" ? EXIT.done : EXIT.notGood);
    });
}

function checkFile(bytes: Uint8Array, fingerprint: string | null) {
  const proofFile = readProofFile(bytes);
  if (!proofFile) return checkReport(bytes, { fingerprint });
  return checkProof(proofFile.proof, { publicKeyPem: proofFile.publicKeyPem, fingerprint });
}

function readProofFile(bytes: Uint8Array) {
  try {
    return proofFileSchema.safeParse(JSON.parse(Buffer.from(bytes).toString("utf8"))).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function readLang(text: string): "en" | "fr" {
  if (text === "en" || text === "fr") return text;
  throw new InvalidArgumentError("Known are: en, fr.");
}
