/**
 * What became of one purchase order: statuses, reasons and the record that every side shares.
 * The texts are those that the batch's users know from input.csv and from the console.
 */

export const STATUSES = [
  'COMPLETED',
  'NO_ATTACHMENTS',
  'PARTIAL',
  'FAILED',
  'PO_NOT_FOUND',
  'PR_NOT_ACCESSIBLE',
  'TIMEOUT',
] as const;
/** One of the seven words that stand in STATUS of the list. */
export type Status = (typeof STATUSES)[number];

/** Nothing is left for a person to do: the PO's test passes. */
export function isSuccess(status: Status): boolean {
  return status === 'COMPLETED' || status === 'NO_ATTACHMENTS';
}

/** Another attempt would come to the same: never retried. */
export function isFinal({ status, lasting = false }: Pick<Outcome, 'status' | 'lasting'>): boolean {
  return lasting || isSuccess(status) || status === 'PO_NOT_FOUND' || status === 'PR_NOT_ACCESSIBLE';
}

/** Why an outcome has its status, for programs; the message says it to people. */
export type Reason =
  | 'ALL_ATTACHMENTS_DOWNLOADED'
  | 'PARTIAL_DOWNLOAD'
  | 'DOWNLOADS_FAILED'
  | 'PR_FALLBACK_COMPLETED'
  | 'PR_FALLBACK_PARTIAL'
  | 'PR_FALLBACK_FAILED'
  | 'PO_AND_PR_WITHOUT_ATTACHMENTS'
  | 'PR_LINK_NOT_FOUND'
  | 'FALLBACK_DISABLED'
  /** A page may show more attachments than were found on it. */
  | 'ATTACHMENTS_UNCLEAR'
  | 'COUPA_ERROR_PAGE'
  | 'PR_FALLBACK_ERROR_PAGE'
  | 'LIMIT_PASSED'
  | 'UNEXPECTED_ERROR';

/** How the requisition (PR) came into it; absent when the fallback was not tried. */
export interface RequisitionUse {
  trigger: 'po_without_attachments' | 'po_without_pdf';
  /** `css via <selector>` or `text via <text>`; absent when no link was found. */
  linkSource?: string;
  /** Absolute URL of the requisition; absent when no link was found. */
  url?: string;
  /** True when at least one attachment was listed on the requisition page. */
  gaveFiles: boolean;
}

/** One attachment that is not whole on disk. */
export interface DownloadIssue {
  name: string;
  reason: string;
  /** The portal has said so (404, a web page in its place): asking again in this run would come to the same. */
  final?: boolean;
}

/** One attachment that is whole on disk. */
export interface DownloadedFile {
  /** Identity of the attachment on its page: the absolute URL, or `control:<label>#<n>`, `…#pr.<n>` on a requisition. */
  link: string;
  /** Name on disk, inside the PO's folder. */
  name: string;
  /** Bytes. */
  size: number;
}

/** What an attempt at a PO came to. */
export interface Outcome {
  status: Status;
  reason: Reason;
  /** The sentence of the console and of ERROR_MESSAGE. */
  message: string;
  /** As read on the page; empty when the page shows none. */
  supplier: string;
  /** Attachments listed (PO and PR together). */
  found: number;
  /** Attachments whole on disk. */
  downloaded: number;
  /** PO page, or the requisition's when that gave files. */
  coupaUrl: string;
  /** What is missing the portal refused for good (404, a web page in a file's place): not tried again in this run. */
  lasting?: boolean;
  requisition?: RequisitionUse;
}

/** An outcome as the session recorded it: with the attempt, the files and the folder as they are on disk. */
export interface OutcomeRecord extends Outcome {
  po: string;
  /** 0 for the first attempt. */
  attempt: number;
  /** False when another attempt follows: nothing is counted or written to input.csv yet. */
  final: boolean;
  /** Milliseconds since the epoch. */
  startedAt: number;
  endedAt: number;
  /** Worker slot, 0..workers-1; -1 when no worker reported the outcome. */
  slot: number;
  files: DownloadedFile[];
  /** Absolute path of the PO's folder as it now is; empty when there is none. */
  folder: string;
  /** Another run did it while this one wanted to: what is here is that run's record. */
  doneBy?: { user: string; host: string; run: string };
}
