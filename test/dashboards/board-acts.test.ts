import { expect, test } from "vitest";
import { API_ROUTES } from "../../app/api/register-api.ts";
import { BOARD_ACTS } from "../../dashboards/board/page/requests/board-acts.ts";
import { ALLOWED_IN } from "../../verifiers/requests/request-machine.ts";

test.each(BOARD_ACTS)("the board offers to $act a request where Vigie takes it", (offered) => {
  const { act, right, states } = offered;
  expect(states).toEqual(ALLOWED_IN[act]);
  const route = API_ROUTES.find(({ path }) => path === `/requests/:request/${act}`);
  expect(right).toBe(route?.right);
});

test("the board offers all that people do", () => {
  const known = Object.keys(ALLOWED_IN).filter((act) => act !== "settle");
  expect(BOARD_ACTS.map(({ act }) => act).toSorted()).toEqual(known.toSorted());
});
