import { writeFileSync } from "node:fs";
import { describeApi } from "./describe-api.ts";
import { API_HEADS } from "./register-api.ts";

/** Where the description of the API is kept with the other schemas. */
export const OPENAPI_FILE = new URL("../../schemas/json/openapi.json", import.meta.url);

export function generateOpenapi(): string {
  return `${JSON.stringify(describeApi(API_HEADS), null, 2)}\n`;
}

if (import.meta.main) writeFileSync(OPENAPI_FILE, generateOpenapi());
