export { splitAttachments } from './inline-pictures';
export { MailPrinter } from './mail-printer';
export type { ListedAttachment } from './mail-page';
