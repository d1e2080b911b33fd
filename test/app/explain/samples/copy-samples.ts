import { speakOfAsset } from "../../../analyzers/speak-of-asset.ts";
import {
  DAILY,
  heartbeat,
  instant,
  readEvent,
  speakOf,
  tellStory,
} from "../../../analyzers/tell-story.ts";
import { VISITOR_DB } from "../../../visitor-db.ts";
import type { Samples } from "./samples.ts";

const { succeeded, observed, removed } = speakOf(VISITOR_DB);
const { full, differential, log, fulls } = speakOfAsset();
const VAULTS = ["primary-vault", "duplicate-vault"];
const COVERS = { sources: ["/sql/"], vaults: VAULTS };
const beat = (at: number) => heartbeat("eyes", at, COVERS);
const COPIES = { required: ["primary", "duplicate"], within: "6h" };
const POLICY = { copies: COPIES, retention: { keep: "14d" } };
const LOCKED = { ...POLICY, retention: { keep: "14d", locked: true } };
const KEEP = { retention: { keep: "14d" } };
const WEEKLY = { schedule: { cron: "0 1 * * 5", zone: "UTC" }, ...KEEP };
const sha = (value: string) => ({ checksum: { algorithm: "sha256", value } });
const locked = (at: number) => ({ ...sha("aaaa"), lockedUntil: instant(at) });

type Copies = { readonly primary?: object | null; readonly duplicate?: object | null };

/** One run that ended at 02:00, with its copies; then the watermark reaches 10:00. */
function tellRun(policy: object, { primary = {}, duplicate = {} }: Copies, claim: object = {}) {
  const story = tellStory([policy]);
  story.at(2, beat(2), succeeded("n1", [1, 2], claim));
  if (primary) story.at(2.1, observed("n1", "primary", 2.1, { ...sha("aaaa"), ...primary }));
  if (duplicate) story.at(2.2, observed("n1", "duplicate", 2.2, { ...sha("aaaa"), ...duplicate }));
  story.at(10, beat(10));
  return story;
}

function copyLate() {
  const story = tellRun(POLICY, { duplicate: null });
  story.at(11, observed("n1", "duplicate", 10.5, sha("aaaa")));
  return story;
}

function copyLost(zone: string, keep: string) {
  const at = 30;
  const retention = { keep };
  const story = tellStory([{ ...POLICY, retention, schedule: { ...DAILY.schedule, zone } }]);
  story.at(2, succeeded("n1", [1, 2]), observed("n1", "primary", 2, sha("aaaa")));
  story.at(at, removed("n1", "primary", at - 1), beat(at));
  return story;
}

function copyChanged() {
  const story = tellRun(POLICY, {});
  story.at(20, observed("n1", "duplicate", 20, sha("ffff")));
  return story;
}

function lockCut() {
  const story = tellRun(LOCKED, { primary: locked(400), duplicate: locked(400) });
  story.at(20, observed("n1", "duplicate", 20, locked(30)));
  return story;
}

function hear(...events: readonly ReturnType<typeof full>[]) {
  const story = tellStory([WEEKLY]);
  story.at(26, ...events, beat(26));
  return story;
}

const F1 = full("f1", [1, 1.2], 100);

function baseGone() {
  const story = tellStory([WEEKLY, { ...KEEP, name: "d", match: { backupType: "differential" } }]);
  story.at(2, F1, fulls.observed("f1", "primary", 2), beat(2));
  story.at(26, differential("d1", [25, 25.1], { set: "set-f1" }), beat(26));
  story.at(50, fulls.removed("f1", "primary", 49), beat(50));
  return story;
}

function purgeForetold() {
  const policies = (["full", "differential"] as const).map((backupType) => ({
    ...{ name: backupType, match: { backupType } },
    schedule: { every: backupType === "full" ? "7d" : "1d" },
    retention: { keep: backupType === "full" ? "7d" : "21d", purgeWithin: "2d" },
  }));
  const story = tellStory(policies);
  story.at(2, F1, fulls.observed("f1", "primary", 2), beat(2));
  for (const day of [1, 2, 3, 4, 5])
    story.at(
      24 * day + 2,
      differential(`d${day}`, [24 * day + 1, 24 * day + 1.1], { set: "set-f1" }),
    );
  story.at(145, beat(145));
  return story;
}

/** Nights of some series, each with both copies. */
function tellNights(nights: number, policy: object, assets: readonly string[] = ["VisitorDb"]) {
  const story = tellStory([policy]);
  for (let night = 0; night < nights; night += 1) {
    const at = 24 * night + 2;
    for (const asset of assets) {
      const its = speakOf({ ...VISITOR_DB, asset });
      const copies = ["primary", "duplicate"].map((role) =>
        its.observed(`n${night}`, role, at, {
          ...sha("aaaa"),
          uri: `file:///${role}/${asset}-${night}`,
        }),
      );
      story.at(at, its.succeeded(`n${night}`, [at - 1, at]), ...copies);
    }
    story.at(at + 8, beat(at + 8));
  }
  return story;
}

function retentionShort() {
  const story = tellNights(9, KEEP);
  story.at(220, goneOf("VisitorDb", 0, 219.5), goneOf("VisitorDb", 1, 219.7), beat(220));
  return story;
}

function goneOf(asset: string, night: number, at: number) {
  const place = { role: "duplicate", vault: "duplicate-vault" };
  const copy = { ...place, uri: `file:///duplicate/${asset}-${night}`, removedAt: instant(at) };
  return readEvent("copy.removed", { series: { ...VISITOR_DB, asset }, runId: `n${night}`, copy });
}

function deletedOfSeries() {
  const story = tellNights(8, POLICY);
  for (const night of [5, 6, 7]) story.at(204, goneOf("VisitorDb", night, 203.9));
  return story;
}

function deletedOfVault() {
  const assets = ["a", "b", "c", "d", "e"];
  const story = tellNights(3, POLICY, assets);
  for (const asset of assets) story.at(80, goneOf(asset, 2, 79.5));
  return story;
}

/** Nights that are purged two days late, or told of by inventories. */
function purgeOverdue(look: (at: number) => ReturnType<typeof beat>, seenAt: number | null) {
  const story = tellStory([{ retention: { keep: "2d", purgeWithin: "1d" } }]);
  story.at(2, succeeded("n0", [1, 2]), observed("n0", "primary", 2), look(2));
  story.at(26, succeeded("n1", [25, 26]), observed("n1", "primary", 26), look(26));
  story.at(70, removed("n1", "primary", 70), look(70));
  if (seenAt !== null) story.at(seenAt, observed("n0", "primary", seenAt));
  for (const at of [76, 82, 88]) story.at(at, look(at));
  return story;
}

const inventory = (at: number) =>
  readEvent("collector.heartbeat", {
    ...{ collector: "eyes", watermark: instant(at), covers: COVERS, inventoryComplete: true },
  });

/** What is told of copies, chains and retention, by kind and how it came about. */
export const COPY_SAMPLES: Samples = {
  "copy-missing": () => tellRun(POLICY, { duplicate: null }).find("copy-missing"),
  "copy-late": () => copyLate().find("copy-late"),
  "copy-lost": () => copyLost("UTC", "14d").find("copy-lost"),
  "copy-lost, kept over a change of the clocks": () =>
    copyLost("Europe/Paris", "150d").find("copy-lost"),
  "copy-changed": () => copyChanged().find("copy-changed"),
  "copy-size-mismatch": () =>
    tellRun(POLICY, { duplicate: { ...sha("bbbb"), sizeBytes: 900_000 } }).find(
      "copy-size-mismatch",
    ),
  "copy-checksum-mismatch": () =>
    tellRun(POLICY, { duplicate: sha("bbbb") }).find("copy-checksum-mismatch"),
  "copy-checksum-mismatch with its job's claim": () =>
    tellRun(POLICY, { duplicate: null }, sha("cccc")).find("copy-checksum-mismatch"),
  "copy-unverified": () =>
    tellRun(POLICY, { duplicate: { checksum: { algorithm: "md5", value: "bbbb" } } }).find(
      "copy-unverified",
    ),
  "copies-colocated": () =>
    tellRun(POLICY, { duplicate: { vault: "primary-vault" } }).find("copies-colocated"),
  unencrypted: () =>
    tellRun({ copies: { ...COPIES, encrypted: true } }, { primary: { encrypted: false } }).find(
      "unencrypted",
    ),
  "lock-short": () =>
    tellRun(LOCKED, { primary: locked(300), duplicate: locked(400) }).find("lock-short"),
  "lock-short, as there is none": () => tellRun(LOCKED, {}).find("lock-short"),
  "lock-short, as it was cut": () => lockCut().find("lock-short"),
  "chain-broken by a gap": () =>
    hear(F1, log("l1", [2, 2.1], [90, 110]), log("l3", [4, 4.1], [120, 130])).find("chain-broken"),
  "chain-broken, as its base is absent": () =>
    hear(F1, differential("d", [25, 25.1], { set: "lost", lsn: 100 })).find("chain-broken"),
  "chain-broken, as its base is gone": () => baseGone().find("chain-broken"),
  "base-hijacked": () =>
    hear(F1, differential("d1", [25, 25.1], { set: "snapshot", lsn: 150 })).find("base-hijacked"),
  "purge-foretold": () => purgeForetold().find("purge-foretold"),
  "retention-short": () => retentionShort().find("retention-short"),
  "purge-overdue by the watermark": () => purgeOverdue(beat, null).find("purge-overdue"),
  "purge-overdue by a look since": () => purgeOverdue(beat, 75).find("purge-overdue"),
  "purge-overdue by inventories": () => purgeOverdue(inventory, null).find("purge-overdue"),
  "mass-deletion of a series": () => deletedOfSeries().find("mass-deletion"),
  "mass-deletion in a vault": () => deletedOfVault().find("mass-deletion"),
};
