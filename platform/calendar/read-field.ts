import { CalendarError } from "./calendar-error.ts";

/** What one of the five fields may hold. `names` begin at `min`. */
export type FieldRule = {
  readonly field: string;
  readonly min: number;
  readonly max: number;
  readonly names: readonly string[];
};

/** Vixie's star rule asks only whether a field begins with `*`, so a step of a star is one too. */
export type Field = { readonly values: ReadonlySet<number>; readonly star: boolean };

const ITEM = /^(\*|[a-z0-9]+)(?:-([a-z0-9]+))?(?:\/([0-9]+))?$/;

/**
 * Reads the numbers, names, ranges and steps of one field; throws `CalendarError` in the field's
 * name.
 */
export function readField(text: string, rule: FieldRule): Field {
  const values = text.split(",").flatMap((item) => readItem(item, rule));
  return { values: new Set(values), star: text.startsWith("*") };
}

function readItem(item: string, rule: FieldRule): number[] {
  const [, first, last, step] = ITEM.exec(item.toLowerCase()) ?? [];
  if (first === undefined || (first === "*" && last !== undefined)) {
    throw new CalendarError(rule.field, `${quote(item)} cannot be read`, faultHint(item));
  }
  const from = first === "*" ? rule.min : readValue(first, rule);
  const to = first === "*" ? rule.max : last === undefined ? from : readEnd(last, rule);
  if (from > to) {
    const hint = `write ${first}-${rule.max},${rule.min}-${last}`;
    throw new CalendarError(rule.field, `${quote(item)} runs backwards`, hint);
  }
  return steps(from, to, readStep(item, step, rule, first !== "*" && last === undefined));
}

function readStep(item: string, step: string | undefined, rule: FieldRule, alone: boolean): number {
  if (step === undefined) return 1;
  if (alone) {
    const hint = `write ${item.replace("/", `-${rule.max}/`)}`;
    throw new CalendarError(rule.field, `${quote(item)} has a step but no range`, hint);
  }
  if (Number(step) === 0) throw new CalendarError(rule.field, `${quote(item)} has a step of 0`);
  return Number(step);
}

/** One number or name within the field's bounds. */
export function readValue(text: string, rule: FieldRule): number {
  const named = rule.names.indexOf(text);
  if (named >= 0) return rule.min + named;
  if (!/^[0-9]+$/.test(text)) {
    const hint = rule.names.length > 0 ? `names are ${rule.names.join(", ")}` : faultHint(text);
    throw new CalendarError(rule.field, `${quote(text)} is not a number or a name`, hint);
  }
  const value = Number(text);
  if (value >= rule.min && value <= rule.max) return value;
  throw new CalendarError(rule.field, `${text} is not between ${rule.min} and ${rule.max}`);
}

/** Sunday may end a range, though its name stands for 0: `fri-sun` is 5-7. */
function readEnd(text: string, rule: FieldRule): number {
  return text === "sun" && rule.names.includes("sun") ? rule.max : readValue(text, rule);
}

function steps(from: number, to: number, step: number): number[] {
  const count = Math.floor((to - from) / step) + 1;
  return Array.from({ length: count }, (_, index) => from + index * step);
}

function faultHint(item: string): string {
  if (item.includes("?")) return "write * instead of ?";
  if (/w$/i.test(item)) return "W (nearest weekday) is not of Vixie cron and not supported";
  return "write numbers, ranges (1-5), lists (1,15) or steps (*/15)";
}

function quote(text: string): string {
  return JSON.stringify(text);
}
