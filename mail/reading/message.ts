/** One name and address as a message has it; either may be empty. */
export interface Mailbox {
  name: string;
  address: string;
}

/** A message as both formats have it. Its parts are whatever its sender wrote: nothing in it is trusted. */
export interface MailMessage {
  from?: Mailbox;
  to: Mailbox[];
  cc: Mailbox[];
  bcc: Mailbox[];
  subject: string;
  /** Milliseconds since the epoch; absent when the message has no date that can be read. */
  sentAt?: number;
  html?: string;
  text?: string;
  attachments: MailAttachment[];
}

/** A file that a message carries: an attachment, or a picture in its body. */
export interface MailAttachment {
  /** As the sender named it, or a name made up for it. Not safe for a disk. */
  name: string;
  /** MIME type in lower case; empty when unknown. */
  type: string;
  /** Without angle brackets: by this the body refers to a picture. */
  contentId?: string;
  content: Uint8Array;
}

/** The largest message that is read, bytes: all of it is held in memory, several times. */
export const LARGEST_MESSAGE = 150 * 1024 * 1024;

/** Whether a file is an Outlook message by its name. */
export const isMessageName = (name: string): boolean => /.\.(msg|eml)$/i.test(name);

/** Why a message could not be read, as the end of a sentence. */
export class UnreadableMessage extends Error {
  override readonly name = 'UnreadableMessage';
}
