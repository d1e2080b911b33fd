import { copyFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import { checkProof } from "../../verifiers/proof/check-proof.ts";
import { checkKeyHistory } from "../../verifiers/proof/keys/check-key-history.ts";
import { joinHistories } from "../../verifiers/proof/keys/judge-signer.ts";
import { revokeKey, rotateKeys } from "../../verifiers/proof/keys/rotate-keys.ts";
import { openKeys, type SigningKeys } from "../../verifiers/proof/open-keys.ts";
import { NO_PROOF_BEFORE, sealProof } from "../../verifiers/proof/seal-proof.ts";
import { checkReport } from "../../verifiers/report/check-report.ts";
import { sealReport } from "../../verifiers/report/seal-report.ts";
import { makeProof } from "./make-proof.ts";
import { aReport } from "./report/a-week.ts";

const at = (instant: string) => Date.parse(instant);
const act = (instant: string) => ({ author: "Ada", reason: "yearly", nowMs: at(instant) });
const SOON = "2099-01-01T00:00:00Z";
const LATER = "2099-06-01T00:00:00Z";
/** The tests' first keys are as old as their files; what they sign is from the years after. */
const IN_2098 = "2098-01-01T00:00:00Z";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "vigie-keys-"));
});
afterEach(() => rm(directory, { recursive: true }));

/** What a thief has: the key as it was, whatever becomes of ours. */
async function openFrozen(): Promise<SigningKeys> {
  const { current: _, ...keys } = await openKeys(directory);
  return keys;
}

function sealAt(instant: string, keys: SigningKeys) {
  const made = { ...makeProof("1"), startedAt: instant, finishedAt: instant };
  return sealProof(made, NO_PROOF_BEFORE, keys);
}

function check(instant: string, keys: SigningKeys, fingerprint: string, history: unknown) {
  const { publicKeyPem } = keys;
  return checkProof(sealAt(instant, keys), { publicKeyPem, fingerprint, history });
}

describe("a rotation", () => {
  test("leads from the key that is pinned to the one that signs now", async () => {
    const first = await openFrozen();
    const second = await rotateKeys(directory, act(SOON));
    const third = await rotateKeys(directory, act(LATER));
    const { history } = third;
    expect(history?.map((entry) => entry.act)).toEqual(["began", "rotated", "rotated"]);
    for (const { fingerprint } of [first, second, third])
      expect(check("2099-07-01T00:00:00Z", third, fingerprint, history)).toMatchObject({
        verdict: "sound",
        pinned: true,
      });
    // Not back: who trusts the new key alone knows nothing of the old one.
    expect(check(IN_2098, first, third.fingerprint, history).verdict).toBe("damaged");
    expect(check(IN_2098, first, first.fingerprint, history).verdict).toBe("sound");
    expect(check("2099-07-01T00:00:00Z", first, first.fingerprint, history)).toMatchObject({
      verdict: "damaged",
      reasons: ["It was signed with a key that was replaced at 2099-01-01T00:00:00Z"],
    });
  });

  test("destroys the old private key, and keeps the new one to this account", async () => {
    await openKeys(directory);
    const old = await readFile(join(directory, "signing.pem"), "utf8");
    await rotateKeys(directory, act(SOON));
    expect((await readdir(directory)).sort()).toEqual(["history.json", "signing.pem"]);
    for (const name of ["history.json", "signing.pem"]) {
      expect((await stat(join(directory, name))).mode & 0o777).toBe(0o600);
      expect(await readFile(join(directory, name), "utf8")).not.toContain(old.split("\n")[1]);
    }
  });

  test("is followed by a process that had the key open", async () => {
    const running = await openKeys(directory);
    const before = sealAt(IN_2098, running);
    const { fingerprint } = await rotateKeys(directory, act(SOON));
    expect(before.key).toBe(running.fingerprint);
    expect(sealAt(LATER, running).key).toBe(fingerprint);
    const sealed = JSON.parse(sealReport(aReport(), running).json);
    expect(sealed.seal.key).toBe(fingerprint);
  });

  test.each(["before it is on record", "after"])(
    "that is killed %s has happened or not",
    async (when) => {
      const first = await openKeys(directory);
      await copyFile(join(directory, "signing.pem"), join(directory, "old.pem"));
      const { fingerprint } = await rotateKeys(directory, act(SOON));
      await copyFile(join(directory, "signing.pem"), join(directory, "next.pem"));
      await copyFile(join(directory, "old.pem"), join(directory, "signing.pem"));
      if (when === "after") {
        await writeFile(join(directory, "signing.pem"), "\0".repeat(119), { mode: 0o600 });
        expect((await openKeys(directory)).fingerprint).toBe(fingerprint);
        return;
      }
      await rm(join(directory, "history.json"));
      expect((await openKeys(directory)).fingerprint).toBe(first.fingerprint);
      await expect(rotateKeys(directory, act(LATER))).rejects.toThrow(/next\.pem/);
    },
  );

  test("refuses a private key that is not the one on record", async () => {
    await rotateKeys(directory, act(SOON));
    const other = await mkdtemp(join(directory, "other-"));
    await openKeys(other);
    await copyFile(join(other, "signing.pem"), join(directory, "signing.pem"));
    await expect(openKeys(directory)).rejects.toThrow(OperatingError);
  });
});

describe("a revocation", () => {
  test("of the key that signs rotates it, and what a thief signs from then on is found", async () => {
    const stolen = await openFrozen();
    const fromMs = at("2098-12-01T00:00:00Z");
    const { fingerprint } = stolen;
    const renewed = await revokeKey(directory, { fingerprint, fromMs, ...act(SOON) });
    expect(renewed.fingerprint).not.toBe(fingerprint);
    const { history } = renewed;
    const asThief = (instant: string) => check(instant, stolen, fingerprint, history);
    expect(asThief("2098-12-02T00:00:00Z").reasons).toEqual([
      "It was signed with a key that is revoked as of 2098-12-01T00:00:00Z",
    ]);
    // What is dated back cannot be told offline, and that is said.
    expect(asThief(IN_2098)).toMatchObject({
      verdict: "sound",
      notes: [expect.stringContaining("only a week's root")],
    });
    expect(check(LATER, renewed, fingerprint, history)).toMatchObject({
      verdict: "sound",
      notes: [expect.stringContaining("have the new fingerprint confirmed")],
    });
  });

  test("of an earlier key leaves the one that signs, and one of no key is refused", async () => {
    const first = await openFrozen();
    const second = await rotateKeys(directory, act(SOON));
    const { fingerprint } = first;
    const after = await revokeKey(directory, { fingerprint, fromMs: at(IN_2098), ...act(LATER) });
    expect(after.fingerprint).toBe(second.fingerprint);
    expect(check(IN_2098, first, fingerprint, after.history).verdict).toBe("damaged");
    const unknown = { fingerprint: "0".repeat(64), fromMs: 0, ...act(LATER) };
    await expect(revokeKey(directory, unknown)).rejects.toThrow(/never a key of this Vigie/);
  });
});

describe("a forger", () => {
  test("who signs everything anew with his own key and record is found out", async () => {
    const mine = await openKeys(join(directory, "mine"));
    await openKeys(join(directory, "his"));
    const his = await rotateKeys(join(directory, "his"), act(SOON));
    const { fingerprint } = mine;
    expect(check(LATER, his, fingerprint, his.history).verdict).toBe("damaged");
    const { json } = sealReport(aReport(), his);
    expect(checkReport(Buffer.from(json), { fingerprint }).verdict).toBe("damaged");
    expect(checkReport(Buffer.from(json))).toMatchObject({ verdict: "sound", pinned: false });
  });

  test("who grafts his key onto our record is found out, whatever he changes in it", async () => {
    await openKeys(join(directory, "mine"));
    const { history = [] } = await rotateKeys(join(directory, "mine"), act(SOON));
    await openKeys(join(directory, "his"));
    const his = (await rotateKeys(join(directory, "his"), act(SOON))).history ?? [];
    expect(checkKeyHistory(history).reasons).toEqual([]);
    const [began, rotated] = history;
    const [, hisRotation] = his;
    for (const graft of [
      [began, hisRotation],
      [began, { ...hisRotation, previous: began?.hash }],
      [rotated],
      [rotated, began],
      [began, began],
      [began, { ...rotated, reason: "harmless" }],
      [began, { ...rotated, at: "2097-01-01T00:00:00Z" }],
      [began, { ...rotated, note: "" }],
      [],
    ])
      expect(checkKeyHistory(graft).reasons, JSON.stringify(graft)).not.toEqual([]);
  });

  test("who forks the record is found out by a later one of ours", async () => {
    await openKeys(directory);
    const thief = await mkdtemp(join(tmpdir(), "vigie-thief-"));
    await copyFile(join(directory, "signing.pem"), join(thief, "signing.pem"));
    const ours = await rotateKeys(directory, act(SOON));
    const theirs = await rotateKeys(thief, act(SOON));
    await rm(thief, { recursive: true });
    expect(joinHistories(ours.history, theirs.history).forked).toBe(true);
    const bytes = Buffer.from(sealReport(aReport(), theirs).json);
    expect(checkReport(bytes).verdict).toBe("sound");
    expect(checkReport(bytes, { history: ours.history }).reasons).toContain(
      "The key history is another than the one given",
    );
  });
});

test("a report carries the record of the keys, and a change of it is found", async () => {
  const { fingerprint } = await openKeys(directory);
  const keys = await rotateKeys(directory, act(SOON));
  const { html, json } = sealReport(aReport(), keys);
  for (const text of [html, json]) {
    expect(checkReport(Buffer.from(text), { fingerprint })).toMatchObject({
      verdict: "sound",
      pinned: true,
    });
    const altered = Buffer.from(text.replace("yearly", "weekly"));
    expect(checkReport(altered, { fingerprint }).verdict).toBe("damaged");
  }
  const without = JSON.parse(json);
  delete without.keys;
  const bytes = Buffer.from(`${JSON.stringify(without)}\n`);
  expect(checkReport(bytes).verdict).toBe("damaged");
});
