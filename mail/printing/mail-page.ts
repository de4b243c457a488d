import type { Mailbox, MailMessage } from '../reading';

/** One line of the list of attachments. */
export interface ListedAttachment {
  /** As the message names it. */
  name: string;
  /** Bytes. */
  size: number;
  /** What became of it, when that is not a file of this name. */
  note?: string;
}

export interface MailPage {
  message: MailMessage;
  attachments: ListedAttachment[];
  /** For tests; the computer's own otherwise. */
  timeZone?: string;
}

/**
 * Nothing is loaded and nothing runs, whatever comes into the page: a second lock beside the browser's own.
 * `data:` is what the message itself brings.
 */
const POLICY = [
  "default-src 'none'",
  'img-src data:',
  "style-src 'unsafe-inline'",
  "form-action 'none'",
  "frame-src 'none'",
  "base-uri 'none'",
].join('; ');

/** Width of an A4 page between its margins, in CSS pixels. */
export const PAGE_WIDTH = 680;

const STYLE = `
  * { box-sizing: border-box; }
  body { margin: 0; width: ${PAGE_WIDTH}px; color: #1b1b1b; background: #fff;
    font: 14px/1.45 'Segoe UI', 'Helvetica Neue', Arial, 'Noto Sans', 'Liberation Sans', sans-serif; }
  header { border-bottom: 2px solid #1b1b1b; padding-bottom: 12px; margin-bottom: 18px; }
  h1 { font-size: 21px; line-height: 1.25; margin: 0 0 12px; overflow-wrap: anywhere; }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: 3px 16px; margin: 0; }
  dt { color: #5c5c5c; }
  dd { margin: 0; overflow-wrap: anywhere; }
  dd.from { font-weight: 600; }
  ul { list-style: none; margin: 0; padding: 0; }
  .note { color: #5c5c5c; font-size: 12.5px; }
  /* The message's own layout ends here: nothing of it can lie over its sender's name. */
  #body { position: relative; contain: layout paint; min-height: 1px; overflow-wrap: anywhere; }
  #body.text { white-space: pre-wrap; }
  footer { margin-top: 18px; border-top: 1px solid #c8c8c8; padding-top: 6px; }
`;

/** The page that is printed, all but an HTML body, which is brought into `#body` apart. */
export function mailPage({ message, attachments, timeZone }: MailPage): string {
  const subject = oneLine(message.subject) || '(no subject)';
  const text = message.html ? '' : escape((message.text ?? '').replace(/\r\n?/g, '\n').trimEnd());
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${escape(subject)}</title><style>${STYLE}</style></head><body>
<header><h1>${escape(subject)}</h1><dl>${headerRows(message, attachments, timeZone)}</dl></header>
<div id="body"${message.html ? '' : ' class="text"'}>${text || (message.html ? '' : NOTHING)}</div>
</body></html>`;
}

const NOTHING = '<span class="note">This message has no text.</span>';

function headerRows(message: MailMessage, attachments: ListedAttachment[], timeZone?: string): string {
  const list = (boxes: Mailbox[]) => boxes.map(mailboxText).filter(Boolean).map(escape).join('; ');
  const rows: [string, string, string?][] = [
    ['From', message.from ? escape(mailboxText(message.from)) : '', 'from'],
    ['To', list(message.to)],
    ['Cc', list(message.cc)],
    ['Bcc', list(message.bcc)],
    ['Date', message.sentAt === undefined ? '' : escape(dateText(message.sentAt, timeZone))],
    ['Attachments', attachments.length ? `<ul>${attachments.map(attachmentRow).join('')}</ul>` : ''],
  ];
  return rows
    .filter(([, value]) => value !== '')
    .map(([label, value, kind = '']) => `<dt>${label}</dt><dd class="${kind}">${value}</dd>`)
    .join('');
}

function attachmentRow({ name, size, note }: ListedAttachment): string {
  const more = [sizeText(size), note].filter(Boolean).join(', ');
  return `<li>${escape(oneLine(name))} <span class="note">(${escape(more)})</span></li>`;
}

/** `Order Desk <orders@supplier.example>`; one of them where they say the same or the other is missing. */
function mailboxText({ name, address }: Mailbox): string {
  const [shown, mail] = [oneLine(name).replace(/^'(.*)'$/, '$1'), oneLine(address)];
  if (!shown || shown.toLowerCase() === mail.toLowerCase()) return mail;
  return mail ? `${shown} <${mail}>` : shown;
}

/** `Monday, 14 September 2026, 10:30 GMT+2`: the computer's own time, as Outlook shows it, and which that is. */
function dateText(at: number, timeZone?: string): string {
  const day = new Intl.DateTimeFormat('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone,
  });
  const time = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'shortOffset',
    timeZone,
  });
  return `${day.format(at).replace(/^(\w+),? /, '$1, ')}, ${time.format(at)}`;
}

function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1_000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** Direction marks would let a name read backwards: `invoice‮fdp.exe` shows as `invoiceexe.pdf`. */
const oneLine = (text: string) =>
  text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .trim();

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text: string) => text.replace(/[&<>"']/g, (one) => ENTITIES[one]!);
