import { z } from "zod";
import { questionsSchema } from "../../questions.ts";
import { restoreJobSchema } from "../restore-job.ts";

/** What the child is told that looks at one database, as its one argument. */
export const surveyJobSchema = questionsSchema.extend({
  /** The sandbox's name, which its server must carry as its own. */
  name: z.string(),
  server: restoreJobSchema.shape.server.unwrap(),
});
export type SurveyJob = z.infer<typeof surveyJobSchema>;
