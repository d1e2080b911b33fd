import { instantToJson } from "../../../schemas/instant.ts";
import type { KindOfVigie } from "../../../schemas/is-of-vigie.ts";
import { createPencil, type Pencil } from "../create-pencil.ts";
import { sayMeasure } from "../say-measure.ts";
import type { SummedFinding, SumsOf } from "../sum.ts";

/** The sums of what is wrong with Vigie itself, and with those who tell it of backups. */
export const WATCHMAN_SUMS: SumsOf<KindOfVigie> = {
  "collector-silent": { write: writeSilence },
  "clock-skew": {
    write: (pencil) => [...writeMedian(pencil), ...pencil.compare("aheadMs", "toleranceMs")],
  },
  "rejects-rising": {
    write: (pencil) => [
      ...writeGreater(pencil, "limit", ["limitMin", "usualPerHour"]),
      ...pencil.compare("withinAnHour", "limit"),
    ],
  },
  "pager-failed": { write: writeFailing },
  "disk-low": { write: writeDisk },
};

function writeSilence(pencil: Pencil, { severity }: SummedFinding): readonly string[] {
  const { instantMs, number, say, named, add, at } = pencil;
  const lines = [...writeLimit(pencil), ...add("silentAt", "lastMovedAt", [{ name: "limitMs" }])];
  const [movedMs, rpoMs] = [instantMs("lastMovedAt"), number("leastRpoMs")];
  if (movedMs === null || rpoMs === null) return lines;
  const from = severity === "critical" ? "critical since" : "critical from";
  const until = `lastMovedAt ${at("lastMovedAt")} + ${say("leastRpoMs")}`;
  const sum = `${from} ${until} = ${instantToJson(movedMs + rpoMs)}`;
  return [...lines, `${sum}, the least RPO of its ${named("series")}`];
}

function writeLimit(pencil: Pencil): readonly string[] {
  const { named } = pencil;
  switch (pencil.text("rule")) {
    case "usual":
      return writeGreater(pencil, "limitMs", ["limitMinMs", "usualIntervalMs"]);
    case "learning":
      return [`${named("limitMs")} while its usual interval is learned: ${named("intervals")}`];
    case "never heard":
      return [`${named("limitMs")}, as it never told how far it knows`];
    default:
      return [];
  }
}

/** `limit = max(20 limitMin, 3 usualTimes x 4 usualPerHour) = 20` */
function writeGreater(
  { number, say }: Pencil,
  limit: string,
  [least, usual]: readonly [string, string],
): readonly string[] {
  const value = number(limit);
  if (value === null || number(least) === null || number(usual) === null) return [];
  const sum = `max(${say(least)}, ${say("usualTimes")} x ${say(usual)})`;
  return [`${limit} = ${sum} = ${sayMeasure(limit, value)}`];
}

function writeMedian({ evidence, number }: Pencil): readonly string[] {
  const [samples, ahead] = [evidence["samplesMs"], number("aheadMs")];
  if (!Array.isArray(samples) || ahead === null) return [];
  const said = samples.map((sample) => sayMeasure("sampleMs", Number(sample))).join(", ");
  return [`aheadMs = median(samplesMs) = median(${said}) = ${sayMeasure("aheadMs", ahead)}`];
}

function writeFailing({ evidence, say }: Pencil, { openedAt }: SummedFinding): readonly string[] {
  const failing = createPencil({ ...evidence, openedAt }).order("openedAt", "since");
  return failing.map((line) => `${line}, the first of ${say("failures")} in a row`);
}

function writeDisk(pencil: Pencil, { severity }: SummedFinding): readonly string[] {
  const [free, total] = [pencil.number("freeBytes"), pencil.number("totalBytes")];
  if (free === null || !total) return [];
  const of = `${pencil.named("freeBytes")} / ${pencil.named("totalBytes")}`;
  const bound = severity === "critical" ? "criticalBelowBytes" : "warnBelowBytes";
  const share = `${sayMeasure("percent", (100 * free) / total)} % free`;
  return [...pencil.compare("freeBytes", bound), `${of} = ${share}`];
}
