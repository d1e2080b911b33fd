import fc from "fast-check";
import { expect, test } from "vitest";
import { noticeText } from "../../alerts/wording/notice-text.ts";
import { cutLine, plainLine } from "../../alerts/wording/plain-line.ts";
import { wordMessage } from "../../alerts/wording/word-message.ts";
import { WORDS } from "../../alerts/wording/words.ts";
import { wordsEn } from "../../dashboards/board/page/words-en.ts";
import { wordsFr } from "../../dashboards/board/page/words-fr.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { aSummary, aTelling } from "./a-telling.ts";

const EN = { lang: "en", zone: "Europe/Paris" } as const;
const FR = { lang: "fr", zone: "Europe/Paris" } as const;

test("a telling says what, expected what, since when, what is left, and whom to ask", () => {
  const notice = wordMessage(aTelling(), EN);
  expect(`${notice.title}\n${noticeText(notice)}`).toBe(
    [
      "Critical: Backup missing - VisitorDb (acme, paris)",
      "VisitorDb has no backup",
      "Series: VisitorDb, full backup, par-sql-03, paris, visitor, acme, production",
      "Expected: a success by 2026-11-17 07:00 (Europe/Paris)",
      "Since: 2026-11-17 07:01 (Europe/Paris)",
      "Last good point: 2026-11-16 01:14 (Europe/Paris), proven by a restore",
      "Owner: Visitor team",
      "Criticality: high",
      "Contact: +33 1 23 45 67 89",
      "Runbook: https://wiki.example.com/backups/visitor",
      "Incident: https://vigie.example.com/incidents/1",
    ].join("\n"),
  );
});

test("the same in French", () => {
  const notice = wordMessage(aTelling(), FR);
  expect(`${notice.title}\n${noticeText(notice)}`).toBe(
    [
      "Critique : Sauvegarde manquante - VisitorDb (acme, paris)",
      "VisitorDb n'a pas de sauvegarde",
      "Série: VisitorDb, sauvegarde complète, par-sql-03, paris, visitor, acme, production",
      "Attendu: un succès au plus tard le 2026-11-17 07:00 (Europe/Paris)",
      "Depuis: 2026-11-17 07:01 (Europe/Paris)",
      "Dernier point sain: 2026-11-16 01:14 (Europe/Paris), prouvé par une restauration",
      "Responsable: Visitor team",
      "Criticité: high",
      "Contact: +33 1 23 45 67 89",
      "Procédure: https://wiki.example.com/backups/visitor",
      "Incident: https://vigie.example.com/incidents/1",
    ].join("\n"),
  );
});

test("why it is over is said in the language of who reads it, people's own words as they are", () => {
  const over = (resolution: string, speech: typeof EN | typeof FR) =>
    wordMessage(aTelling({}, { resolution }), speech).lines.find(({ label }) =>
      /^R[eé]solution$/.test(label ?? ""),
    )?.text;
  expect(over("filled 2 h 10 min late", FR)).toBe("effectuée avec 2 h 10 min de retard");
  expect(over("filled 2 h 10 min late", EN)).toBe("filled 2 h 10 min late");
  expect(over("false alarm, says Ada: it came", FR)).toBe("fausse alerte, selon Ada : it came");
  expect(over("Jour de l'an", FR)).toBe("Jour de l'an");
});

test.each([
  [
    "undersized",
    { expectedBytes: 81_234_567_890, minBytes: 1_048_576 },
    "about 81.2 GB, at least 1.05 MB",
  ],
  ["too-slow", { usualSeconds: 7_800 }, "about 2 hr, 10 min"],
  ["incompressible", { usualRatio: 0.2412 }, "stored as about 24% of its size"],
  ["rpo-breach", { rpoMs: 93_600_000 }, "a restorable point at most 1 day, 2 hr old"],
  ["retention-short", { promised: 14, present: 12 }, "14 restore points"],
  [
    "copy-lost",
    { keepUntil: "2026-11-30T00:00:00Z" },
    "kept until 2026-11-30 01:00 (Europe/Paris)",
  ],
  ["collector-silent", { limitMs: 900_000 }, "news at least every 15 min"],
] as const)("what was expected of %s follows from its numbers", (kind, evidence, expected) => {
  const { lines } = wordMessage(aTelling({}, { kind, evidence }), EN);
  expect(lines.find(({ label }) => label === "Expected")?.text).toBe(expected);
});

test("sizes and durations are French in French", () => {
  const said = (kind: "undersized" | "rto-breach", evidence: Record<string, number>) =>
    wordMessage(aTelling({}, { kind, evidence }), FR).lines.find(
      ({ label }) => label === "Attendu",
    );
  expect(said("undersized", { expectedBytes: 81_234_567_890 })?.text).toBe("environ 81,2 Go");
  expect(said("rto-breach", { rtoMs: 97_200_000 })?.text).toBe(
    "une restauration en 1 j et 3 h au plus",
  );
});

test("evidence of an unexpected sort says nothing rather than something wrong", () => {
  const { lines } = wordMessage(aTelling({}, { evidence: { missingAt: 7 } }), EN);
  expect(lines.map(({ label }) => label)).not.toContain("Expected");
});

test("what nobody knows is said to be unknown", () => {
  const unknown = wordMessage(aTelling({ context: null }), EN).lines;
  expect(unknown.find(({ label }) => label === "Last good point")?.text).toBe("unknown");
  const context = { ...aTelling().context, owner: null, criticality: null, contact: null };
  const none = wordMessage(
    aTelling({ context: { ...context, runbook: null, lastGood: null } }),
    FR,
  );
  expect(none.lines.map(({ label, text }) => `${label}: ${text}`)).toEqual([
    "Série: VisitorDb, sauvegarde complète, par-sql-03, paris, visitor, acme, production",
    "Attendu: un succès au plus tard le 2026-11-17 07:00 (Europe/Paris)",
    "Depuis: 2026-11-17 07:01 (Europe/Paris)",
    "Dernier point sain: aucun n'est connu",
  ]);
});

test("a runbook leads somewhere only where it is an address of the web", () => {
  const leads = (runbook: string) => {
    const context = { owner: null, criticality: null, contact: null, lastGood: null, runbook };
    return wordMessage(aTelling({ context }), EN).lines.find(({ label }) => label === "Runbook")
      ?.url;
  };
  expect(leads("https://wiki.example.com/a b")).toBe("https://wiki.example.com/a%20b");
  expect(leads("javascript:alert(1)")).toBeNull();
  expect(leads("page 12 of the binder")).toBeNull();
});

test("an incident of many findings says how many more there are", () => {
  const telling = aTelling();
  const incident = { ...telling.incident, findingsCount: 3 };
  expect(wordMessage({ ...telling, incident }, EN).text).toBe(
    "VisitorDb has no backup And 2 more findings.",
  );
  expect(wordMessage({ ...telling, incident }, FR).text).toBe(
    "VisitorDb n'a pas de sauvegarde Et 2 autres anomalies.",
  );
});

test("a critical incident that resolves before anybody saw it says so, another who has it", () => {
  const { incident } = aTelling();
  const over = { status: "resolved" as const, resolvedAt: "2026-11-17T07:30:00Z" };
  const told = (changes: object, speech: typeof EN | typeof FR) =>
    wordMessage(
      aTelling({ reason: "resolved", incident: { ...incident, ...over, ...changes } }),
      speech,
    );
  expect(told({}, EN).title).toMatch(/^Resolved, not acknowledged: /);
  expect(told({}, FR).title).toMatch(/^Résolu, sans prise en charge : /);
  expect(told({}, EN).text).toContain("Resolved at 2026-11-17 08:30 (Europe/Paris).");
  const seen = { acknowledgedAt: "2026-11-17T06:30:00Z", acknowledgedBy: "Visitor\u202e team" };
  const { title, lines } = told(seen, EN);
  expect(title).toMatch(/^Resolved: /);
  expect(lines).toContainEqual({ label: "Acknowledged by", text: "Visitor team", url: null });
});

test("what no series has is about its collector, or what its series have in common", () => {
  const title = (about: object) => wordMessage(aTelling({}, { series: null, ...about }), EN).title;
  expect(title({ collector: "nightly" })).toBe("Critical: Backup missing - collector nightly");
  expect(title({ evidence: { cause: { site: "paris", tenant: "acme" } } })).toBe(
    "Critical: Backup missing - paris, acme",
  );
  expect(title({ evidence: {} })).toBe("Critical: Backup missing - Vigie itself");
});

test("a summary has a line for each incident, and says how many are not listed", () => {
  const summary = aSummary({ more: 37 });
  const english = wordMessage(summary, EN);
  expect(english.title).toBe("Digest: 38 incidents");
  expect(english.text).toBe("37 more incidents are not listed here.");
  expect(english.lines).toEqual([
    {
      label: "Critical: Backup missing - VisitorDb (acme, paris)",
      text: "VisitorDb has no backup",
      url: null,
    },
  ]);
  expect(wordMessage({ ...summary, reason: "more" }, FR).title).toBe("Et 38 autres incidents");
});

test("kinds are called as on the board", () => {
  const plain = (kinds: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(kinds).map(([kind, word]) => [kind, word.replace("’", "'")]));
  expect(WORDS.en.kinds).toEqual(plain(wordsEn.kinds));
  expect(WORDS.fr.kinds).toEqual(plain(wordsFr.kinds));
});

test("names of others cannot break lines, nor turn the direction of writing", () => {
  const asset = "Visitor\r\nOwner: nobody\u202egnp.exe\u0000\u200b";
  const { title, lines } = wordMessage(aTelling({}, { series: { ...VISITOR_DB, asset } }), EN);
  expect(title).toBe("Critical: Backup missing - Visitor Owner: nobodygnp.exe (acme, paris)");
  expect(lines[0]?.text).toContain("Visitor Owner: nobodygnp.exe, full backup");
});

test("plainLine() is one bounded line of whole characters, whatever it is given", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", maxLength: 400 }),
      fc.integer({ min: 1, max: 90 }),
      (text, max) => {
        const line = plainLine(text, max);
        const hostile = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;
        const isPlain = line.isWellFormed() && !hostile.test(line) && line.trim() === line;
        return isPlain && line.length <= max;
      },
    ),
  );
  expect(plainLine("x".repeat(10_000), 20)).toBe(`${"x".repeat(19)}…`);
  expect(cutLine("ab😀cd", 4)).toBe("ab…");
});
