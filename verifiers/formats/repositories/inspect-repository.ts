import { secondsSince } from "../../../platform/clock/seconds-since.ts";
import type { Bilingual } from "../../../schemas/bilingual.ts";
import type { Inspection } from "../../../schemas/inspection.ts";
import { backupFacts } from "../backup-facts.ts";
import type { InspectOptions } from "../format-reader.ts";
import { REPOSITORY_TOOLS, type RepositoryTool, runTool } from "./repository-tools.ts";

type Options = Pick<InspectOptions, "clock" | "signal"> & {
  readonly environment: Readonly<Record<string, string | undefined>>;
};

export function findRepositoryTool(names: readonly string[]): RepositoryTool | null {
  return REPOSITORY_TOOLS.find(({ recognises }) => recognises(names)) ?? null;
}

/**
 * Checks a repository by its own program, all data read: one inspection of the whole. Without the
 * program or its password it is `unknown`.
 */
export async function inspectRepository(
  tool: RepositoryTool,
  directory: string,
  { clock, signal, environment }: Options,
): Promise<Inspection> {
  const startedMs = clock.nowMs();
  const env = pickVariables(tool, environment);
  const run = (parameters: readonly string[]) => runTool(tool.program, parameters, env, signal);
  const opened = await run(tool.open(directory));
  const checked = opened === 0 ? await run(tool.check(directory)) : opened;
  return {
    format: tool.format,
    ...judge(tool.program, opened, checked),
    backup: backupFacts({ type: "repository" }),
    ...{ container: null, pages: null, tables: [], bytesRead: 0 },
    seconds: secondsSince(clock, startedMs),
  };
}

/** Nothing else of the operator's environment is anything to the program. */
function pickVariables(
  { variables, settings }: RepositoryTool,
  environment: Options["environment"],
): Readonly<Record<string, string>> {
  const given = Object.entries(environment).flatMap(([name, value]) =>
    value !== undefined && variables.test(name) ? [[name, value] as const] : [],
  );
  return { ...Object.fromEntries(given), ...settings };
}

type Judged = { readonly verdict: Inspection["verdict"]; readonly reasons: Bilingual[] };

function judge(program: string, opened: number | null, checked: number | null): Judged {
  if (opened === null || checked === null)
    return { verdict: "unknown", reasons: [absent(program)] };
  if (opened !== 0) return { verdict: "unknown", reasons: [closed(program)] };
  const verdict = checked === 0 ? "sound" : "damaged";
  return { verdict, reasons: [tell(program, checked)] };
}

function absent(program: string): Bilingual {
  return {
    en: `Only ${program} itself can check it, and it is not installed here or was stopped.`,
    fr: `Seul ${program} peut le vérifier, et il n'est pas installé ici ou a été arrêté.`,
  };
}

function closed(program: string): Bilingual {
  return {
    en: `${program} could not open it: give its password in the variables that ${program} reads.`,
    fr: `${program} n'a pas pu l'ouvrir : donnez son mot de passe dans les variables que ${program} lit.`,
  };
}

function tell(program: string, code: number): Bilingual {
  return code === 0
    ? {
        en: `${program} read all its data and found no error.`,
        fr: `${program} a lu toutes ses données sans y trouver d'erreur.`,
      }
    : {
        en: `${program} found errors in it (exit code ${code}).`,
        fr: `${program} y a trouvé des erreurs (code de sortie ${code}).`,
      };
}
