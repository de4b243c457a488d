/** What a portal's page brings along besides what it is about. */
export interface PageWeight {
  /** Scripts, styles and pictures in equal parts. */
  requests: number;
  /** Of all of them together. */
  bytes: number;
  /** Milliseconds that its scripts keep the processor busy. */
  scriptMs: number;
}

/** As an order's page of a portal of this kind has it. */
export const HEAVY: PageWeight = { requests: 40, bytes: 3_000_000, scriptMs: 400 };
