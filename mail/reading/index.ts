export { isMessageName, UnreadableMessage, type Mailbox, type MailAttachment, type MailMessage } from './message';
export { MessageReader } from './message-reader';
