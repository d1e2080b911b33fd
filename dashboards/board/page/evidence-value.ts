import type { Lang } from "./words.ts";
import { WORDS } from "./words.ts";

/** How one field of evidence is to be shown; what it is follows from its name, which ends in it. */
export type EvidenceValue =
  | { readonly is: "text" | "name"; readonly text: string }
  | { readonly is: "instant"; readonly at: string }
  | { readonly is: "duration"; readonly seconds: number }
  | { readonly is: "bytes"; readonly bytes: number | string }
  | { readonly is: "list"; readonly values: readonly EvidenceValue[] }
  | { readonly is: "fields"; readonly fields: EvidenceFields };
export type EvidenceFields = readonly (readonly [name: string, value: EvidenceValue])[];

const TEXT_LENGTH_MAX = 2_000;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;
/** The fields that hold instants, by their endings or as a whole: others hold what people named. */
const INSTANT_ENDINGS = /(?:At|Until|Since|Slot)$/;
const INSTANT_FIELDS =
  "deadline due dueBy from lockedUntilBefore oldestAllowed purgeBy since to watermark".split(" ");
const INTEGER = /^-?\d+$/;
const VOCABULARY = {
  level: "levels",
  wanted: "levels",
  role: "roles",
  environment: "environments",
  assetKind: "assetKinds",
  backupType: "backupTypes",
  orphanType: "backupTypes",
  outcome: "outcomes",
} as const;

/** The fields that say something, in their order. */
export function readEvidence(evidence: object, lang: Lang): EvidenceFields {
  return Object.entries(evidence)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => [name, readValue(name, value, lang)]);
}

function readValue(name: string, value: unknown, lang: Lang): EvidenceValue {
  if (Array.isArray(value))
    return { is: "list", values: value.map((one) => readValue(name, one, lang)) };
  if (typeof value === "object" && value !== null) return readObject(name, value, lang);
  if (typeof value === "boolean") return { is: "text", text: SAID[lang][value ? "yes" : "no"] };
  if (typeof value === "number") return readNumber(name, value, lang);
  const text = String(value);
  if (name.endsWith("ytes") && INTEGER.test(text)) return { is: "bytes", bytes: text };
  if (isInstant(name, text)) return { is: "instant", at: text };
  return wordOf(name, text, lang) ?? { is: "name", text: cut(text) };
}

/** What is said in both languages is text; of the rest, numbers of the same unit keep it. */
function readObject(name: string, value: object, lang: Lang): EvidenceValue {
  const said: unknown = Reflect.get(value, lang);
  if (typeof said === "string" && Object.keys(value).length === 2)
    return { is: "name", text: cut(said) };
  const unit = /(?:Ms|[sS]econds|[bB]ytes)$/.exec(name)?.[0] ?? null;
  const fields = readEvidence(value, lang).map(([inner, one]) => {
    const own: unknown = Reflect.get(value, inner);
    const isBare = unit !== null && typeof own === "number";
    return [inner, isBare ? readNumber(name, own, lang) : one] as const;
  });
  return { is: "fields", fields };
}

function readNumber(name: string, value: number, lang: Lang): EvidenceValue {
  if (name.endsWith("Ms")) return { is: "duration", seconds: value / 1_000 };
  if (/seconds$/i.test(name)) return { is: "duration", seconds: value };
  if (/bytes$/i.test(name)) return { is: "bytes", bytes: value };
  const style = /share$/i.test(name) ? ({ style: "percent" } as const) : {};
  const digits = Number.isInteger(value) ? {} : { maximumSignificantDigits: 4 };
  const text = value.toLocaleString(lang === "fr" ? "fr-FR" : "en-GB", { ...style, ...digits });
  return { is: "text", text };
}

/** Names may be given by anybody: what has the shape of an instant need not be one. */
function isInstant(name: string, text: string): boolean {
  const isMeant = INSTANT_ENDINGS.test(name) || INSTANT_FIELDS.includes(name);
  return isMeant && INSTANT.test(text) && !Number.isNaN(Date.parse(text));
}

function wordOf(name: string, text: string, lang: Lang): EvidenceValue | null {
  if (!Object.hasOwn(VOCABULARY, name)) return null;
  const words: Readonly<Record<string, string>> =
    WORDS[lang][VOCABULARY[name as keyof typeof VOCABULARY]];
  const word = Object.hasOwn(words, text) ? words[text] : undefined;
  return word === undefined ? null : { is: "text", text: word };
}

function cut(text: string): string {
  return text.length > TEXT_LENGTH_MAX ? `${text.slice(0, TEXT_LENGTH_MAX)}…` : text;
}

const SAID = { en: { yes: "yes", no: "no" }, fr: { yes: "oui", no: "non" } } as const;
