import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Clock } from "../../platform/clock/clock.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import { createDirectoryObjects } from "../../platform/objects/directory-objects.ts";
import type { ObjectStore } from "../../platform/objects/object-store.ts";
import type { StateStore } from "../../platform/state/state-store.ts";
import type { Store } from "../../platform/store/store.ts";
import type { Policy } from "../../schemas/policy.ts";
import { canonicalJson } from "../proof/canonical-json.ts";
import { ROOTS_FOLDER } from "../proof/check-proofs-directory.ts";
import type { SigningKeys } from "../proof/open-keys.ts";
import {
  claimReport,
  forgetUnfinished,
  migrateReports,
  releaseReport,
  rememberReport,
} from "./claim-report.ts";
import { type IsoWeek, weekOf } from "./iso-week.ts";
import { keepWeekRoot, rootName } from "./keep-week-root.ts";
import { sealedReportSchema } from "./sealed-report.ts";
import type { WeekReport } from "./week-report.ts";
import { reportName, SEALED_FORMATS, writeReport } from "./write-report.ts";

/** Weeks that are caught up after downtime; older ones are there for the asking by command. */
const WEEKS_MAX = 8;

const FIRST_EVENT = readFileSync(new URL("./select-first-event.sql", import.meta.url), "utf8");
const firstEventRowSchema = z.object({ firstMs: z.coerce.number().nullable() });

type Options = {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly state: StateStore;
  readonly keys: SigningKeys;
  readonly zone: string;
  readonly lang: WeekReport["lang"];
  readonly directory: string;
  readonly policies: readonly Policy[];
  /** Where each week's signed root is kept: beside the proofs, and outside if anybody asked. */
  readonly roots?: { readonly proofs: ObjectStore; readonly anchor: ObjectStore | null };
  /**
   * Sends a week's documents outside. Where it fails they are sent again, so that they may come
   * twice.
   */
  readonly send?: ((week: EndedWeek) => Promise<void>) | null;
};

/** What there is of a week that has ended: its report, in each format, and its signed root. */
export type EndedWeek = {
  readonly week: string;
  readonly rootHash: string;
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[];
};

/**
 * Writes the report of each week once it has ended, those that ended while nobody ran included;
 * each once.
 */
export async function startReports(options: Options): Promise<{ stop(): Promise<void> }> {
  const { clock, logger, state, zone } = options;
  let nextEndMs = Number.NEGATIVE_INFINITY;
  await migrateReports(state);
  return clock.everyMinute(async () => {
    const nowMs = clock.nowMs();
    if (nowMs < nextEndMs) return;
    try {
      if (await writeDue(options)) nextEndMs = weekOf(nowMs, zone).untilMs;
    } catch (error) {
      if (!(error instanceof OperatingError)) throw error;
      logger.error({ err: error, hint: error.hint }, "Cannot write the weekly report");
    }
  });
}

/** False where one is being written by another process or was not sent: it is looked at again. */
async function writeDue(options: Options): Promise<boolean> {
  const { clock, state, lang } = options;
  const weeks = await listEnded(options);
  await tellUnfinished(weeks, options);
  let allDone = true;
  let isBeforeDone = true;
  for (const week of weeks) {
    const claim = await claimReport(state, { week: week.name, lang }, clock.nowMs());
    isBeforeDone =
      claim === "written" || (claim === "ours" && (await tryWeek(week, isBeforeDone, options)));
    if (!isBeforeDone) allDone = false;
  }
  return allDone;
}

/** Once, when they are tried no more. */
async function tellUnfinished([first]: readonly IsoWeek[], { state, lang, logger }: Options) {
  if (first === undefined) return;
  for (const week of await forgetUnfinished(state, { week: first.name, lang }))
    logger.error({ week }, "A weekly report was never finished or sent, and is tried no more");
}

/** False where it could not be finished: the weeks after it do not wait for that. */
async function tryWeek(week: IsoWeek, isBeforeDone: boolean, options: Options): Promise<boolean> {
  try {
    return await finishWeek(week, isBeforeDone, options);
  } catch (error) {
    if (!(error instanceof OperatingError)) throw error;
    const about = { err: error, hint: error.hint, week: week.name };
    options.logger.error(about, "Cannot finish the weekly report");
    return false;
  }
}

/**
 * False where it could not be sent: its claim is kept, so that it is sent again when that ends; or
 * where its root waits for that of the week before, which it names.
 */
async function finishWeek(
  week: IsoWeek,
  isBeforeDone: boolean,
  options: Options,
): Promise<boolean> {
  const { clock, logger, state, lang } = options;
  const name = { week: week.name, lang };
  let isSent = true;
  try {
    if (!(await isThere(week, options))) {
      const written = await writeReport({
        ...options,
        week: week.name,
        nowMs: clock.nowMs(),
        formats: SEALED_FORMATS,
      });
      logger.info({ week: week.name, files: written.files }, "Wrote the weekly report");
    }
    if (!isBeforeDone && (await lacksRootBefore(week, options))) {
      await releaseReport(state, name);
      return false;
    }
    const ended = await keepRoot(week, options);
    isSent = ended === null || (await sendWeek(ended, options));
  } catch (error) {
    await releaseReport(state, name);
    throw error;
  }
  if (isSent) await rememberReport(state, name, clock.nowMs());
  return isSent;
}

async function lacksRootBefore({ fromMs }: IsoWeek, { roots, zone }: Options): Promise<boolean> {
  const before = `${ROOTS_FOLDER}${rootName(weekOf(fromMs - 1, zone).name)}`;
  return roots !== undefined && (await roots.proofs.head(before)) === null;
}

async function sendWeek(ended: EndedWeek, { send, logger }: Options): Promise<boolean> {
  try {
    await send?.(ended);
    return true;
  } catch (error) {
    if (!(error instanceof OperatingError)) throw error;
    const { week } = ended;
    logger.error({ err: error, hint: error.hint, week }, "Cannot send the weekly report");
    return false;
  }
}

/** From the report as it was signed, so that both say the same; null where none are kept. */
async function keepRoot(week: IsoWeek, options: Options): Promise<EndedWeek | null> {
  const { roots, keys, lang, zone } = options;
  if (!roots) return null;
  const sealed = await readFile(reportName(week.name, lang, "json"), options);
  const { report } = sealedReportSchema.parse(JSON.parse(sealed.bytes.toString("utf8")));
  const weekBefore = weekOf(week.fromMs - 1, zone).name;
  const root = await keepWeekRoot(report, { ...roots, keys, weekBefore });
  const page = await readFile(reportName(week.name, lang, "html"), options);
  const bytes = Buffer.from(`${canonicalJson(root)}\n`);
  const files = [page, sealed, { name: rootName(week.name), bytes }];
  return { week: week.name, rootHash: root.hash, files };
}

async function readFile(name: string, { directory }: Options) {
  const objects = createDirectoryObjects({ root: directory });
  const chunks: Uint8Array[] = [];
  for await (const chunk of objects.read(name)) chunks.push(chunk);
  return { name, bytes: Buffer.concat(chunks) };
}

/** A report that was sent may not be replaced by another, even where the state was lost. */
async function isThere(week: IsoWeek, { directory, lang }: Options): Promise<boolean> {
  const objects = createDirectoryObjects({ root: directory });
  const heads = await Promise.all(
    SEALED_FORMATS.map((format) => objects.head(reportName(week.name, lang, format))),
  );
  return heads.every((head) => head !== null);
}

/** Weeks that have ended since the first event, oldest first, the last `WEEKS_MAX` of them. */
async function listEnded({ store, clock, zone }: Options): Promise<readonly IsoWeek[]> {
  const [row] = await store.query(FIRST_EVENT, {}, firstEventRowSchema);
  if (!row || row.firstMs === null) return [];
  const weeks: IsoWeek[] = [];
  let endMs = weekOf(clock.nowMs(), zone).fromMs;
  while (endMs > row.firstMs && weeks.length < WEEKS_MAX) {
    const week = weekOf(endMs - 1, zone);
    weeks.unshift(week);
    endMs = week.fromMs;
  }
  return weeks;
}
