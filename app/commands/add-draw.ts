import { readFile } from "node:fs/promises";
import { type Command, InvalidArgumentError } from "commander";
import { checkDraw } from "../../verifiers/draws/check-draw.ts";
import { ALPHA, listClaims } from "../../verifiers/draws/list-claims.ts";
import { readDrawn } from "../../verifiers/draws/read-drawn.ts";
import { reportClaim } from "../../verifiers/report/reported-claim.ts";
import { sayClaim } from "../../verifiers/report/say-claim.ts";
import { anytimeSampleSize } from "../../verifiers/statistics/anytime-sample-size.ts";
import { clopperPearson } from "../../verifiers/statistics/clopper-pearson.ts";
import { discoverySampleSize } from "../../verifiers/statistics/discovery-sample-size.ts";
import { fixedSampleSize } from "../../verifiers/statistics/fixed-sample-size.ts";
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

const PERCENT = 100;
const COPIES_MAX = 1_000_000;

/** `vigie draw`: what random samples of copies show, and whether they were drawn as told. */
export const addDraw: AddCommand = (program, context, finish) => {
  const draw = program.command("draw").summary("random samples of copies, and what they show");
  addShow(draw, context, finish);
  addCheck(draw, context, finish);
  addSize(draw, context, finish);
};

type ShowOptions = { readonly config: string; readonly json?: true };

function addShow(draw: Command, { terminal, clock, readConfig }: Context, finish: Finish): void {
  draw
    .command("show")
    .summary("what the draws show of each tenant's copies by now")
    .option(...CONFIG_OPTION)
    .option(...JSON_OPTION)
    .action(async (options: ShowOptions) => {
      const config = readConfig(options.config);
      await using people = await openPeople(config, terminal.environment);
      const nowMs = clock.nowMs();
      const claims = listClaims(await readDrawn(people.store, nowMs), nowMs).map((claim) => ({
        ...reportClaim(claim, config.report.zone),
        goodShareMinOfOneLook: 1 - clopperPearson(claim.failed, claim.counted, ALPHA),
      }));
      if (options.json) terminal.out(JSON.stringify(claims));
      else if (claims.length === 0) terminal.err("Nothing was drawn: see verification.draws.");
      else
        for (const { goodShareMinOfOneLook: _oneLook, ...claim } of claims)
          terminal.out(printable(sayClaim(claim).en));
      finish(EXIT.done);
    });
}

type CheckOptions = { readonly key?: string; readonly json?: true };

function addCheck(draw: Command, { terminal }: Context, finish: Finish): void {
  draw
    .command("check")
    .summary("draw again from a published inventory, offline; exit code 1 when it differs")
    .argument("<file>", "a draw (.json), as it lies below `draws/` in the data directory")
    .option("--key <fingerprint>", "the key that it must be signed with")
    .option(...JSON_OPTION)
    .action(async (file: string, options: CheckOptions) => {
      const check = checkDraw(parse(await readFile(file, "utf8")), {
        fingerprint: options.key ?? null,
      });
      const { verdict, reasons, drawn, copies, draw: id, tenant, key, pinned } = check;
      if (options.json) terminal.out(JSON.stringify(check));
      else {
        terminal.out(
          printable(`${verdict}: ${drawn} of ${copies} copies of ${tenant}, draw ${id}`),
        );
        terminal.out(`  signed with ${key ?? "no key"}${pinned ? ", as asked for" : ""}`);
        for (const reason of reasons) terminal.out(printable(`  ${reason}`));
      }
      finish(verdict === "sound" ? EXIT.done : EXIT.notGood);
    });
}

type SizeOptions = {
  readonly good: number;
  readonly confidence: number;
  readonly failed: number;
  readonly copies?: number;
  readonly json?: true;
};

function addSize(draw: Command, { terminal }: Context, finish: Finish): void {
  draw
    .command("size")
    .summary("how many copies must be drawn to claim that so many are good")
    .option("--good <percent>", "at least so many are good", readPercent, 99.2)
    .option("--confidence <percent>", "with so much confidence", readPercent, 95)
    .option("--failed <count>", "so many of those drawn fail", readCount, 0)
    .option("--copies <count>", "of so many; of endlessly many unless said", readCount)
    .option(...JSON_OPTION)
    .action((options: SizeOptions) => {
      const { failed, copies } = options;
      const share = complement(options.good);
      const alpha = complement(options.confidence);
      const sizes = {
        anytime: anytimeSampleSize({ share, alpha, failed, ...(copies && { copies }) }),
        fixed: fixedSampleSize({ share, alpha, failed }),
        discovery: copies && failed === 0 ? discoverySampleSize({ copies, share, alpha }) : null,
      };
      if (options.json) terminal.out(JSON.stringify(sizes));
      else {
        terminal.out(`${sizes.anytime ?? "impossible"}  however often one looks, as in the report`);
        terminal.out(`${sizes.fixed}  looked at once, the number fixed before`);
        if (sizes.discovery !== null)
          terminal.out(`${sizes.discovery}  likewise, of ${copies} copies, each drawn once`);
      }
      finish(EXIT.done);
    });
}

/** Without the noise of binary fractions: 99.2 % leaves 0.008. */
function complement(percent: number): number {
  return Number(((PERCENT - percent) / PERCENT).toPrecision(12));
}

function readPercent(text: string): number {
  const percent = Number(text);
  if (percent > 0 && percent <= 99.99) return percent;
  throw new InvalidArgumentError("Must be above 0 and at most 99.99.");
}

function readCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 0 && count <= COPIES_MAX) return count;
  throw new InvalidArgumentError(`Must be a whole number up to ${COPIES_MAX}.`);
}

/** What is no JSON is no draw. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
