export { CONTROL_SCRIPT, addAttachmentControls, attachmentItem, fileAddress, type Owner } from './attachments';
export { Markup, html, scriptValue } from './html';
export { requisitionAddress, requisitionLink } from './requisition-link';
export { supplierMarkup } from './supplier';
