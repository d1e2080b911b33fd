const STATUSES: Readonly<Record<number, readonly number[]>> = {
  400: [
    6, 8, 15, 25, 26, 27, 36, 38, 41, 44, 53, 62, 72, 117, 167, 168, 321, 376, 427, 441, 675, 676,
  ],
  403: [192, 193, 497, 516],
  404: [46, 47, 50, 56, 60, 63, 73, 78, 81, 115, 336, 511],
  408: [159],
  413: [229],
  501: [48],
  503: [76, 209, 439],
};

/**
 * The HTTP status of an exception, as ClickHouse has it
 * (src/Server/HTTP/exceptionCodeToHTTPStatus.cpp).
 */
export function httpStatus(code: string): number {
  const found = Object.entries(STATUSES).find(([, codes]) => codes.includes(Number(code)));
  return found ? Number(found[0]) : 500;
}
