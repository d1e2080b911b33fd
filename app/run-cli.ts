import { Command, CommanderError } from "commander";
import { CalendarError } from "../platform/calendar/calendar-error.ts";
import { createSystemClock } from "../platform/clock/system-clock.ts";
import { OperatingError } from "../platform/errors/operating-error.ts";
import { addAccess } from "./commands/access/add-access.ts";
import { addBacktest } from "./commands/add-backtest.ts";
import { addBackup } from "./commands/add-backup.ts";
import { addBench } from "./commands/add-bench.ts";
import { addDoctor } from "./commands/add-doctor.ts";
import { addDraw } from "./commands/add-draw.ts";
import { addExplain } from "./commands/add-explain.ts";
import { addFindings } from "./commands/add-findings.ts";
import { addHandover } from "./commands/add-handover.ts";
import { addIngest } from "./commands/add-ingest.ts";
import { addInspect } from "./commands/add-inspect.ts";
import { addKeys } from "./commands/add-keys.ts";
import { addRejects } from "./commands/add-rejects.ts";
import { addReport } from "./commands/add-report.ts";
import { addRestore } from "./commands/add-restore.ts";
import { addSchedule } from "./commands/add-schedule.ts";
import { addStatus } from "./commands/add-status.ts";
import { addUp } from "./commands/add-up.ts";
import { addVerify } from "./commands/add-verify.ts";
import { addAlerts } from "./commands/alerts/add-alerts.ts";
import { addSilences } from "./commands/alerts/add-silences.ts";
import type { AddCommand, Context } from "./commands/context.ts";
import { addAccept } from "./commands/decisions/add-accept.ts";
import { addAcknowledge, addAssign, addComment } from "./commands/decisions/add-acknowledge.ts";
import { addExpected, addFalseAlarm } from "./commands/decisions/add-feedback.ts";
import { addPause, addResume, addRetire } from "./commands/decisions/add-pause.ts";
import { addEndSilence, addSilence } from "./commands/decisions/add-silence.ts";
import { addDemo } from "./commands/demo.ts";
import { addIncidents } from "./commands/incidents/add-incidents.ts";
import { NamingError } from "./commands/naming-error.ts";
import { addRequest } from "./commands/requests/add-request.ts";
import { addWindow } from "./commands/requests/add-window.ts";
import { ConfigError, loadConfig } from "./config/load-config.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { printable } from "./render-table.ts";
import { createTerminal } from "./terminal.ts";

const COMMANDS: readonly AddCommand[] = [
  addDemo,
  addUp,
  addIngest,
  addStatus,
  addFindings,
  addExplain,
  addAccept,
  addExpected,
  addFalseAlarm,
  addPause,
  addRetire,
  addResume,
  addIncidents,
  addHandover,
  addAcknowledge,
  addAssign,
  addComment,
  addSilence,
  addEndSilence,
  addSilences,
  addAlerts,
  addBacktest,
  addSchedule,
  addInspect,
  addVerify,
  addReport,
  addWindow,
  addRequest,
  addDraw,
  addKeys,
  addAccess,
  addRejects,
  addBackup,
  addRestore,
  addDoctor,
  addBench,
];

const terminal = createTerminal();
process.exitCode = await run(process.argv);
// chdb and PGlite keep threads of their own; everything is closed by now.
process.exit();

async function run(argv: readonly string[]): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.done;
  const program = new Command("vigie")
    .description(
      "Watches backups and their copies: says what is missing, late, shrunken or different, and proves the rest by restoring it.",
    )
    .exitOverride()
    .showHelpAfterError("(--help tells more)")
    .configureOutput({ writeErr: (text) => terminal.err(text.trimEnd()) });
  const context: Context = {
    terminal,
    clock: createSystemClock(),
    readConfig: (file) => loadConfig({ file }),
    stopped: waitForSignal,
  };
  for (const add of COMMANDS) {
    add(program, context, (code) => {
      exitCode = code;
    });
  }
  for (const command of program.commands) inheritSettings(command);
  try {
    await program.parseAsync(argv);
    return exitCode;
  } catch (error) {
    return explain(error);
  }
}

function inheritSettings(command: Command): void {
  command.exitOverride();
  for (const child of command.commands) inheritSettings(child);
}

function explain(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (error instanceof ConfigError) {
    terminal.err(error.message);
    return EXIT.configuration;
  }
  if (error instanceof CalendarError) {
    terminal.err(error.message);
    return EXIT.usage;
  }
  if (error instanceof NamingError) {
    terminal.err(printable(error.message));
    terminal.err(error.hint);
    return EXIT.usage;
  }
  if (error instanceof OperatingError) {
    terminal.err(error.hint ? `${error.message}\n${error.hint}` : error.message);
    return EXIT.undecided;
  }
  if (error instanceof Error && "path" in error && "code" in error) {
    terminal.err(`Cannot use ${error.path}: ${error.code}`);
    return EXIT.usage;
  }
  terminal.err(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return EXIT.ourFault;
}

function waitForSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
}
