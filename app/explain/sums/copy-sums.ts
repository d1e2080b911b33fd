import type { Pencil, Term } from "../create-pencil.ts";
import { sayMeasure } from "../say-measure.ts";
import type { SumsOf } from "../sum.ts";

/** The sums of copies: by when they had to come, until when to stay, and how two compare. */
export const COPY_SUMS: SumsOf<
  | "copy-missing"
  | "copy-late"
  | "copy-lost"
  | "copy-changed"
  | "copy-size-mismatch"
  | "copy-checksum-mismatch"
  | "copy-unverified"
  | "copies-colocated"
  | "unencrypted"
  | "lock-short"
> = {
  "copy-missing": {
    write: ({ span, order }) => [
      ...span("deadline", "finishedAt", "within"),
      ...order("watermark", "deadline"),
    ],
  },
  "copy-late": {
    write: ({ span, add }) => [
      ...span("deadline", "finishedAt", "within"),
      ...add("observedAt", "deadline", [{ name: "lateByMs" }]),
    ],
  },
  "copy-lost": {
    write: (pencil) => [
      ...writeKeep(pencil),
      ...pencil.order("removedAt", "keepUntil"),
      ...pencil.order("watermark", "removedAt"),
    ],
  },
  "copy-changed": { write: (pencil) => writeDifferences(pencil, ["first", "changed"]) },
  "copy-size-mismatch": { write: (pencil) => writeDifferences(pencil, ["primary", "duplicate"]) },
  "copy-checksum-mismatch": {
    write: (pencil) => [
      ...writeClaim(pencil),
      ...writeDifferences(pencil, ["primary", "duplicate"]),
    ],
  },
  "copy-unverified": { write: writeUnverified },
  "copies-colocated": { write: writeColocated },
  unencrypted: {
    none: {
      en: "No sum: the policy asks for encryption, and the copy is not encrypted.",
      fr: "Pas de calcul : la politique exige le chiffrement, et la copie n'est pas chiffrée.",
    },
  },
  "lock-short": { write: (pencil) => [...writeKeep(pencil), ...writeLock(pencil)] },
};

function writeKeep({ number, add }: Pencil): readonly string[] {
  const change: readonly Term[] =
    number("clockChangeMs") === null ? [] : [{ name: "clockChangeMs", sign: "-" }];
  return add("keepUntil", "keptSince", [{ name: "keepMs" }, ...change]);
}

function writeLock({ at, text, order }: Pencil): readonly string[] {
  const cut = order("observedAt", "lockedUntilBefore");
  if (text("lockedUntil") !== null) return [...cut, ...order("lockedUntil", "keepUntil")];
  return [...cut, `lockedUntil none; it was to last until keepUntil ${at("keepUntil")}`];
}

type Two = readonly [one: string, other: string];

/** What two looks at copies saw, where it differs. */
function writeDifferences({ part }: Pencil, [one, other]: Two): readonly string[] {
  const [a, b] = [part(one), part(other)];
  if (!a || !b) return [];
  return [...writeSizes([one, a], [other, b]), ...writeChecksums([one, a], [other, b])];
}

type Seen = readonly [name: string, seen: NonNullable<ReturnType<Pencil["part"]>>];

function writeSizes([one, a]: Seen, [other, b]: Seen): readonly string[] {
  const [size, otherSize] = [a, b].map((seen) => BigInt(String(seen["sizeBytes"])));
  if (size === undefined || otherSize === undefined || size === otherSize) return [];
  const apart = size > otherSize ? size - otherSize : otherSize - size;
  return [`sizeBytes ${size} bytes ${one} - ${otherSize} bytes ${other}: ${apart} bytes apart`];
}

function writeChecksums([one, a]: Seen, [other, b]: Seen): readonly string[] {
  const [sum, otherSum] = [a["checksum"], b["checksum"]];
  if (typeof sum !== "string" || typeof otherSum !== "string" || sum === otherSum) return [];
  return [`checksum ${sum} ${one} is not ${otherSum} ${other}`];
}

function writeClaim({ text }: Pencil): readonly string[] {
  const [algorithm, claimed, observed] = ["algorithm", "claimed", "observed"].map(text);
  if (!algorithm || !claimed || !observed) return [];
  return [`checksum ${algorithm}:${claimed} claimed is not ${algorithm}:${observed} observed`];
}

function writeUnverified({ part }: Pencil): readonly string[] {
  const said = ["primary", "duplicate"].map((role) => {
    const seen = part(role);
    const type = seen?.["checksumType"] ? ` (${seen["checksumType"]})` : "";
    const stored = seen?.["storageClass"] ? `, storage class ${seen["storageClass"]}` : "";
    const encrypted = seen?.["encrypted"] ? ", encrypted" : "";
    const size = sayMeasure("bytes", Number(seen?.["sizeBytes"] ?? 0));
    return `${role}: ${size}, checksum ${seen?.["checksum"] ?? "none"}${type}${stored}${encrypted}`;
  });
  return part("primary") ? [...said, "nothing of the two can be held against each other"] : [];
}

function writeColocated({ text }: Pencil): readonly string[] {
  const vault = text("vault");
  return vault === null ? [] : [`vaults of primary and duplicate: 1 (${vault}) < 2 asked for`];
}
