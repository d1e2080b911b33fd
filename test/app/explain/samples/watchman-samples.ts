import { composePagerFailed } from "../../../../alerts/delivery/compose-pager-failed.ts";
import { createDetection } from "../../../../analyzers/detection/create-detection.ts";
import { judgeDisk } from "../../../../app/disk/judge-disk.ts";
import { heartbeat, hour, START_MS, speakOf, tellStory } from "../../../analyzers/tell-story.ts";
import { VISITOR_DB } from "../../../visitor-db.ts";
import type { Samples } from "./samples.ts";

const { started, succeeded } = speakOf(VISITOR_DB);
const beat = (at: number) => heartbeat("sql", at, { sources: ["/sql"] });

function silent(beats: readonly number[], until: number) {
  const story = tellStory([{ objectives: { rpo: "2h" } }]);
  for (const at of beats) story.at(at, beat(at));
  story.at(1.1, started("n1", 1), succeeded("n1", [1, 1.1]));
  story.until(until);
  return story;
}

function ahead() {
  const story = tellStory([{}]);
  for (const [at, by] of [
    [1, 1],
    [2, 1.1],
    [3, 1],
  ] as const)
    story.at(at, beat(at + by));
  return story;
}

function rejected() {
  const detection = createDetection({ policies: [] });
  const found = Array.from({ length: 25 }, (_, index) =>
    detection.acceptReject(
      { origin: "token dc1", fault: "not-json", position: `item ${index}` },
      hour(1 + index / 600),
    ),
  );
  return found.flat();
}

function disk(freeBytes: number) {
  const place = { host: "par-vigie-01", directory: "/var/lib/vigie" };
  const bounds = { warnBelow: 5e9, criticalBelow: 1e9 };
  const seen = { what: "disk", ...place, freeBytes, totalBytes: 1e11, nowMs: START_MS } as const;
  const found = judgeDisk(null, seen, bounds);
  return found ? [found] : [];
}

function pagerFailed() {
  const episode = { pager: "night", sinceMs: START_MS, failures: 4, reason: "HTTP 503" };
  return [composePagerFailed(episode, START_MS + 300_000)];
}

/** A site of which so many series of 18 succeed in its second night. */
function siteFails(good: number) {
  const site = Array.from({ length: 18 }, (_, index) =>
    speakOf({ ...VISITOR_DB, asset: `db${index}` }),
  );
  const story = tellStory([{}]);
  story.at(0.5, beat(0.5));
  for (const night of [0, 1]) {
    const at = 24 * night + 1;
    const well = night === 0 ? site : site.slice(0, good);
    const runs = well.map((its) => its.succeeded(`n${night}`, [at, at + 0.5]));
    story.at(at + 9, ...runs, beat(at + 9));
  }
  return story.find("missing").filter(({ series }) => series === null);
}

/** What is told of Vigie itself, and parents, by kind and how it came about. */
export const WATCHMAN_SAMPLES: Samples = {
  "collector-silent beyond three usual intervals": () =>
    silent([0.5, 0.7, 0.9, 1.1, 1.3], 2.5).find("collector-silent"),
  "collector-silent while it is learned": () => silent([0.5, 1], 8).find("collector-silent"),
  "clock-skew": () => ahead().find("clock-skew"),
  "rejects-rising": rejected,
  "pager-failed": pagerFailed,
  "disk-low": () => disk(4e9),
  "disk-low, and critical": () => disk(5e8),
  "missing, as a parent of most": () => siteFails(4),
  "missing, as a parent of all": () => siteFails(0),
};
