import { z } from "zod";
import type { Finding } from "../../schemas/finding.ts";
import { SERIES_ATTRIBUTES, type Series, seriesSchema } from "../../schemas/series.ts";
import { plainLine } from "./plain-line.ts";
import { type Lang, WORDS } from "./words.ts";

const NAME_LENGTH_MAX = 80;

const namesSchema = z.record(z.string(), z.string());

/**
 * What a finding is about, for a title: `VisitorDb (acme, paris)`, or what its series have in
 * common.
 */
export function saySubject(finding: Finding, lang: Lang): string {
  const { series, collector, evidence } = finding;
  if (series) return sayAsset(series);
  if (collector !== null) return WORDS[lang].collector(name(collector));
  const common = namesSchema.safeParse(evidence["cause"]).data ?? {};
  const names = Object.values(common).map(name).join(", ");
  return names === "" ? WORDS[lang].ours : names;
}

/** A series as the subject of a title: `VisitorDb (acme, paris)`. */
export function sayAsset({ asset, tenant, site }: Series): string {
  return `${name(asset)} (${name(tenant)}, ${name(site)})`;
}

/** A series in full, the nearest first. */
export function saySeries(series: Series, lang: Lang): string {
  const { backupTypes, environments } = WORDS[lang];
  const { asset, instance, site, product, tenant, environment, backupType } = series;
  return [
    ...[name(asset), backupTypes[backupType], name(instance), name(site)],
    ...[name(product), name(tenant), environments[environment]],
  ].join(", ");
}

/** The series of a key, as `seriesKey` makes it; null for anything else. */
export function seriesOfKey(key: string): Series | null {
  const parts = key.split("/").map(decodePart);
  if (parts.length !== SERIES_ATTRIBUTES.length) return null;
  const entries = SERIES_ATTRIBUTES.map((attribute, index) => [attribute, parts[index]]);
  return seriesSchema.safeParse(Object.fromEntries(entries)).data ?? null;
}

function decodePart(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

function name(text: string): string {
  return plainLine(text, NAME_LENGTH_MAX);
}
