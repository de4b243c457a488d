import path from 'node:path';

/**
 * A full disk ends a run: whatever is done from then on could be neither kept nor reported. Only what the system says
 * counts, not how much seems to be free: quotas and shares know better.
 */
export const isDiskFull = (error: unknown): boolean =>
  ['ENOSPC', 'EDQUOT'].includes(String((error as NodeJS.ErrnoException | undefined)?.code));

/** `where` is the file or folder that could not be written. */
export const diskFullMessage = (where: string): string =>
  `The disk of ${path.dirname(where)} is full: ${path.basename(where)} could not be written. Free some room, then start again; what is done is kept.`;
