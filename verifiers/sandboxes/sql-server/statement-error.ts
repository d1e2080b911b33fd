/** An error as the server numbers it. Its text may hold data, and is left behind. */
export type ServerFault = {
  readonly number: number;
  readonly severity: number;
  readonly state: number;
};

/** A statement that the server refused or gave up: all its errors, in order. */
export class StatementFailed extends AggregateError {
  readonly faults: readonly ServerFault[];

  constructor(faults: readonly ServerFault[]) {
    const numbers = faults.map(({ number }) => number).join(", ");
    super(
      faults.map(({ number }) => new Error(`SQL Server error ${number}`)),
      `The statement failed with the errors ${numbers}`,
    );
    this.name = "StatementFailed";
    this.faults = faults;
  }
}

/** The connection ended while a statement ran, so that nothing is known of it. */
export class SessionLost extends Error {
  readonly faults: readonly ServerFault[];

  constructor(faults: readonly ServerFault[]) {
    super("The connection to the SQL Server sandbox ended");
    this.name = "SessionLost";
    this.faults = faults;
  }
}

/** Ended by whoever ran it. */
export class StatementStopped extends Error {
  constructor() {
    super("The statement was stopped");
    this.name = "StatementStopped";
  }
}
