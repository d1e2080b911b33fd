import { describeStore } from "../../platform/store-conformance.ts";
import { eachStore } from "./each-store.ts";

await eachStore(describeStore);
