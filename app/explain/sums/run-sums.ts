import type { Pencil } from "../create-pencil.ts";
import { sayMeasure } from "../say-measure.ts";
import type { Sum, SumsOf } from "../sum.ts";

const LOG_DIGITS = 9;
/** What rounding leaves. */
const SAME_SHARE = 1e-6;

const SIZE: Sum = { write: writeSize };
const DURATION: Sum = { write: writeDuration };

/** The sums of a run's size, duration and compression against its series' own history. */
export const RUN_SUMS: SumsOf<
  "undersized" | "oversized" | "too-fast" | "too-slow" | "incompressible"
> = {
  undersized: SIZE,
  oversized: SIZE,
  "too-fast": DURATION,
  "too-slow": DURATION,
  incompressible: { write: writeRatio },
};

function writeSize(pencil: Pencil): readonly string[] {
  const { text, compare } = pencil;
  if (text("rule") === "minimum") return compare("bytes", "minBytes");
  if (text("rule") === "drift") return writeChange(pencil, ["usualBytes", "formerBytes"]);
  const expected = writeExpected(pencil);
  if (text("rule") === "empty")
    return [...expected, ...writeShare(pencil), ...compare("bytes", "emptyBytes")];
  return [...expected, ...writeChange(pencil, ["bytes", "expectedBytes"])];
}

function writeChange(pencil: Pencil, sizes: Pair): readonly string[] {
  return [
    ...writeLog(pencil, "change", sizes),
    ...writeScales(pencil, "change"),
    ...["zMax", "zMin"].flatMap((limit) => pencil.compare("z", limit)),
    ...["changeMax", "changeMin"].flatMap((limit) => pencil.compare("change", limit)),
  ];
}

/** All logarithms of bytes. */
function writeExpected({ number, named }: Pencil): readonly string[] {
  const terms = ["center", "level", "season", "growth"];
  const values = terms.map(number);
  if (number("expectedBytes") === null || values.some((value) => value === null)) return [];
  const logs = values.map((value) => Number((value ?? 0).toPrecision(LOG_DIGITS)));
  const sum = logs.join(" + ").replaceAll("+ -", "- ");
  return [`${named("expectedBytes")} = exp(${terms.join(" + ")}) = exp(${sum})`];
}

function writeShare({ number }: Pencil): readonly string[] {
  const [bytes, expected] = [number("bytes"), number("expectedBytes")];
  if (bytes === null || !expected) return [];
  const of = `${sayMeasure("bytes", bytes)} / ${sayMeasure("bytes", expected)}`;
  return [`bytes / expectedBytes = ${of} = ${sayMeasure("share", bytes / expected)}`];
}

function writeDuration(pencil: Pencil): readonly string[] {
  const { text, number, compare } = pencil;
  const rule = text("rule");
  if (rule === "minimum") return compare("seconds", "minSeconds");
  if (rule === "running") {
    const [usual, after] = [number("usualSeconds"), number("slowAfterSeconds")];
    const times = usual && after ? [sayTimes(usual, after)] : [];
    return [...writeUsual(pencil, "largestBytes"), ...times, ...writeRunning(pencil)];
  }
  return [
    ...writeUsual(pencil, "bytes"),
    ...writeLog(pencil, "deviation", ["seconds", "usualSeconds"]),
    ...writeScales(pencil, "deviation"),
    ...pencil.compareSize("deviation", "limit"),
  ];
}

function writeRunning({ span, compare }: Pencil): readonly string[] {
  const running = span("watermark", "startedAt", "runningSeconds");
  return [...running, ...compare("runningSeconds", "slowAfterSeconds")];
}

function sayTimes(usual: number, after: number): string {
  const times = sayMeasure("times", after / usual);
  const spans = [after, usual].map((seconds) => sayMeasure("seconds", seconds));
  return `slowAfterSeconds ${spans[0]} = ${times} x ${spans[1]} usualSeconds`;
}

/** What lies beyond the sizes that are known well may take time in proportion. */
function writeUsual({ number, named }: Pencil, of: string): readonly string[] {
  const [bytes, usual] = [number(of), number("usualSeconds")];
  const [center, slope] = [number("center"), number("slope")];
  const [small, large] = [number("smallBytes"), number("largeBytes")];
  if (!bytes || !usual || !small || !large || center === null || slope === null) return [];
  const known = Math.min(large, Math.max(small, bytes));
  const [name] = known === bytes ? [of] : [known === small ? "smallBytes" : "largeBytes"];
  const seconds = Math.exp(center + slope * Math.log(known));
  const isKnown = Math.abs(usual / seconds - 1) < SAME_SHARE;
  const logs = [center, slope].map((value) => Number(value.toPrecision(LOG_DIGITS)));
  const sum = `exp(${logs[0]} + ${logs[1]} x ln(${sayMeasure("bytes", known)}))`;
  const factor = isKnown ? ["", ""] : [` x ${of} / ${name}`, ` x ${bytes} / ${known}`];
  const formula = `exp(center + slope x ln(${name}))${factor[0]}`;
  return [`${named("usualSeconds")} = ${formula} = ${sum}${factor[1]}`];
}

/** A creep is of the middle of the last three runs, not of this one. */
function writeRatio(pencil: Pencil): readonly string[] {
  const measured = pencil.number("middleRatio") === null ? "ratio" : "middleRatio";
  return [
    ...writeStored(pencil),
    ...writeLog(pencil, "deviation", [measured, "usualRatio"]),
    ...writeScales(pencil, "deviation"),
    ...pencil.compare("deviation", "limit"),
  ];
}

function writeStored({ number, named }: Pencil): readonly string[] {
  const [bytes, stored] = [number("bytes"), number("storedBytes")];
  if (bytes === null || !stored) return [];
  const of = `${sayMeasure("bytes", bytes)} / ${sayMeasure("bytes", stored)}`;
  return [`${named("ratio")} = bytes / storedBytes = ${of}`];
}

type Pair = readonly [measured: string, usual: string];

function writeLog({ number }: Pencil, name: string, [measured, usual]: Pair): readonly string[] {
  const [log, seen, expected] = [number(name), number(measured), number(usual)];
  if (log === null || seen === null || expected === null) return [];
  const of = `ln(${sayMeasure(measured, seen)} / ${sayMeasure(usual, expected)})`;
  return [`${name} = ln(${measured} / ${usual}) = ${of} = ${sayMeasure(name, log)}`];
}

function writeScales({ number }: Pencil, name: string): readonly string[] {
  const [log, scale] = [number(name), number("scale")];
  if (log === null || !scale) return [];
  const z = number("z") ?? log / scale;
  const of = [log, scale].map((value) => sayMeasure(name, value)).join(" / ");
  return [`z = ${name} / scale = ${of} = ${sayMeasure("z", z)}`];
}
