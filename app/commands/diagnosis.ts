/** What one check of `vigie doctor` saw, and what to do where it is not good. */
export type Diagnosis = {
  readonly check: string;
  readonly good: boolean;
  readonly said: string;
  readonly hint?: string;
};
