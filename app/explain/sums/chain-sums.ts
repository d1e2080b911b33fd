import { createPencil, type Pencil } from "../create-pencil.ts";
import { sayMeasure } from "../say-measure.ts";
import type { SumsOf } from "../sum.ts";

/** The sums of chains, of retention and of purges. */
export const CHAIN_SUMS: SumsOf<
  | "chain-broken"
  | "base-hijacked"
  | "purge-foretold"
  | "retention-short"
  | "purge-overdue"
  | "mass-deletion"
> = {
  "chain-broken": {
    write: (pencil) => [...writeGap(pencil), ...writeGone(pencil)],
    none: {
      en: "No sum: what a restore needs below it is not there, or is no base; see base, or cause.",
      fr: "Pas de calcul : ce dont elle dépend manque, ou n'est pas une base ; voir base ou cause.",
    },
  },
  "base-hijacked": {
    write: writeForeign,
    none: {
      en: "No sum: the base that it names is none of its asset's fulls.",
      fr: "Pas de calcul : la base nommée n'est aucune des complètes de sa ressource.",
    },
  },
  "purge-foretold": { write: writeForetold },
  "retention-short": { write: writeRetention },
  "purge-overdue": { write: writePurge },
  "mass-deletion": { write: writeDeletion },
};

/** Of logs that follow each other the second begins where the first ends, or before. */
function writeGap({ text, part }: Pencil): readonly string[] {
  const [before, firstLsn] = [part("before"), text("firstLsn")];
  if (text("cause") !== "gap" || before === null || firstLsn === null) return [];
  return [`firstLsn ${firstLsn} > ${before["lastLsn"]} lastLsn of the log before it`];
}

/** `keepUntil` counts from the end of the base. */
function writeGone({ evidence, part, named, order }: Pencil): readonly string[] {
  const finishedAt = part("base")?.["finishedAt"];
  if (finishedAt === undefined) return [];
  const { span } = createPencil({ ...evidence, "base.finishedAt": finishedAt });
  return [
    ...span("keepUntil", "base.finishedAt", "keep"),
    ...order("removedAt", "keepUntil").map((line) => `${line}; ${named("orphans")}`),
  ];
}

function writeForeign({ at, text, part }: Pencil): readonly string[] {
  const own = part("newestOwnFull");
  if (!own) return [];
  const [name, known] =
    text("baseNamedBy") === "LSN"
      ? ["checkpointLsn", own["checkpointLsn"]]
      : ["backupSetId", own["backupSetId"]];
  const ours = `of our newest full, run ${own["runId"]}`;
  return [`base ${at("base")} is not ${name} ${known ?? "(unknown)"} ${ours}`];
}

/** A lock may keep the base for longer. */
function writeForetold({ number, instantMs, at, say, add }: Pencil): readonly string[] {
  const sums = [
    ...add("purgeAt", "baseFinishedAt", [{ name: "baseKeepMs" }]),
    ...add("orphanKeepUntil", "orphanFinishedAt", [{ name: "orphanKeepMs" }]),
  ];
  const [purgeMs, untilMs] = [instantMs("purgeAt"), instantMs("orphanKeepUntil")];
  const withinMs = number("purgeWithinMs");
  if (purgeMs === null || untilMs === null || withinMs === null) return sums;
  const apart = sayMeasure("apartMs", untilMs - purgeMs - withinMs);
  const last = `purgeAt ${at("purgeAt")} + ${say("purgeWithinMs")}`;
  return [...sums, `orphanKeepUntil ${at("orphanKeepUntil")} is ${apart} after ${last}`];
}

function writeRetention({ part, compare, number, say }: Pencil): readonly string[] {
  const { least, most } = { ...part("ageAtRemovalMs") };
  const [promised, present] = [number("promised"), number("present")];
  if (promised === null || present === null) return [];
  const lacking = compare("present", "promised").map(
    (line) => `${line}: ${promised - present} lack`,
  );
  if (typeof least !== "number" || typeof most !== "number") return lacking;
  const ages = [least, most].map((age) => sayMeasure("ageMs", age)).join(" to ");
  return [...lacking, `ageAtRemovalMs ${ages} < ${say("keepMs")}`];
}

/** Seen after it was to be gone; or all was told since then, and no removal among it. */
function writePurge({ number, at, instantMs, add, order }: Pencil): readonly string[] {
  const sum = add("purgeBy", "finishedAt", [{ name: "keepMs" }, { name: "purgeWithinMs" }]);
  const inventories = number("inventoriesSince");
  const [seenMs, byMs] = [instantMs("lastObservedAt"), instantMs("purgeBy")];
  if (seenMs !== null && byMs !== null && seenMs > byMs)
    return [...sum, ...order("lastObservedAt", "purgeBy")];
  if (inventories === null) return [...sum, ...order("watermark", "purgeBy")];
  const since = `whole inventories since purgeBy ${at("purgeBy")} told of its removal`;
  return [...sum, `none of ${inventories} ${since}`];
}

function writeDeletion(pencil: Pencil): readonly string[] {
  const { at, number, text, named, compare } = pencil;
  const [fromMs, toMs] = [pencil.instantMs("from"), pencil.instantMs("to")];
  if (fromMs === null || toMs === null || number("removed") === null) return [];
  const within = sayMeasure("apartMs", toMs - fromMs);
  const went = `${named("removed")} + ${named("locksCut")}, of ${named("runs")}`;
  const lines = [`${went}, within ${within}: from ${at("from")} to ${at("to")}`];
  if (number("windowMs") === null) return lines;
  const bounded = [
    ...lines,
    `one burst as none is more than ${pencil.say("windowMs")} from another`,
  ];
  if (text("rule") === "vault") return [...bounded, ...writeVault(pencil)];
  const made = compare("madeOverMs", "windowMs").map((line) => `${line}: no purge in their turn`);
  return [...bounded, ...compare("runs", "runsMin"), ...made];
}

/** A series that loses many counts for few there. */
function writeVault({ number, named, say, compare }: Pencil): readonly string[] {
  const [copies, share] = [number("vaultCopies"), number("leastShare")];
  const [runs, runsMin] = [number("vaultRuns"), number("runsMin")];
  if (copies === null || share === null || runs === null || runsMin === null) return [];
  const wanted = sayMeasure("runs", Math.max(runsMin, share * copies));
  const limit = `max(${say("runsMin")}, ${say("leastShare")} x ${say("vaultCopies")}) = ${wanted}`;
  return [`${named("vaultRuns")} >= ${limit}`, ...compare("vaultSeries", "seriesMin")];
}
