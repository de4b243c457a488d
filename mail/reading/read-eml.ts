import { extension } from 'mime-types';
import PostalMime from 'postal-mime';
import { UnreadableMessage, type Mailbox, type MailAttachment, type MailMessage } from './message';

/** What every message has one of. A file without any is something else that bears the name. */
const OF_MESSAGES = new Set(['from', 'to', 'cc', 'subject', 'date', 'message-id', 'received', 'mime-version']);

/** Nested messages stay whole: each is a file of its own, which has its own sender and attachments. */
const OPTIONS = { forceRfc822Attachments: true, maxNestingDepth: 64 } as const;

/** Reads a message as mail programs send and save it (RFC 5322, MIME). Throws UnreadableMessage. */
export async function readEml(bytes: Uint8Array): Promise<MailMessage> {
  const mail = await PostalMime.parse(withoutBegin(bytes), OPTIONS);
  if (!mail.headers.some(({ key }) => OF_MESSAGES.has(key)))
    throw new UnreadableMessage('it has no header of a message');
  const from = flat(mail.from ? [mail.from] : mail.sender ? [mail.sender] : [])[0];
  const sentAt = Date.parse(mail.date ?? '');
  return {
    ...(from && { from }),
    to: flat(mail.to),
    cc: flat(mail.cc),
    bcc: flat(mail.bcc),
    subject: mail.subject ?? '',
    ...(Number.isFinite(sentAt) && { sentAt }),
    ...(mail.html && { html: mail.html }),
    ...(mail.text && { text: mail.text }),
    attachments: await Promise.all(mail.attachments.map(attachmentOf)),
  };
}

/** Some programs write a mark, empty lines or mbox's `From ` line before the first header. */
function withoutBegin(bytes: Uint8Array): Uint8Array {
  const start = Buffer.from(bytes.subarray(0, 1_024)).toString('latin1');
  const [begin] = /^(?:\xef\xbb\xbf)?\s*(?:>?From [^\r\n]*\r?\n)?/.exec(start)!;
  return bytes.subarray(begin.length);
}

function flat(addresses: readonly PostalMime.Address[] = []): Mailbox[] {
  return addresses.flatMap((one) => (one.group ? one.group : [one])).map(({ name, address }) => ({ name, address }));
}

async function attachmentOf(part: PostalMime.Attachment): Promise<MailAttachment> {
  const content = typeof part.content === 'string' ? Buffer.from(part.content) : new Uint8Array(part.content);
  const contentId = part.contentId?.replace(/^\s*<|>\s*$/g, '');
  return {
    name: part.filename?.trim() || (await madeUpName(part.mimeType, content)),
    type: part.mimeType,
    ...(contentId && { contentId }),
    content,
  };
}

async function madeUpName(type: string, content: Uint8Array): Promise<string> {
  if (type === 'message/rfc822') {
    const { subject } = await PostalMime.parse(content, OPTIONS).catch(() => ({ subject: '' }));
    return `${subject?.trim() || 'message'}.eml`;
  }
  if (type === 'text/calendar') return 'invitation.ics';
  return `attachment.${extension(type) || 'dat'}`;
}
