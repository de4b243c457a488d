/**
 * How a worker reads the pages of a PO: opened; without rendering them where that is enough; or, to compare them, both:
 * by two requests (`both`), or the answer that is opened parsed as well (`parsed`), for which the portal is asked once.
 */
export type Reading = 'opened' | 'unrendered' | 'both' | 'parsed';

/** Pages of an attempt, or of a run: read without being rendered, opened, and read both ways. */
export interface PageCounts {
  unrendered: number;
  opened: number;
  compared: number;
}
