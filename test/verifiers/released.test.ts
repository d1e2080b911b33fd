import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { checkProof } from "../../verifiers/proof/check-proof.ts";
import { checkReport } from "../../verifiers/report/check-report.ts";

/** What earlier releases signed: it lies with customers and auditors, and must check forever. */
const FINGERPRINT = "c39f6b9430032012281e6cd0da5988320299d37dfd34bac23cfbfef46f62a51b";
const read = (name: string) => readFileSync(new URL(`./golden/released/${name}`, import.meta.url));

test("a proof of an earlier release is sound, and a change of it is still found", () => {
  const { proof, publicKeyPem } = JSON.parse(read("proof.txt").toString("utf8"));
  const options = { publicKeyPem, fingerprint: FINGERPRINT };
  expect(checkProof(proof, options)).toMatchObject({ verdict: "sound", pinned: true });
  expect(checkProof({ ...proof, skipped: [] }, options).verdict).toBe("damaged");
});

test.each(["report.txt", "report-page.html"])("a report of an earlier release, %s", (name) => {
  const bytes = read(name);
  const fingerprint = FINGERPRINT;
  expect(checkReport(bytes, { fingerprint })).toMatchObject({ verdict: "sound", pinned: true });
  const altered = Buffer.from(bytes.toString("utf8").replace("VisitorDb", "VisitorDc"));
  expect(checkReport(altered, { fingerprint }).verdict).toBe("damaged");
});
