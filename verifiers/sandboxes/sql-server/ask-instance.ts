import { z } from "zod";
import { OperatingError } from "../../../platform/errors/operating-error.ts";
import { SessionLost, StatementFailed, StatementStopped } from "./statement-error.ts";

/**
 * Asks what has nothing to do with any copy: whatever goes wrong is the instance's, and rejects
 * with `OperatingError`.
 */
export async function askInstance<Result>(ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof StatementFailed) {
      const numbers = error.faults.map(({ number }) => number).join(", ");
      throw unusable(`it refuses what is asked of it (errors ${numbers})`, false);
    }
    if (error instanceof z.ZodError) throw unusable("it answers in a way that is not known", false);
    if (error instanceof SessionLost) throw unusable("the connection to it ended", true);
    if (error instanceof StatementStopped) throw unusable("it does not answer in time", true);
    throw error;
  }
}

function unusable(why: string, retryable: boolean): OperatingError {
  return new OperatingError(`Cannot use the SQL Server sandbox as ${why}`, {
    retryable,
    hint: "check the rights of the login; see docs/sandboxes-sql-server.md",
  });
}
