import MsgReader, { type FieldsData } from '@kenjiuno/msgreader';
import { charsetOfCodePage, decodeText } from './charset';
import { UnreadableMessage, type Mailbox, type MailAttachment, type MailMessage } from './message';
import { bodyInRtf } from './rtf-body';

/** Reads a message as Outlook saves it (MS-OXMSG), Unicode or not. Throws UnreadableMessage. */
export function readMsg(bytes: Uint8Array): MailMessage {
  const { reader, fields } = open(bytes);
  const sentAt = Date.parse(fields.clientSubmitTime ?? fields.messageDeliveryTime ?? fields.creationTime ?? '');
  const from = sender(fields);
  return {
    ...(from && { from }),
    to: recipients(fields, 'to'),
    cc: recipients(fields, 'cc'),
    bcc: recipients(fields, 'bcc'),
    subject: fields.subject ?? '',
    ...(Number.isFinite(sentAt) && { sentAt }),
    ...bodyOf(fields),
    attachments: (fields.attachments ?? []).flatMap((one) => attachmentOf(reader, one)),
  };
}

/** Text that is no Unicode is in the character set that the message itself names: it is read twice. */
function open(bytes: Uint8Array): { reader: MsgReader; fields: FieldsData } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const first = readWith(view);
  const charset = charsetOfCodePage(first.fields.messageCodepage);
  return charset && charset !== 'utf-16le' ? readWith(view, charset) : first;
}

function readWith(view: DataView, ansiEncoding = 'windows-1252') {
  const reader = new MsgReader(view);
  reader.parserConfig = { ansiEncoding };
  const fields = reader.getFileData();
  if (fields.error || fields.dataType !== 'msg') throw new UnreadableMessage('it is no message of Outlook');
  return { reader, fields };
}

/** Within a company Exchange's own address (`/O=…`) stands where others have theirs: it says nothing to a reader. */
const addressOf = (...candidates: (string | undefined)[]) => candidates.find((one) => one?.includes('@')) ?? '';

function sender(fields: FieldsData): Mailbox | undefined {
  const name = fields.senderName ?? '';
  const address = addressOf(fields.senderSmtpAddress, fields.senderEmail, fields.sentRepresentingSmtpAddress);
  return name || address ? { name, address } : undefined;
}

function recipients(fields: FieldsData, type: 'to' | 'cc' | 'bcc'): Mailbox[] {
  return (fields.recipients ?? [])
    .filter(({ recipType }) => (recipType ?? 'to') === type)
    .map(({ name = '', smtpAddress, email }) => ({ name, address: addressOf(smtpAddress, email) }));
}

function bodyOf(fields: FieldsData): Pick<MailMessage, 'html' | 'text'> {
  const text = fields.body?.trim() ? { text: fields.body } : {};
  if (fields.html?.length)
    return { html: decodeText(fields.html, charsetOfCodePage(fields.internetCodepage)), ...text };
  if (fields.bodyHtml) return { html: fields.bodyHtml, ...text };
  return { ...text, ...(fields.compressedRtf?.length && bodyInRtf(fields.compressedRtf)) };
}

/** Objects of other programs (OLE) and files that the message only names have no content: they are left out. */
function attachmentOf(reader: MsgReader, fields: FieldsData): MailAttachment[] {
  try {
    const { fileName, content } = reader.getAttachment(fields);
    const name = fields.innerMsgContent ? `${nestedName(fields)}.msg` : fileName || fields.name || 'attachment.dat';
    const contentId = fields.pidContentId;
    const type = fields.attachMimeTag?.toLowerCase() ?? '';
    return [{ name, type, ...(contentId && { contentId }), content: new Uint8Array(content) }];
  } catch {
    return [];
  }
}

const nestedName = (fields: FieldsData) => fields.name || fields.innerMsgContentFields?.subject || 'message';
