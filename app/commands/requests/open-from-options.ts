import { instantToJson } from "../../../schemas/instant.ts";
import { type RequestAsked, requestAskedSchema } from "../../../schemas/request.ts";
import type { Series } from "../../../schemas/series.ts";
import { NamingError } from "../naming-error.ts";

export type OpenOptions = {
  readonly ticket: string;
  readonly askedBy: string;
  /** Milliseconds since the epoch. */
  readonly at?: number;
  readonly run?: string;
  readonly to: string;
  readonly environment?: string;
  readonly reason: string;
  readonly urgent?: true;
  readonly impact?: string;
  readonly neededBy?: number;
  readonly windowFrom?: number;
  readonly windowUntil?: number;
  readonly windowAgreedBy?: string;
};

/** What a request asks for, as the options of `vigie request open` say it. */
export function readAsking(series: Series, options: OpenOptions): RequestAsked {
  const { ticket, askedBy, at, run, reason, impact, neededBy } = options;
  if ((at === undefined) === (run === undefined))
    throw new NamingError("Say what is wanted", "Either --at an instant, or --run a run's id.");
  const read = requestAskedSchema.safeParse({
    ...{ ticket, askedBy, series, reason, impact: impact ?? null },
    wanted: at === undefined ? { runId: run } : { at: instantToJson(at) },
    target: readTarget(series, options),
    urgency: options.urgent ? "urgent" : "normal",
    neededBy: neededBy === undefined ? null : instantToJson(neededBy),
    interruption: readInterruption(options),
  });
  if (read.success) return read.data;
  const faults = read.error.issues.map(({ path, message }) => `${path.join(".")} ${message}`);
  throw new NamingError("This can't be asked for", faults.join("\n"));
}

function readTarget({ environment: own }: Series, { to, environment = own }: OpenOptions) {
  const [instance = "", ...database] = to.split("/");
  return { environment, instance, database: database.join("/") };
}

function readInterruption({ windowFrom, windowUntil, windowAgreedBy }: OpenOptions) {
  const given = [windowFrom, windowUntil, windowAgreedBy].filter((one) => one !== undefined);
  if (given.length === 0) return null;
  if (windowFrom === undefined || windowUntil === undefined || windowAgreedBy === undefined)
    throw new NamingError(
      "A window takes three things",
      "Give --window-from, --window-until and --window-agreed-by.",
    );
  const [from, until] = [instantToJson(windowFrom), instantToJson(windowUntil)];
  return { from, until, agreedBy: windowAgreedBy };
}
