import { join } from "node:path";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import { createDirectoryObjects } from "../../platform/objects/directory-objects.ts";
import type { Store } from "../../platform/store/store.ts";
import type { Policy } from "../../schemas/policy.ts";
import type { SigningKeys } from "../proof/open-keys.ts";
import { buildWeek } from "./build-week.ts";
import { weekNamed, weekOf } from "./iso-week.ts";
import type { renderPdf } from "./pdf/render-pdf.ts";
import { sealReport } from "./seal-report.ts";
import { selectWeek } from "./select-week.ts";
import type { WeekReport } from "./week-report.ts";

/** What is sealed; a PDF carries the second. */
export const SEALED_FORMATS = ["html", "json"] as const;
export const REPORT_FORMATS = [...SEALED_FORMATS, "pdf"] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

export type WriteReportOptions = {
  readonly store: Store;
  readonly keys: SigningKeys;
  readonly policies: readonly Policy[];
  readonly zone: string;
  readonly nowMs: number;
  /** Such as `2026-W46`; the last that has ended where it is not said. */
  readonly week?: string | undefined;
  readonly lang: WeekReport["lang"];
  readonly formats: readonly ReportFormat[];
  readonly directory: string;
};

export type WrittenReport = {
  readonly week: string;
  readonly files: readonly string[];
  readonly report: WeekReport;
};

/**
 * Makes the report of a week from the store, signs it, and writes it as `<week>-<lang>.<format>`,
 * whole or not at all.
 */
export async function writeReport(options: WriteReportOptions): Promise<WrittenReport> {
  const { store, keys, policies, zone, nowMs, lang, formats, directory } = options;
  const week = options.week === undefined ? lastWeek(nowMs, zone) : weekNamed(options.week, zone);
  if (week.fromMs >= nowMs) {
    throw new OperatingError(`Cannot report on ${week.name} as it has not begun`, {
      retryable: false,
      hint: "Name a week that has begun, or leave --week out for the last that has ended",
    });
  }
  const asOfMs = Math.min(week.untilMs, nowMs);
  const data = await selectWeek(store, { week, asOfMs });
  const report = buildWeek(data, { week, asOfMs, zone, lang, policies });
  const sealed = sealReport(report, keys);
  const objects = createDirectoryObjects({ root: directory });
  const names = formats.map((format) => ({ format, name: reportName(week.name, lang, format) }));
  for (const { format, name } of names) {
    const file = format === "pdf" ? await makePdf({ ...sealed, report }) : sealed[format];
    await objects.write(name, Buffer.from(file));
  }
  return { week: week.name, report, files: names.map(({ name }) => join(directory, name)) };
}

/** The formats in a comma-separated list; `OperatingError` for one that we do not write. */
export function parseReportFormats(list: string): readonly ReportFormat[] {
  return list.split(",").map((word) => {
    const format = REPORT_FORMATS.find((known) => known === word.trim());
    if (format) return format;
    throw new OperatingError(`Cannot write a report as ${word.trim() || "nothing"}`, {
      retryable: false,
      hint: `Ask for ${REPORT_FORMATS.join(", ")}, or several with commas between`,
    });
  });
}

export function reportName(week: string, lang: string, format: ReportFormat): string {
  return `${week}-${lang}.${format}`;
}

/** What makes PDFs takes 10 MB: it is loaded for the first one. */
const makePdf: typeof renderPdf = async (sealed) =>
  (await import("./pdf/render-pdf.ts")).renderPdf(sealed);

function lastWeek(nowMs: number, zone: string) {
  return weekOf(weekOf(nowMs, zone).fromMs - 1, zone);
}
