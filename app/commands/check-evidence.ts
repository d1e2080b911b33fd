import { readFile } from "node:fs/promises";
import { z } from "zod";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import { checkProof, type ProofCheck } from "../../verifiers/proof/check-proof.ts";
import {
  checkProofsDirectory,
  type DirectoryCheck,
  type KnownHead,
  proofFileSchema,
} from "../../verifiers/proof/check-proofs-directory.ts";
import { joinHistories } from "../../verifiers/proof/keys/judge-signer.ts";
import { checkReport, type ReportCheck } from "../../verifiers/report/check-report.ts";
import { checkInclusion, type InclusionCheck } from "../../verifiers/report/proof-inclusion.ts";
import { sealedReportSchema } from "../../verifiers/report/sealed-report.ts";
import { checkWeekRoot, type WeekRootCheck } from "../../verifiers/report/week-root.ts";
import { checkRequestReport } from "../../verifiers/requests/report/request-report.ts";

type Options = {
  readonly fingerprint: string | null;
  readonly keysFile: string | null;
  readonly reportFiles: readonly string[];
  readonly isDirectory: boolean;
};
type Trust = { readonly fingerprint: string | null; readonly history: unknown };

export type EvidenceCheck =
  | ProofCheck
  | ReportCheck
  | WeekRootCheck
  | InclusionCheck
  | DirectoryCheck;

const namedSchema = z.object({ document: z.string() });
const historySchema = z.union([z.array(z.unknown()), z.object({ history: z.array(z.unknown()) })]);

/** Checks a file or a directory of what Vigie signed, by what it says it is. */
export async function checkEvidence(path: string, options: Options): Promise<EvidenceCheck> {
  const { fingerprint, keysFile, reportFiles, isDirectory } = options;
  const history = keysFile === null ? undefined : await readHistory(keysFile);
  const trust = { fingerprint, history };
  if (isDirectory) {
    const heads = await Promise.all(reportFiles.map((file) => readHeads(file, trust)));
    return checkProofsDirectory(path, { ...trust, heads: heads.flat() });
  }
  const bytes = await readFile(path);
  const document = parse(bytes);
  const named = namedSchema.safeParse(document).data?.document;
  if (named === "vigie-week-root") return checkWeekRoot(document, trust);
  if (named === "vigie-request-report") return checkRequestReport(document, trust);
  if (named === "vigie-proof-inclusion") return checkInclusion(document, trust);
  const file = proofFileSchema.safeParse(document).data;
  return file ? checkProofFile(file, trust) : checkReport(bytes, trust);
}

function checkProofFile(file: z.infer<typeof proofFileSchema>, trust: Trust): ProofCheck {
  const { history, forked } = joinHistories(file.keys, trust.history);
  const check = checkProof(file.proof, { ...trust, publicKeyPem: file.publicKeyPem, history });
  if (!forked) return check;
  const reasons = [...check.reasons, "The key history is another than the one given"];
  return { ...check, verdict: "damaged", reasons };
}

/** A report that is not sound says nothing of chains. */
async function readHeads(file: string, trust: Trust): Promise<readonly KnownHead[]> {
  const bytes = await readFile(file);
  const check = checkReport(bytes, trust);
  const sealed = sealedReportSchema.safeParse(parse(bytes)).data;
  if (check.verdict === "damaged" || !sealed)
    throw new OperatingError(`Cannot hold chains against ${file} as it is damaged`, {
      retryable: false,
      hint: check.reasons.join("; ") || "give the report's .json file",
    });
  return sealed.report.series.flatMap(({ id, chain: { proofs, head } }) =>
    head === null ? [] : [{ seriesId: id, proofs, head }],
  );
}

async function readHistory(file: string): Promise<unknown> {
  const read = historySchema.safeParse(parse(await readFile(file))).data;
  if (read) return Array.isArray(read) ? read : read.history;
  throw new OperatingError(`Cannot read ${file} as it is no record of keys`, {
    retryable: false,
    hint: "give what `vigie keys show --json` prints",
  });
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
