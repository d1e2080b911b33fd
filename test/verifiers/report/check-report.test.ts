import { expect, test } from "vitest";
import { canonicalJson } from "../../../verifiers/proof/canonical-json.ts";
import { checkReport } from "../../../verifiers/report/check-report.ts";
import { sealReport } from "../../../verifiers/report/seal-report.ts";
import { aReport, aWeek, someKeys } from "./a-week.ts";

const keys = someKeys();
const { html, json } = sealReport(aReport(), keys);
const check = (text: string, fingerprint: string | null = null) =>
  checkReport(Buffer.from(text), { fingerprint });

test.each([
  ["page", html],
  ["data", json],
  ["French page", sealReport(aReport(aWeek(), { lang: "fr" }), keys).html],
])("a %s is sound as it was written", (_kind, text) => {
  expect(check(text)).toMatchObject({
    verdict: "sound",
    reasons: [],
    week: "2026-W46",
    key: keys.fingerprint,
    pinned: false,
  });
  expect(check(text, keys.fingerprint)).toMatchObject({ verdict: "sound", pinned: true });
});

test("a report that somebody else signed is found by the pinned key", () => {
  const other = sealReport(aReport(), someKeys());
  for (const text of [other.html, other.json]) {
    expect(check(text)).toMatchObject({ verdict: "sound", pinned: false });
    expect(check(text, keys.fingerprint)).toMatchObject({ verdict: "damaged", pinned: false });
  }
});

test("a key that only claims to be the pinned one is found", () => {
  const mine = someKeys();
  const posing = sealReport(aReport(), { ...mine, fingerprint: keys.fingerprint });
  expect(check(posing.html, keys.fingerprint).verdict).toBe("damaged");
});

test("a change of any value in the data is found", () => {
  let changes = 0;
  const original: unknown = JSON.parse(json);
  for (const changed of everyChange(original)) {
    changes += 1;
    const text = `${canonicalJson(changed)}\n`;
    expect(check(text, keys.fingerprint).verdict, text.slice(0, 200)).toBe("damaged");
  }
  expect(changes).toBeGreaterThan(200);
});

test("a change of any byte of the page is found", () => {
  const bytes = Buffer.from(html);
  for (let at = 0; at < bytes.length; at += 97) {
    const damaged = Buffer.from(bytes);
    damaged.writeUInt8(damaged.readUInt8(at) ^ 1, at);
    expect(checkReport(damaged, { fingerprint: keys.fingerprint }).verdict, `at ${at}`).toBe(
      "damaged",
    );
  }
});

test.each([
  ["a visible word", html.replace(">failed<", ">proven<")],
  ["text after the end", `${html}<p>All is well</p>`],
  ["text before the start", `<p>All is well</p>${html}`],
  ["a byte order mark", `\ufeff${html}`],
  ["a script", html.replace("<main>", "<main><script>alert(1)</script>")],
  ["a second set of data", html.replace("<main>", `<main>${dataElement()}`)],
  ["a cut", html.slice(0, html.length / 2)],
  ["white space in the data", json.replace(",", ", ")],
  ["a member twice", json.replace('{"report":', '{"report":null,"report":')],
  ["a member more", json.replace('{"report":', '{"note":"all is well","report":')],
  ["nothing at all", ""],
  ["another document", "{}"],
])("%s added or changed is found", (_what, text) => {
  expect(text === html || text === json).toBe(false);
  expect(check(text, keys.fingerprint).verdict).toBe("damaged");
});

test("bytes that are no UTF-8 are found", () => {
  const damaged = Buffer.concat([Buffer.from(html), Buffer.of(0xff)]);
  expect(checkReport(damaged).verdict).toBe("damaged");
});

test("the data of one report in the page of another are found", () => {
  const other = sealReport(aReport(aWeek(), { lang: "fr" }), keys).html;
  const data = /<script[\s\S]*<\/script>\n/;
  const swapped = html.replace(data, () => data.exec(other)?.[0] ?? "");
  expect(check(swapped, keys.fingerprint).verdict).toBe("damaged");
});

function dataElement(): string {
  return '<script type="application/json" id="vigie-report">{}</script>\n';
}

/** A copy of the value for each of its leaves, with that leaf changed. */
function* everyChange(value: unknown): Generator<unknown> {
  if (typeof value === "string") yield value === "" ? "x" : `${value.slice(0, -1)}~`;
  else if (typeof value === "number") yield value + 1;
  else if (typeof value === "boolean") yield !value;
  else if (value === null) yield "x";
  else if (Array.isArray(value)) {
    if (value.length > 0) yield value.slice(1);
    for (const [at, item] of value.entries())
      for (const changed of everyChange(item)) yield value.with(at, changed);
  } else if (typeof value === "object") {
    for (const [name, member] of Object.entries(value))
      for (const changed of everyChange(member)) yield { ...value, [name]: changed };
  }
}
