import { readdir, readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import { createDirectoryObjects } from "../../platform/objects/directory-objects.ts";
import { proofSchema } from "../../schemas/proof.ts";
import { canonicalJson } from "../../verifiers/proof/canonical-json.ts";
import { proofFileSchema, ROOTS_FOLDER } from "../../verifiers/proof/check-proofs-directory.ts";
import { readWeekRoot, rootName } from "../../verifiers/report/keep-week-root.ts";
import { makeInclusion, type SignedProof } from "../../verifiers/report/proof-inclusion.ts";
import { sealedReportSchema } from "../../verifiers/report/sealed-report.ts";
import { reportName } from "../../verifiers/report/write-report.ts";
import { EXIT } from "../exit-code.ts";
import { CONFIG_OPTION, type Context, type Finish } from "./context.ts";

type Options = { readonly config: string; readonly week: string };

/** `vigie report prove`: what shows offline that a week's signed root stands on a proof. */
export function addReportProve(report: Command, context: Context, finish: Finish): void {
  const { terminal, readConfig } = context;
  report
    .command("prove")
    .summary("show that a week's signed root stands on a proof, in one document to hand out")
    .description(
      "It has the proof, those of its series after it until then, and their way to the root: nothing of other series. " +
        "`vigie report check` checks it.",
    )
    .argument("<proof>", "the proof's file, among those of its series")
    .requiredOption("--week <week>", "a week that has ended, such as 2026-W46")
    .option(...CONFIG_OPTION)
    .action(async (file: string, { config, week }: Options) => {
      const { data, report: settings } = readConfig(config);
      const name = reportName(week, settings.lang, "json");
      const path = join(resolve(data, settings.directory), name);
      const { report } = sealedReportSchema.parse(JSON.parse(await readFile(path, "utf8")));
      const proofs = createDirectoryObjects({ root: join(data, "proofs") });
      const root = await readWeekRoot(proofs, `${ROOTS_FOLDER}${rootName(week)}`);
      const inclusion = root && makeInclusion(await readChain(file), { report, root });
      if (!inclusion)
        throw new OperatingError(`Cannot show that the root of ${week} stands on ${file}`, {
          retryable: false,
          hint: root ? "was the proof made before that week ended?" : "its root was never signed",
        });
      terminal.out(canonicalJson(inclusion));
      finish(EXIT.done);
    });
}

/** A proof, and those of its series that follow it. */
async function readChain(file: string): Promise<readonly SignedProof[]> {
  const directory = dirname(resolve(file));
  const names = (await readdir(directory)).filter((name) => name.endsWith(".json"));
  const files = await Promise.all(names.map((name) => readProof(join(directory, name))));
  const byPrevious = new Map(
    files.map((one) => [proofSchema.safeParse(one.proof).data?.previous, one] as const),
  );
  const chain = [await readProof(file)];
  for (let last = chain[0]; last; ) {
    const next = byPrevious.get(proofSchema.safeParse(last.proof).data?.hash);
    if (!next || chain.length > files.length) break;
    chain.push(next);
    last = next;
  }
  return chain;
}

async function readProof(file: string): Promise<SignedProof> {
  const read = proofFileSchema.safeParse(JSON.parse(await readFile(file, "utf8")));
  if (read.success) return read.data;
  throw new OperatingError(`Cannot read ${file} as it is no proof`, { retryable: false });
}
