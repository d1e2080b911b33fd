import { MINUTE_MS, previousLocal } from "./local-slots.ts";
import type { Zone } from "./open-zone.ts";
import type { Cron } from "./read-cron.ts";

const HOUR_MINUTES = 60;
const DAY_MS = 86_400_000;

type Slot = {
  readonly dueMs: number;
  /** The slot before, if any. */
  readonly beforeMs: number | null;
  readonly zone: Zone;
  /** Null where the schedule is an interval. */
  readonly cron: Cron | null;
};

/** What a change of the zone's clocks does to a slot, as a sentence; empty where nothing. */
export function noteDue(slot: Slot): string {
  return noteAbsent(slot) ?? noteTwice(slot) ?? noteShift(slot) ?? "";
}

function noteAbsent({ dueMs, zone, cron }: Slot): string | null {
  const change = changeBefore(zone, dueMs);
  if (!cron || cron.followsElapsed || change?.atMs !== dueMs || change.shiftMs < 0) return null;
  const shownMs = dueMs + change.offsetMs;
  const wantedMs = previousLocal(cron, shownMs - 1);
  if (wantedMs === null || wantedMs < shownMs - change.shiftMs) return null;
  const wanted = sameDay(wantedMs, shownMs)
    ? `${wallClock(wantedMs)} does not exist on this day`
    : `${wallDate(wantedMs)} ${wallClock(wantedMs)} does not exist`;
  return `${wanted}: fires at the first instant after the gap`;
}

function noteTwice({ dueMs, zone, cron }: Slot): string | null {
  const span = zone.spanAt(dueMs);
  const shownMs = dueMs + span.offsetMs;
  const twice = `${wallClock(shownMs)} comes twice`;
  if (Number.isFinite(span.toMs) && shownMs >= span.toMs + zone.spanAt(span.toMs).offsetMs) {
    return cron && !cron.followsElapsed ? `${twice}: fires at its first` : `${twice}: its first`;
  }
  const change = changeBefore(zone, dueMs);
  if (change && shownMs < change.atMs + change.offsetMs - change.shiftMs)
    return `${twice}: its second`;
  return null;
}

function noteShift({ dueMs, beforeMs, zone }: Slot): string | null {
  const change = changeBefore(zone, dueMs);
  if (!change || beforeMs === null) return null;
  if (change.atMs <= beforeMs || change.atMs <= dueMs - DAY_MS) return null;
  const direction = change.shiftMs > 0 ? "forward" : "back";
  const shift = lengthText(Math.abs(change.shiftMs));
  return `clock goes ${direction} ${shift}: ${lengthText(dueMs - beforeMs)} after the one before`;
}

/** The latest change of the zone's clocks up to `atMs`, and the offset since. */
function changeBefore(zone: Zone, atMs: number) {
  const { fromMs, offsetMs } = zone.spanAt(atMs);
  if (!Number.isFinite(fromMs)) return null;
  return { atMs: fromMs, offsetMs, shiftMs: offsetMs - zone.spanAt(fromMs - 1).offsetMs };
}

function sameDay(localMs: number, otherMs: number): boolean {
  return wallDate(localMs) === wallDate(otherMs);
}

function wallDate(localMs: number): string {
  return new Date(localMs).toISOString().slice(0, 10);
}

function wallClock(localMs: number): string {
  return new Date(localMs).toISOString().slice(11, 16);
}

function lengthText(lengthMs: number): string {
  const minutes = Math.round(lengthMs / MINUTE_MS);
  const hours = Math.floor(minutes / HOUR_MINUTES);
  const rest = minutes % HOUR_MINUTES;
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}
