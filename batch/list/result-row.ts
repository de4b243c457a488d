import type { RowUpdate } from './input-render';
import type { OutcomeRecord } from '../outcome';

/** What a PO's row of the list says after its run. */

/** `now` is written in local time; `csvSupplier` is kept when the page showed none. */
export function resultCells(record: OutcomeRecord, csvSupplier: string, now: Date): Required<RowUpdate> {
  return {
    STATUS: record.status,
    SUPPLIER: record.supplier || csvSupplier,
    ATTACHMENTS_FOUND: String(record.found),
    ATTACHMENTS_DOWNLOADED: String(record.downloaded),
    AttachmentName: record.files.map((file) => file.name).join(';\n'),
    LAST_PROCESSED: localTime(now),
    ERROR_MESSAGE: errorMessage(record),
    DOWNLOAD_FOLDER: record.folder,
    COUPA_URL: record.coupaUrl,
  };
}

/** The cells of a row whose PO is no PO number; the others keep what they have. */
export function invalidCells(now: Date): RowUpdate {
  return { STATUS: 'FAILED', ERROR_MESSAGE: 'Invalid PO format', LAST_PROCESSED: localTime(now) };
}

/** `YYYY-MM-DD HH:MM:SS`, local. */
export function localTime(at: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${String(at.getFullYear()).padStart(4, '0')}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/**
 * With PR fallback the cell names the way there, for COMPLETED too. A PO that ended by its own files, because its
 * requisition gave none, ended without it: there the cell is empty for COMPLETED, else the message.
 */
function errorMessage({ status, message, requisition, found }: OutcomeRecord): string {
  if (requisition?.url !== undefined && (requisition.gaveFiles || found === 0)) {
    const missing = requisition.trigger === 'po_without_pdf' ? 'PDF attachments' : 'attachments';
    const parts = [message, `PO page did not expose ${missing}.`];
    if (requisition.linkSource !== undefined) parts.push(`PR link source: ${requisition.linkSource}`);
    parts.push(`PR URL: ${requisition.url}`);
    return parts.join(' — ');
  }
  return status === 'COMPLETED' ? '' : message;
}
