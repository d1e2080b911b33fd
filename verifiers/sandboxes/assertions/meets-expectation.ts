const COMPARISON = /^(==|=|!=|<>|<=|>=|<|>)\s*(.*)$/s;
const DECIMAL = /^([+-]?)([0-9]*)(?:\.([0-9]*))?$/;

/**
 * Whether a value meets what is expected of it: `42` or `= 42` (the same), `!= 42`, `>= 100`,
 * `< 2026-12-01`. Decimals are compared as numbers of any length, exactly; all else as text, by
 * code points, so that ISO dates are in order. `null` is met by NULL alone, and NULL by nothing
 * else but `!=` a value.
 */
export function meetsExpectation(value: string | null, expect: string): boolean {
  const [, operator = "=", wanted = ""] = COMPARISON.exec(expect.trim()) ?? [
    "",
    "=",
    expect.trim(),
  ];
  if (value === null || wanted === "null") {
    const same = value === null && wanted === "null";
    return operator === "=" || operator === "==" ? same : isUnequal(operator) && !same;
  }
  const order = compare(value.trim(), wanted);
  if (order === null) return isUnequal(operator);
  switch (operator) {
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
    default:
      return isUnequal(operator) ? order !== 0 : order === 0;
  }
}

function isUnequal(operator: string): boolean {
  return operator === "!=" || operator === "<>";
}

/** Below, at or above zero; null where a number would be compared with a text. */
function compare(value: string, wanted: string): number | null {
  const [left, right] = [readDecimal(value), readDecimal(wanted)];
  if (left && right) {
    const digits = Math.max(left.digits, right.digits);
    const [scaledLeft, scaledRight] = [scale(left, digits), scale(right, digits)];
    return scaledLeft < scaledRight ? -1 : scaledLeft > scaledRight ? 1 : 0;
  }
  if (left || right) return null;
  return value < wanted ? -1 : value > wanted ? 1 : 0;
}

type Decimal = { readonly units: bigint; readonly digits: number };

function readDecimal(text: string): Decimal | null {
  const [, sign, whole = "", fraction = ""] = DECIMAL.exec(text) ?? [];
  if (whole + fraction === "") return null;
  const units = BigInt(whole + fraction);
  return { units: sign === "-" ? -units : units, digits: fraction.length };
}

function scale({ units, digits }: Decimal, to: number): bigint {
  return units * 10n ** BigInt(to - digits);
}
