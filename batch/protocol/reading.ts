/**
 * How a worker reads the pages of a PO: opened, without rendering them where that is enough, or both, to compare them.
 */
export type Reading = 'opened' | 'unrendered' | 'both';

/** Pages of an attempt, or of a run: read without being rendered, opened, and read both ways. */
export interface PageCounts {
  unrendered: number;
  opened: number;
  compared: number;
}
