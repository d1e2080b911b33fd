import { safeParseEvent } from "../../schemas/parse-event.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { wholeSeriesOf } from "../../schemas/whole-series-of.ts";

/** Looked for in the text, so that few are parsed: the rest lies with its series. */
const TYPES = /"vigie\.(?:collector\.heartbeat|change\.announced|asset\.expected)\.v1"/;

type Written = { readonly topic: string; readonly value: string };

/** Whether the intake wrote a record to every partition, as it is about no one series. */
export function isForAll({ topic, value }: Written): boolean {
  if (topic !== TOPICS.events.name || !TYPES.test(value)) return false;
  const parsed = safeParseEvent(parseJson(value));
  return parsed.success && wholeSeriesOf(parsed.data) === null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
