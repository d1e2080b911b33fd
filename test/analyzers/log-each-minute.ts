import { VISITOR_DB } from "../visitor-db.ts";
import type { Estate } from "./invent-estate.ts";
import { readPolicy, speakOf } from "./tell-story.ts";

const MINUTE = 1 / 60;
const LOGS = 460;
/** When all were told: of the first the slots are judged no more. */
const AFTER = 7.8;
/** A little more than what the second heartbeat tells. */
const DAYS = 0.42;

/** Logs each minute, old copies that go, and one that is repeated, of slots judged no more. */
export function logEachMinute(): Estate {
  const { succeeded, observed, removed } = speakOf({ ...VISITOR_DB, backupType: "log" });
  const schedule = { every: "1m", early: "10s", startWithin: "1m", finishWithin: "10m" };
  const copies = { required: ["primary"], within: "1h" };
  const policy = readPolicy({ schedule, copies, retention: { keep: "2d" } });
  const logs = Array.from({ length: LOGS }, (_, index) => {
    const [from, to] = [index * MINUTE, (index + 0.5) * MINUTE];
    const events = [
      succeeded(`log${index}`, [from, to]),
      observed(`log${index}`, "primary", to + MINUTE / 10),
    ];
    return events.map((event) => ({ event, at: to + MINUTE / 5 }));
  });
  const gone = Array.from({ length: 30 }, (_, index) => {
    const at = AFTER + index * MINUTE;
    return { event: removed(`log${2 * index}`, "primary", at), at };
  });
  const again = succeeded("again", [4.2 * MINUTE, 4.6 * MINUTE]);
  const late = { event: again, at: AFTER + 0.6 };
  return { policies: [policy], told: [...logs.flat(), ...gone, late], decided: [], days: DAYS };
}
