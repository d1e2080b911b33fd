/** What one check of `vigie doctor` saw, and what to do where it is not good. */
export type Diagnosis = {
  readonly check: string;
  readonly good: boolean;
  /** Nothing speaks against it, and nothing for it yet, so that it is not good either. */
  readonly isUntried?: true;
  readonly said: string;
  readonly hint?: string;
};
