import type { Clock } from "../platform/clock/clock.ts";
import { OperatingError } from "../platform/errors/operating-error.ts";
import type { EventLog } from "../platform/log/event-log.ts";
import type { Logger } from "../platform/logger/create-logger.ts";
import type { StateStore } from "../platform/state/state-store.ts";
import type { Cluster } from "../platform/store/render-for-cluster.ts";
import type { Store } from "../platform/store/store.ts";
import { NO_TELEMETRY, type Telemetry } from "../platform/telemetry/telemetry.ts";
import type { PagerConfig } from "../schemas/alerts.ts";
import type { HeartbeatConfig } from "../schemas/heartbeat.ts";
import { alertsMigrations } from "./alerts-migrations.ts";
import { coalesce } from "./coalesce.ts";
import { type Background, withContext } from "./context/with-context.ts";
import { createPageCounter } from "./create-page-counter.ts";
import { deliverDue } from "./deliver-due.ts";
import { leavePagers } from "./delivery/leave-pagers.ts";
import { publishPagerFindings } from "./delivery/publish-pager-findings.ts";
import { createRestatement } from "./delivery/restate.ts";
import { createHeartbeat } from "./heartbeat/create-heartbeat.ts";
import { createLinkSigner, type Links } from "./incoming/acknowledge-link.ts";
import { createMirror } from "./mirror/create-mirror.ts";
import { openFindingsIntake } from "./open-findings-intake.ts";
import type { Pager } from "./pager.ts";
import { createPager } from "./pagers/create-pager.ts";
import { createLogPager } from "./pagers/log/create-log-pager.ts";
import type { PagerContext } from "./pagers/pager-context.ts";
import type { AlertPolicy } from "./policy/alert-policy.ts";
import { createPruning, type Retention } from "./retention/create-pruning.ts";
import { tellDue } from "./tell-due.ts";

type Options = PagerContext & {
  readonly log: EventLog;
  readonly state: StateStore;
  /** Where it is known whom a series belongs to; absent where people are told without. */
  readonly background?: Background | undefined;
  /** Which is told, for boards, of incidents and pages; absent where nobody looks. */
  readonly mirror?: Store | undefined;
  /** Where the mirror's tables are distributed. */
  readonly mirrorCluster?: Cluster | undefined;
  readonly logger: Logger;
  readonly pagers: readonly PagerConfig[];
  readonly policy: AlertPolicy;
  readonly pollEveryMs: number;
  readonly retryForMs: number;
  readonly fallbackAfterMs: number;
  readonly retention: Retention;
  readonly boardUrl: string;
  readonly links?: Links | undefined;
  readonly heartbeat?: HeartbeatConfig | undefined;
  /** When the analysis of this process last came round; absent where another process has it. */
  readonly analysisAtMs?: (() => number) | undefined;
  /** Whether nothing more can be written; absent where nobody looks. */
  readonly isDiskFull?: (() => boolean) | undefined;
  readonly telemetry?: Telemetry;
};

/**
 * Makes findings into incidents, and tells the log and the pagers of them; a slow one holds up
 * nobody else.
 */
export async function startAlerts(options: Options): Promise<{ stop(): Promise<void> }> {
  const { state, clock, logger, pollEveryMs, links, background } = options;
  const context = { ...options, signLink: links && createLinkSigner(links, options) };
  const told = options.pagers.map((config) => createPager(config, context));
  const pagers = [
    createLogPager(logger),
    ...told.map((pager) => (background ? withContext(pager, { ...background, logger }) : pager)),
  ];
  refuseSameNames(pagers);
  const pages = createPageCounter((options.telemetry ?? NO_TELEMETRY).meter);
  for (const { name } of pagers) pages.begin(name);
  await state.migrate(alertsMigrations());
  await leavePagers(state, { names: pagers.map(({ name }) => name), nowMs: clock.nowMs() });
  const intake = openFindingsIntake(options);
  const fallbacksOf = (name: string) => followFallbacks(options.pagers, name);
  const deliveries = pagers.map((pager) =>
    coalesce(() => tryNow(() => deliverDue(pager, { ...options, pages, fallbacksOf }), logger)),
  );
  // Whoever is slow to be told holds up nobody: what waits is told beside what is read next.
  const deliver = () => {
    for (const { run } of deliveries) void run();
  };
  const drain = noteEnds(intake.drain, { clock, deliver });
  const tell = noteEnds(() => tellDue(options), { clock, deliver });
  const vitals = () => ({
    intakeAtMs: drain.endedAtMs(),
    duesAtMs: tell.endedAtMs(),
    analysisAtMs: options.analysisAtMs?.() ?? null,
    isDiskFull: options.isDiskFull?.() ?? false,
  });
  const { heartbeat, mirror: store, mirrorCluster: cluster } = options;
  const mirror = store && createMirror({ state, logger, store, cluster });
  const tasks = [
    drain.run,
    tell.run,
    ...deliveries.map(({ run }) => run),
    ...pagers.map((pager) => createRestatement(pager, options)),
    () => publishPagerFindings(options.log, state),
    ...(heartbeat ? [createHeartbeat(heartbeat, { ...options, vitals })] : []),
    ...(mirror ? [mirror.run] : []),
    createPruning({ ...options, mirror, retention: keepRepeats(options) }),
  ];
  const recurring = tasks.map((task) => clock.every(pollEveryMs, () => tryNow(task, logger)));
  return {
    stop: async () => {
      await Promise.all(recurring.map(({ stop }) => stop()));
      await Promise.all(deliveries.map(({ ended }) => ended()));
      await intake.close();
    },
  };
}

type After = { readonly clock: Clock; readonly deliver: () => void };

/**
 * A task that knows when it last came to its end without an error; what it did, if it did anything,
 * is told at once.
 */
function noteEnds(task: () => Promise<boolean>, { clock, deliver }: After) {
  let endedAtMs: number | null = null;
  return {
    endedAtMs: () => endedAtMs,
    run: async () => {
      if (await task()) deliver();
      endedAtMs = clock.nowMs();
    },
  };
}

/** Who is told of what comes again looks back so far. */
function keepRepeats({ retention, policy }: Pick<Options, "retention" | "policy">): Retention {
  const incidentsMs = Math.max(retention.incidentsMs, policy.repeatsWithinMs);
  return { ...retention, incidentsMs };
}

/** The pagers that stand in for one, in their order, each once. */
function followFallbacks(pagers: readonly PagerConfig[], name: string): readonly string[] {
  const chain = new Set([name]);
  for (const link of chain) {
    const next = pagers.find((pager) => pager.name === link)?.fallback;
    if (next !== undefined) chain.add(next);
  }
  return [...chain].slice(1);
}

/** What was told is remembered by the pager's name. */
function refuseSameNames(pagers: readonly Pager[]): void {
  const names = pagers.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice === undefined) return;
  throw new OperatingError(`Cannot tell two pagers apart as both are called ${twice}`, {
    retryable: false,
    hint: "Give each of `alerts.pagers` a name of its own; `log` is the process's own log",
  });
}

/** A dependency's failure that may pass is logged; the next turn tries again. */
async function tryNow(task: () => Promise<void>, logger: Logger): Promise<void> {
  try {
    await task();
  } catch (error) {
    if (!(error instanceof OperatingError && error.retryable)) throw error;
    logger.warn({ err: error, hint: error.hint }, "Alerts could not go on, will try again");
  }
}
