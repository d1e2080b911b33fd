/** What is not packed our way: a class of its own, a function, too large an integer. */
export class UnpackableError extends Error {}
