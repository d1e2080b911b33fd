import { CalendarError } from "../../platform/calendar/calendar-error.ts";
import { openZone } from "../../platform/calendar/open-zone.ts";
import { parseCron } from "../../platform/calendar/parse-cron.ts";
import { durationSchema } from "../../schemas/duration.ts";
import type { FaultDraft } from "./fault-draft.ts";
import { valuesNamed } from "./value-at.ts";

/** Wherever the file has a cron, a zone or an interval, it must be possible. */
export function checkCalendar(content: unknown): FaultDraft[] {
  return [
    ...checkEach(content, "cron", (cron) => parseCron(cron, "UTC")),
    ...checkEach(content, "zone", openZone),
    ...checkEach(content, "every", checkInterval),
    ...checkEach(content, "pollEvery", checkInterval),
  ];
}

function checkEach(content: unknown, name: string, check: (text: string) => void): FaultDraft[] {
  return valuesNamed(content, name).flatMap(({ path, value }) => {
    if (typeof value !== "string") return [];
    try {
      check(value);
      return [];
    } catch (error) {
      if (!(error instanceof CalendarError)) throw error;
      return [{ path, at: "value", message: error.message, hint: error.hint ?? null }];
    }
  });
}

/** What is no duration at all is told by the schema. */
function checkInterval(text: string): void {
  if (durationSchema.safeParse(text).data !== 0) return;
  throw new CalendarError("interval", `${text} is no time at all`, "write 30s, 15m or 4h");
}
