import { createPencil, type Pencil } from "../create-pencil.ts";
import { sayMeasure } from "../say-measure.ts";

/** The sum of a parent: which share failed together, and that chance hardly does so. */
export function writeCause({ evidence, part, number }: Pencil): readonly string[] {
  const share = writeShare({ ...evidence }, number("share"));
  const decided = part("decided");
  if (!decided) return share;
  const { compare, say, ...at } = createPencil(decided);
  const [series, due, usual] = [at.number("series"), at.number("due"), at.number("usualShare")];
  if (series === null || due === null || usual === null) return share;
  const enough = compare("series", "seriesMin").map((line) => `${line} within ${say("windowMs")}`);
  const most = `${at.named("series")} / ${at.named("due")} = ${sayMeasure("share", series / due)}`;
  const lines = [...enough, `${most}, at least ${say("leastShare")}`];
  return [
    ...share,
    `when it was decided: ${lines.join("; ")}`,
    ...writeChance(series / due, decided),
  ];
}

function writeShare(evidence: Pencil["evidence"], share: number | null): readonly string[] {
  const { say, number } = createPencil(evidence);
  if (share === null || number("series") === null || number("due") === null) return [];
  return [`share = ${say("series")} / ${say("due")} = ${sayMeasure("share", share)}`];
}

/** Chernoff's bound, as in analyzers/causes/is-beyond-chance.ts. */
function writeChance(share: number, decided: Pencil["evidence"]): readonly string[] {
  const { number, say } = createPencil(decided);
  const [due, usual] = [number("due") ?? 0, number("usualShare") ?? 1];
  const others = share === 1 ? 0 : (1 - share) * Math.log((1 - share) / (1 - usual));
  const divergence = share * Math.log(share / usual) + others;
  const [s, p] = [share, usual].map((value) => sayMeasure("share", value));
  const rest = share === 1 ? "" : ` + (1 - ${s}) ln((1 - ${s}) / (1 - ${p}))`;
  const formula = `D = ${s} ln(${s} / ${p})${rest}`;
  const chance = sayMeasure("chance", Math.exp(-due * divergence));
  const value = sayMeasure("divergence", divergence);
  return [
    `${formula} = ${value}, where ${p} is usualShare`,
    `chance <= exp(-due x D) = exp(-${due} x ${value}) = ${chance} < ${say("chanceMax")}`,
  ];
}
