import { OperatingError } from "../../platform/errors/operating-error.ts";
import { tryListening } from "../serve/try-listening.ts";
import type { Diagnosis } from "./diagnosis.ts";

/** Whether `vigie up` could listen there; to be asked where none runs that does. */
export async function diagnoseListener(listen: {
  readonly host: string;
  readonly port: number;
}): Promise<Diagnosis> {
  const { host, port } = listen;
  const check = "listen";
  try {
    await tryListening(listen);
    return { check, good: true, said: `${host}, port ${port}, is free` };
  } catch (error) {
    if (!(error instanceof OperatingError)) throw error;
    const { message, hint } = error;
    return { check, good: false, said: message, ...(hint && { hint }) };
  }
}
