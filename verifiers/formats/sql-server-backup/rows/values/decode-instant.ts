import { viewOf } from "../page-slots.ts";

const DAY_MS = 86_400_000;
const DAY_TICKS = 25_920_000;
const DAY_MINUTES = 1_440;
/** From 0001-01-01, and from 1900-01-01, to 1970-01-01. */
const DAYS_FROM_YEAR_ONE = 719_162;
const DAYS_FROM_1900 = 25_567;
/** 9999-12-31. */
const DAYS_MAX = 2_932_896;
const DATE_BYTES = 3;
const OFFSET_BYTES = 2;
const OFFSET_MINUTES_MAX = 840;

/** Days since 0001-01-01. Null, as the others here, where the bytes are no date. */
export function decodeDate(bytes: Uint8Array): string | null {
  return writeDate(readUnsigned(bytes) - DAYS_FROM_YEAR_ONE);
}

/** Units of 10 ^ -`scale` seconds since midnight. */
export function decodeTime(bytes: Uint8Array, scale: number): string | null {
  return writeTime(readUnsigned(bytes), scale);
}

/** A time, then a date. */
export function decodeDatetime2(bytes: Uint8Array, scale: number): string | null {
  const timeBytes = bytes.length - DATE_BYTES;
  return join(
    decodeDate(bytes.subarray(timeBytes)),
    decodeTime(bytes.subarray(0, timeBytes), scale),
  );
}

/** A time and a date in UTC, then the zone's minutes; written as local time with its zone. */
export function decodeDatetimeoffset(bytes: Uint8Array, scale: number): string | null {
  const timeBytes = bytes.length - DATE_BYTES - OFFSET_BYTES;
  const dateEnd = timeBytes + DATE_BYTES;
  const minutes = viewOf(bytes).getInt16(dateEnd, true);
  if (Math.abs(minutes) > OFFSET_MINUTES_MAX) return null;
  const unitsPerDay = 86_400 * 10 ** scale;
  const units = readUnsigned(bytes.subarray(0, timeBytes));
  if (units >= unitsPerDay) return null;
  const local = units + minutes * 60 * 10 ** scale;
  const shift = Math.floor(local / unitsPerDay);
  const days = readUnsigned(bytes.subarray(timeBytes, dateEnd)) - DAYS_FROM_YEAR_ONE + shift;
  const text = join(writeDate(days), writeTime(local - shift * unitsPerDay, scale));
  return text && text + writeZone(minutes);
}

/** Ticks of 1/300 s since midnight, then days since 1900-01-01. */
export function decodeDatetime(bytes: Uint8Array): string | null {
  const view = viewOf(bytes);
  const ticks = view.getUint32(0, true);
  if (ticks >= DAY_TICKS) return null;
  const milliseconds = Math.round((ticks * 10) / 3);
  return join(writeDate(view.getInt32(4, true) - DAYS_FROM_1900), writeTime(milliseconds, 3));
}

/** Minutes since midnight, then days since 1900-01-01. */
export function decodeSmalldatetime(bytes: Uint8Array): string | null {
  const view = viewOf(bytes);
  const minutes = view.getUint16(0, true);
  if (minutes >= DAY_MINUTES) return null;
  return join(writeDate(view.getUint16(2, true) - DAYS_FROM_1900), writeTime(minutes * 60, 0));
}

function join(date: string | null, time: string | null): string | null {
  return date === null || time === null ? null : `${date}T${time}`;
}

/** `days` since 1970-01-01, of the years 1 to 9999. */
function writeDate(days: number): string | null {
  if (days < -DAYS_FROM_YEAR_ONE || days > DAYS_MAX) return null;
  return new Date(days * DAY_MS).toISOString().slice(0, 10);
}

function writeTime(units: number, scale: number): string | null {
  const second = 10 ** scale;
  const seconds = Math.floor(units / second);
  if (seconds >= 86_400) return null;
  const two = (value: number) => String(value).padStart(2, "0");
  const clock = `${two(Math.floor(seconds / 3_600))}:${two(Math.floor(seconds / 60) % 60)}`;
  const text = `${clock}:${two(seconds % 60)}`;
  return scale === 0 ? text : `${text}.${String(units % second).padStart(scale, "0")}`;
}

function writeZone(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const away = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(away / 60))}:${two(away % 60)}`;
}

/** Little-endian; at most five bytes here, so that a number holds them. */
function readUnsigned(bytes: Uint8Array): number {
  return bytes.reduceRight((value, byte) => value * 256 + byte, 0);
}
