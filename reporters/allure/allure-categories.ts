import type { Reason, Status } from '../../batch/outcome';

/** A category as Allure's categories.json has it. */
export interface AllureCategory {
  name: string;
  messageRegex: string;
  matchedStatuses?: ('failed' | 'broken')[];
}

/** Only what can fail a test: COMPLETED and NO_ATTACHMENTS pass. In the order in which a person would read them. */
const KINDS: [name: string, status: Status, reason?: Reason][] = [
  ['Some files are missing on the PO (PARTIAL / PARTIAL_DOWNLOAD)', 'PARTIAL', 'PARTIAL_DOWNLOAD'],
  ['Some files are missing on the requisition (PARTIAL / PR_FALLBACK_PARTIAL)', 'PARTIAL', 'PR_FALLBACK_PARTIAL'],
  ['No file of the PO could be downloaded (FAILED / DOWNLOADS_FAILED)', 'FAILED', 'DOWNLOADS_FAILED'],
  ['No file of the requisition could be downloaded (FAILED / PR_FALLBACK_FAILED)', 'FAILED', 'PR_FALLBACK_FAILED'],
  ['Coupa shows an error page for the PO (PO_NOT_FOUND / COUPA_ERROR_PAGE)', 'PO_NOT_FOUND', 'COUPA_ERROR_PAGE'],
  [
    'The requisition cannot be opened (PR_NOT_ACCESSIBLE / PR_FALLBACK_ERROR_PAGE)',
    'PR_NOT_ACCESSIBLE',
    'PR_FALLBACK_ERROR_PAGE',
  ],
  ['A limit passed (TIMEOUT)', 'TIMEOUT'],
  ['Unexpected page or error (FAILED / UNEXPECTED_ERROR)', 'FAILED', 'UNEXPECTED_ERROR'],
];

/**
 * Categories for the Allure reporter's option `categories`. They read the error's first words, as `poErrorText` of
 * batch/allure.ts writes them. The pattern runs to the end of the message, because Allure 2 wants the whole message
 * to match where Allure 3 only searches in it.
 */
export const allureCategories: AllureCategory[] = [
  ...KINDS.map(([name, status, reason]) => ({
    name,
    messageRegex: `^(Error: )?${status} / ${reason ?? '[A-Z_]+'} — [\\s\\S]*`,
  })),
  { name: 'The worker process ended', messageRegex: '^(Error: )?worker process exited unexpectedly[\\s\\S]*' },
  { name: 'Other', messageRegex: '[\\s\\S]*', matchedStatuses: ['failed', 'broken'] },
];
