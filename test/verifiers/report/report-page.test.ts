import { describe, expect, test } from "vitest";
import { sealReport } from "../../../verifiers/report/seal-report.ts";
import { ENGLISH } from "../../../verifiers/report/wording/english.ts";
import { FRENCH } from "../../../verifiers/report/wording/french.ts";
import { aProof, aReport, aSeries, aWeek, someKeys, VISITOR } from "./a-week.ts";

const keys = someKeys();

/** What a reader sees: the page's text without its style and data. */
function readText(html: string): string {
  return html
    .replace(/<(style|script)[\s\S]*?<\/\1>/g, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/[ \n]+/g, " ");
}

test("the English page says what an auditor asks", () => {
  const text = readText(sealReport(aReport(), keys).html);
  for (const fact of [
    "Week 2026-W46",
    "9 Nov 2026 to 15 Nov 2026 (Europe/Paris)",
    "1 of 3 series that must be proven restorable",
    "20 of 21",
    "13,023 rows in 2 tables",
    "newest row 13 Nov 2026, 00:58",
    "2.4\u00a0s, within the RTO of 4\u00a0h",
    "Last proven on 7 Nov 2026, 00:00; the policy asks for a proof every 7\u00a0d.",
    "0 1 * * * Europe/Paris primary, duplicate – right, every 7\u00a0d – 4\u00a0h",
    "No policy matches it",
    "MeetingDb has no backup",
    "relation &quot;visits&quot; does not exist",
    "the duplicate",
    keys.fingerprint,
    aReport().merkleRoot,
  ]) {
    expect(text).toContain(fact);
  }
});

test("the French page says the same in French", () => {
  const text = readText(sealReport(aReport(aWeek(), { lang: "fr" }), keys).html);
  for (const fact of [
    "Semaine 2026-W46",
    "du 9 nov. 2026 au 15 nov. 2026",
    "1 sur 3 séries dont la restauration doit être prouvée",
    "13\u202f023 lignes dans 2 tables",
    "2,4\u00a0s, dans le RTO de 4\u00a0h",
    "MeetingDb n&#39;a pas de sauvegarde",
    "la relation « visits » n&#39;existe pas",
    "la copie dupliquée",
    "acme · archive · recette · paris · par-sql-03 · complète",
    "Sauvegarde manquante critique",
    "empreinte entière réussi",
    "restauration restaurée échoué",
  ]) {
    expect(text).toContain(fact);
  }
  for (const english of ["Week", "does not exist"]) expect(text).not.toContain(english);
});

test("a restore beyond its RTO is said", () => {
  const proofs = [aProof(VISITOR, { restoreSeconds: 15_000 })];
  const text = readText(sealReport(aReport({ ...aWeek(), proofs }), keys).html);
  expect(text).toContain("4\u00a0h\u00a010\u00a0min, beyond the RTO of 4\u00a0h");
});

test("a week of before any series was known says so, and claims nothing", () => {
  const nothing = {
    series: [],
    runs: [],
    copies: [],
    proofs: [],
    chains: [],
    drawn: [],
    findings: [],
  };
  const say = (lang: "en" | "fr") => readText(sealReport(aReport(nothing, { lang }), keys).html);
  expect(say("en")).toContain("No series was known yet: nothing in this report is proven");
  expect(say("fr")).toContain("Aucune série n&#39;était encore connue : rien dans ce rapport");
  for (const text of [say("en"), say("fr")])
    expect(text).not.toMatch(/No policy asks|Aucune politique ne/);
});

test("series of which no policy asks for a proof are said to have none", () => {
  const text = readText(sealReport(aReport(aWeek(), { policies: [] }), keys).html);
  expect(text).toContain("No policy asks for a proof: nothing in this report is proven");
});

test("French has a word for all that English has", () => {
  expect(shapeOf(FRENCH)).toEqual(shapeOf(ENGLISH));
});

describe("hostile names", () => {
  const hostile = [
    "</script><script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "'\"><b>&amp;",
    "a\u202egnp.exe",
    "<!--",
    '<script type="application/json" id="vigie-report">{}</script>\n',
  ];

  test.each(hostile)("%j stands in the page as text", (name) => {
    const series = { ...aSeries(name, name), tenant: name, site: name, instance: name };
    const [check] = aProof(series).checks;
    const proof = aProof(series, {
      engine: name,
      checks: check
        ? [{ ...check, name, reason: { en: name, fr: name }, observed: { [name]: name } }]
        : [],
    });
    const data = {
      ...aWeek(),
      proofs: [{ ...proof, copy: { ...proof.copy, vault: name, uri: name } }],
    };
    const known = { id: "f".repeat(32), series, firstHeardMs: 0 };
    const { html } = sealReport(aReport({ ...data, series: [known, ...data.series] }), keys);
    expect(html.match(/<(script|img|b)\b/g)).toEqual(["<script"]);
    expect(html.match(/<\/script>/g)).toHaveLength(1);
    expect(html.split("<!--")).toHaveLength(1);
    expect(html.slice(0, html.indexOf("<script"))).not.toMatch(/\u202e/);
  });
});

test("the page needs nothing from outside and runs nothing", () => {
  const { html } = sealReport(aReport(), keys);
  expect(html).not.toMatch(/\s(src|href|on\w+)=|url\(/);
  expect(html.match(/<script/g)).toEqual(["<script"]);
  expect(html).toContain("default-src 'none'");
  expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
});

function shapeOf(value: object): unknown {
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      member && typeof member === "object" ? shapeOf(member) : typeof member,
    ]),
  );
}
