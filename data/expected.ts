import { sampleBatch, type AttachmentDefinition, type OrderDefinition, type Times } from './portal/orders';
import { requisitionAddress } from './portal/markup';

/** What one PO of the sample list comes to when the first run has ended, retries included. */
export interface ExpectedOrder {
  /** As written in the list. */
  po: string;
  status: string;
  reason: string;
  /** The outcome's sentence: all of it, or what it must match where a reason of the browser's is part of it. */
  message: string | RegExp;
  /** Path of its folder below the download folder, with `/`. */
  folder: string;
  /** Names on disk, sorted. */
  files: string[];
  /** Attachments listed, on the order and on the requisition together. */
  found: number;
  /** As written back: the page's, or the list's where the page shows none. */
  supplier: string;
  /** Path below the portal's address, as in COUPA_URL: the requisition's where that listed files. */
  page: string;
}

/** The rows of data/sample-input.csv beside the 24 that are processed. */
export const sampleRows = {
  total: 28,
  blank: 1,
  invalid: ['BADPO'],
  alreadyCompleted: ['PO15240077'],
  repeated: ['PO15262984'],
};

const STRATEGIC_DIRECT = 'P1/Strategic/Direct_Materials';
const STRATEGIC_LAB = 'P1/Strategic/Lab_Quality';
const PREFERRED_LOGISTICS = 'P2/Preferred/Logistics';
const PREFERRED_LAB = 'P2/Preferred/Lab_Quality';
const PREFERRED_DIRECT = 'P2/Preferred/Direct_Materials';
const TAIL_FACILITIES = 'P3/Tail_Spot/Facilities';
const TAIL_SOFTWARE = 'P3/Tail_Spot/IT_Software';

/** The 24 POs in the order of the list. Names, counts and suppliers follow from the portal's catalogue. */
export const expectedOrders: readonly ExpectedOrder[] = [
  completed('PO15262984', STRATEGIC_DIRECT),
  completed('PO15262991', STRATEGIC_DIRECT),
  completed('15327452', PREFERRED_LOGISTICS),
  partial('PO15422209', PREFERRED_LOGISTICS, 'customs-form.pdf'),
  completed('PM15492200', TAIL_FACILITIES),
  completed('PO15301177', STRATEGIC_LAB),
  completed('PO15340025', STRATEGIC_LAB),
  completed('PO15318840', PREFERRED_LAB),
  completed('PM15507316', PREFERRED_LOGISTICS),
  notFound('PO15999001', STRATEGIC_DIRECT),
  completed('PO15276603', TAIL_FACILITIES),
  completed('15351268', PREFERRED_DIRECT),
  expected(
    'PO15450517',
    TAIL_SOFTWARE,
    'FAILED',
    'UNEXPECTED_ERROR',
    /Unexpected page: Web access blocked at 127\.0\.0\.1/,
  ),
  expected(
    'PO15266418',
    TAIL_SOFTWARE,
    'NO_ATTACHMENTS',
    'PO_AND_PR_WITHOUT_ATTACHMENTS',
    'No attachments found on PR page after fallback.',
  ),
  expected(
    'PM15499873',
    TAIL_SOFTWARE,
    'NO_ATTACHMENTS',
    'PR_LINK_NOT_FOUND',
    'No attachments found on PO page; PR link unavailable.',
  ),
  partial('PO15433718', STRATEGIC_LAB, 'export-licence.pdf'),
  completed('PO15388112', STRATEGIC_LAB),
  completed('PO15390441', PREFERRED_LAB),
  failed('PM15511004', TAIL_FACILITIES),
  completed('15402296', PREFERRED_DIRECT),
  notFound('15999002', PREFERRED_DIRECT),
  failed('PO15448830', STRATEGIC_LAB),
  completed('PO15417750', STRATEGIC_DIRECT),
  expected(
    'PO15466093',
    'P2/Unknown/Lab_Quality',
    'PR_NOT_ACCESSIBLE',
    'PR_FALLBACK_ERROR_PAGE',
    /You are not authorized/,
  ),
];

/** The POs whose files are there in the run after the first. */
export const mendedByRetry = ['PO15433718', 'PM15511004'];

/** After `npm run retry-failed`: what was mended since the first run is COMPLETED. */
export const expectedAfterRetry: readonly ExpectedOrder[] = expectedOrders.map((order) => {
  if (!mendedByRetry.includes(order.po)) return order;
  const parent = order.folder.slice(0, order.folder.lastIndexOf('/'));
  return { ...completed(order.po, parent), files: namesOnDisk(attachmentsOf(order.po), () => false) };
});

/** The same batch with PR_FALLBACK_ENABLED=false: no requisition is opened, which FALLBACK_DISABLED needs. */
export const expectedWithoutFallback: readonly ExpectedOrder[] = expectedOrders.map((order) => {
  const { attachments = [], requisition } = definitionOf(order.po);
  const nothing = attachments.length === 0 && ['NO_ATTACHMENTS', 'PR_NOT_ACCESSIBLE'].includes(order.status);
  if (!requisition && !nothing) return order;
  const parent = order.folder.slice(0, order.folder.lastIndexOf('/'));
  const own = { found: attachments.length, files: namesOnDisk(attachments), page: pageOf(order.po) };
  return attachments.length > 0
    ? {
        ...expected(
          order.po,
          parent,
          'COMPLETED',
          'ALL_ATTACHMENTS_DOWNLOADED',
          sentence(attachments.length, 'PO page'),
        ),
        ...own,
      }
    : {
        ...expected(
          order.po,
          parent,
          'NO_ATTACHMENTS',
          'FALLBACK_DISABLED',
          'No attachments found on PO page (fallback disabled).',
        ),
        ...own,
      };
});

/** The portal's definition behind a PO as the list spells it. */
export function definitionOf(po: string): OrderDefinition {
  const definition = sampleBatch.find(({ number }) => number === po.replace(/^(PO|PM)/, ''));
  if (!definition) throw new Error(`${po}: not in the sample batch`);
  return definition;
}

function completed(po: string, parent: string): ExpectedOrder {
  const { requisition } = definitionOf(po);
  const total = attachmentsOf(po).length;
  return requisition
    ? expected(po, parent, 'COMPLETED', 'PR_FALLBACK_COMPLETED', sentence(total, 'PR fallback'))
    : expected(po, parent, 'COMPLETED', 'ALL_ATTACHMENTS_DOWNLOADED', sentence(total, 'PO page'));
}

function partial(po: string, parent: string, missing: string): ExpectedOrder {
  const { requisition } = definitionOf(po);
  const attachments = attachmentsOf(po);
  const [reason, from] = requisition ? ['PR_FALLBACK_PARTIAL', 'PR fallback'] : ['PARTIAL_DOWNLOAD', 'PO page'];
  const count = `${namesOnDisk(attachments).length} of ${attachments.length} attachment(s)`;
  return expected(
    po,
    parent,
    'PARTIAL',
    reason,
    starting(`Partial download from ${from}: ${count}. Issues: ${missing}: `),
  );
}

function failed(po: string, parent: string): ExpectedOrder {
  const { requisition } = definitionOf(po);
  const [reason, from] = requisition ? ['PR_FALLBACK_FAILED', 'PR fallback'] : ['DOWNLOADS_FAILED', 'PO page'];
  const start = `Failed to download ${attachmentsOf(po).length} attachment(s) from ${from}. Issues: `;
  return expected(po, parent, 'FAILED', reason, starting(start));
}

function notFound(po: string, parent: string): ExpectedOrder {
  const marker = definitionOf(po).error!.marker;
  return expected(po, parent, 'PO_NOT_FOUND', 'COUPA_ERROR_PAGE', `Coupa displayed an error page: ${marker}`);
}

function expected(po: string, parent: string, status: string, reason: string, message: string | RegExp): ExpectedOrder {
  const { supplier, requisition } = definitionOf(po);
  const attachments = attachmentsOf(po);
  return {
    po,
    status,
    reason,
    message,
    folder: `${parent}/${/^po/i.test(po) ? po : `PO_${po}`}_${status}`,
    files: namesOnDisk(attachments),
    found: attachments.length,
    supplier,
    page: requisition?.attachments ? requisitionAddress(requisition) : pageOf(po),
  };
}

function sentence(count: number, from: string): string {
  return `Downloaded ${count} attachment(s) from ${from}.`;
}

function starting(text: string): RegExp {
  return new RegExp(`^${text.replace(/[.()]/g, '\\$&')}.+`);
}

function pageOf(po: string): string {
  return `/order_headers/${definitionOf(po).number}`;
}

/** Everything that an attempt finds: the order's own files, then the requisition's. None where no page is shown. */
function attachmentsOf(po: string): AttachmentDefinition[] {
  const { attachments = [], requisition, trouble } = definitionOf(po);
  if (trouble && lasts(trouble)) return [];
  return [...attachments, ...(requisition?.attachments ?? [])];
}

/** Whether trying again within the run cannot help. */
function lasts({ times = 'always' }: { times?: Times }): boolean {
  return times === 'always' || times === 'first-run';
}

/** The files that can become whole, a second of one name as `name (1).ext`. */
function namesOnDisk(attachments: AttachmentDefinition[], fails = lasts): string[] {
  const taken = new Set<string>();
  for (const { name, servedAs = name, trouble } of attachments) {
    if (trouble && fails(trouble)) continue;
    let free = servedAs;
    for (let n = 1; taken.has(free); n++) free = servedAs.replace(/(\.[^.]*)?$/, ` (${n})$1`);
    taken.add(free);
  }
  return [...taken].sort();
}
