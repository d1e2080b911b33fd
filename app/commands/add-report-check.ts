import { stat } from "node:fs/promises";
import type { Command } from "commander";
import { EXIT } from "../exit-code.ts";
import { printable } from "../render-table.ts";
import { checkEvidence, type EvidenceCheck } from "./check-evidence.ts";
import { type Context, type Finish, JSON_OPTION } from "./context.ts";

type Options = {
  readonly key?: string;
  readonly keys?: string;
  readonly report?: readonly string[];
  readonly json?: true;
};

/** `vigie report check`: what was signed, offline. */
export function addReportCheck(report: Command, { terminal }: Context, finish: Finish): void {
  report
    .command("check")
    .summary("check what was signed, offline; exit code 1 when it is damaged")
    .description(
      "Of a directory all proofs are checked, and that those of each series are one chain without a gap; the newest " +
        "that are absent show only against a report. A file signed with a later key than --key counts if the record of " +
        "the keys leads there.",
    )
    .argument("<path>", "a report, a proof, its inclusion, a week's root, or a directory of proofs")
    .option(
      "--key <fingerprint>",
      "the key that it must be signed with; without it anybody may have signed",
    )
    .option("--keys <file>", "the record of the keys, as `vigie keys show --json` has it now")
    .option("--report <files...>", "reports (.json) that a directory's chains must agree with")
    .option(...JSON_OPTION)
    .action(async (path: string, options: Options) => {
      const check = await checkEvidence(path, {
        fingerprint: options.key ?? null,
        keysFile: options.keys ?? null,
        reportFiles: options.report ?? [],
        isDirectory: (await stat(path)).isDirectory(),
      });
      if (options.json) terminal.out(JSON.stringify(check));
      else for (const line of render(check)) terminal.out(printable(line));
      finish(check.verdict === "sound" ? EXIT.done : EXIT.notGood);
    });
}

function render(check: EvidenceCheck): readonly string[] {
  const { verdict, reasons, notes } = check;
  const what =
    "key" in check
      ? `signed with ${check.key ?? "no key"}${check.pinned ? ", as asked for" : ""}`
      : `${check.proofs} proofs of ${check.series} series`;
  return [
    `${verdict}: ${what}`,
    ...reasons.map((reason) => `  ${reason}`),
    ...notes.map((note) => `  note: ${note}`),
  ];
}
