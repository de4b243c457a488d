import type { DownloadIssue, Outcome, Reason, RequisitionUse, Status } from './outcome';
import { cutText, oneLine, withoutUser } from '../text/short-text';

/** Which status, reason and sentence follow from what a PO's pages showed. Pure: these rules stand here only. */

/** What a PO's pages showed and what was downloaded. */
export type PoFacts =
  | { page: 'error-page'; /** Coupa's text that proves it. */ marker: string; url: string }
  | {
      page: 'order';
      url: string;
      /** As read on the page; empty when it shows none. */
      supplier: string;
      /** Attachments listed on the PO page. */
      listed: number;
      fallback: Fallback;
      /** Attachments of PO and requisition that are whole on disk. */
      downloaded: number;
      /** Those that are not, in the order of the pages. */
      issues: readonly DownloadIssue[];
      /**
       * What keeps the pages from being proof that nothing more is there; the order's page before the requisition's.
       */
      unclear?: UnclearPage;
    };

/** A page that may show more attachments than were found. */
export interface UnclearPage {
  page: 'PO page' | 'PR page';
  /** Attachments found on it. */
  found: number;
  /** How many it claims, when it names a number. */
  claimed?: number;
  /** One clause: `says "Attachments (3)"`. */
  why: string;
  /** The PO as written, for the command that shows what the batch sees. */
  po: string;
}

/** How far the PR fallback came. */
export type Fallback =
  /** The PO page shows a PDF. */
  | { kind: 'not-needed' }
  /** PR_FALLBACK_ENABLED=false. */
  | { kind: 'disabled' }
  | { kind: 'no-link'; trigger: RequisitionUse['trigger'] }
  | ({ kind: 'error-page'; marker: string } & RequisitionLink)
  /** `listed`: attachments that only the requisition has; a file that both pages show is the PO's. */
  | ({ kind: 'requisition'; supplier: string; listed: number } & RequisitionLink);

interface RequisitionLink {
  trigger: RequisitionUse['trigger'];
  linkSource: string;
  url: string;
}

/** Why the requisition must be opened; undefined when it need not be. */
export function fallbackTrigger(
  attachments: readonly { looksLikePdf: boolean }[],
): RequisitionUse['trigger'] | undefined {
  if (attachments.length === 0) return 'po_without_attachments';
  return attachments.some((attachment) => attachment.looksLikePdf) ? undefined : 'po_without_pdf';
}

/**
 * Status, reason, message and counts of a PO. Throws for facts that cannot be: an empty PO whose requisition was not
 * asked for although the fallback is on. The rules are told in docs/workflow.md.
 */
export function decideOutcome(facts: PoFacts): Outcome {
  if (facts.page === 'error-page') {
    const message = `Coupa displayed an error page: ${withoutUser(oneLine(facts.marker))}`;
    const nothing = { supplier: '', found: 0, downloaded: 0, coupaUrl: withoutUser(facts.url) };
    return { status: 'PO_NOT_FOUND', reason: 'COUPA_ERROR_PAGE', message, ...nothing };
  }
  const { fallback } = facts;
  const fromRequisition = fallback.kind === 'requisition' ? fallback.listed : 0;
  const found = facts.listed + fromRequisition;
  const requisition = requisitionUse(fallback);
  const outcome: Outcome = {
    ...decideVerdict(facts, found, fromRequisition > 0),
    supplier: facts.supplier || (fallback.kind === 'requisition' ? fallback.supplier : ''),
    found,
    downloaded: facts.downloaded,
    coupaUrl: withoutUser(fallback.kind === 'requisition' && fromRequisition > 0 ? fallback.url : facts.url),
    ...(isLasting(facts, found) && { lasting: true }),
  };
  return requisition ? { ...outcome, requisition } : outcome;
}

/** Every file that is missing was refused for good, on pages that prove that there are no others. */
function isLasting({ issues, downloaded, unclear }: Extract<PoFacts, { page: 'order' }>, found: number): boolean {
  const missing = found - downloaded;
  return missing > 0 && !unclear && issues.length === missing && issues.every(({ final }) => final);
}

type Downloads = Pick<Extract<PoFacts, { page: 'order' }>, 'downloaded' | 'issues'>;

interface Verdict {
  status: Status;
  reason: Reason;
  message: string;
}

/** A success needs pages that prove it: an unclear page is a failure with a reason of its own. */
function decideVerdict(order: Extract<PoFacts, { page: 'order' }>, found: number, byRequisition: boolean): Verdict {
  const verdict = found > 0 ? decideDownloads(order, found, byRequisition) : decideEmpty(order.fallback);
  const { unclear } = order;
  if (!unclear || (verdict.status !== 'COMPLETED' && verdict.status !== 'NO_ATTACHMENTS')) return verdict;
  return {
    status: order.downloaded > 0 ? 'PARTIAL' : 'FAILED',
    reason: 'ATTACHMENTS_UNCLEAR',
    message: unclearMessage(unclear),
  };
}

/** `The PO page says "Attachments (3)", 2 found: see what the batch sees with npx po-batch inspect PO15262984.` */
function unclearMessage({ page, found, why, po }: UnclearPage): string {
  const what = cutText(oneLine(why), WHY_LENGTH);
  return `The ${page} ${what}, ${found} attachment(s) found: see what the batch sees with \`npx po-batch inspect ${po}\`.`;
}

const WHY_LENGTH = 120;

/** A PO with files of its own whose requisition gives none, or cannot be opened, ends by its own files. */
function decideDownloads(order: Downloads, total: number, byRequisition: boolean): Verdict {
  const source = byRequisition ? 'PR fallback' : 'PO page';
  const { downloaded, issues } = order;
  if (downloaded >= total) {
    const reason = byRequisition ? 'PR_FALLBACK_COMPLETED' : 'ALL_ATTACHMENTS_DOWNLOADED';
    return { status: 'COMPLETED', reason, message: `Downloaded ${downloaded} attachment(s) from ${source}.` };
  }
  const why = issues.length > 0 ? ` Issues: ${issueList(issues)}` : '';
  if (downloaded > 0) {
    const reason = byRequisition ? 'PR_FALLBACK_PARTIAL' : 'PARTIAL_DOWNLOAD';
    const message = `Partial download from ${source}: ${downloaded} of ${total} attachment(s).${why}`;
    return { status: 'PARTIAL', reason, message };
  }
  const reason = byRequisition ? 'PR_FALLBACK_FAILED' : 'DOWNLOADS_FAILED';
  return { status: 'FAILED', reason, message: `Failed to download ${total} attachment(s) from ${source}.${why}` };
}

function decideEmpty(fallback: Fallback): Verdict {
  const empty = (reason: Reason, message: string): Verdict => ({ status: 'NO_ATTACHMENTS', reason, message });
  switch (fallback.kind) {
    case 'requisition':
      return empty('PO_AND_PR_WITHOUT_ATTACHMENTS', 'No attachments found on PR page after fallback.');
    case 'no-link':
      return empty('PR_LINK_NOT_FOUND', 'No attachments found on PO page; PR link unavailable.');
    case 'disabled':
      return empty('FALLBACK_DISABLED', 'No attachments found on PO page (fallback disabled).');
    case 'error-page': {
      const message = `Coupa displayed an error page: ${withoutUser(oneLine(fallback.marker))}`;
      return { status: 'PR_NOT_ACCESSIBLE', reason: 'PR_FALLBACK_ERROR_PAGE', message };
    }
    case 'not-needed':
      // Recording a success here would hide attachments that were never searched for.
      throw new Error('A PO without attachments needs the PR fallback, or the fallback disabled.');
  }
}

function requisitionUse(fallback: Fallback): RequisitionUse | undefined {
  if (fallback.kind === 'not-needed' || fallback.kind === 'disabled') return undefined;
  const { trigger } = fallback;
  if (fallback.kind === 'no-link') return { trigger, gaveFiles: false };
  const gaveFiles = fallback.kind === 'requisition' && fallback.listed > 0;
  return { trigger, linkSource: fallback.linkSource, url: withoutUser(fallback.url), gaveFiles };
}

const ISSUES_SHOWN = 3;
const ISSUES_LENGTH = 200;

/** `name: reason; name: reason; name: reason; +k more`, at most 200 characters, the count of the rest always whole. */
function issueList(issues: readonly DownloadIssue[]): string {
  const shown = issues.slice(0, ISSUES_SHOWN).map(({ name, reason }) => withoutUser(oneLine(`${name}: ${reason}`)));
  const rest = issues.length > ISSUES_SHOWN ? `; +${issues.length - ISSUES_SHOWN} more` : '';
  return cutText(shown.join('; '), ISSUES_LENGTH - rest.length) + rest;
}
