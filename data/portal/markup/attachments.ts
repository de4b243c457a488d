import { html, type Markup } from './html';
import type { AttachmentDefinition, AttachmentForm } from '../orders';

/** `po15262984` or `pr7001`: whose page a file hangs on. */
export type Owner = `${'po' | 'pr'}${string}`;

/** The part of the address that says which form a link has; the rest names the file. */
const PATHS: Partial<Record<AttachmentForm, string>> = {
  'attachment-path': '/attachment',
  'download-path': '/download',
  'download-attribute': '/files',
  'file-extension': '/files',
  'titled-anchor': '/files',
  redirect: '/go/attachment',
};

/** Address of an attachment's file. Unique per attachment, the same in every run. */
export function fileAddress(
  owner: Owner,
  index: number,
  { name, form = 'anchor', disposition }: AttachmentDefinition,
): string {
  const address = `${PATHS[form] ?? '/attachments/attachment_file'}/${owner}/${index}`;
  return form === 'file-extension' || disposition === 'none' ? `${address}/${encodeURIComponent(name)}` : address;
}

/** The row of the attachments panel. */
export function attachmentItem(owner: Owner, index: number, attachment: AttachmentDefinition): Markup {
  const extension = /\.([a-z0-9]{2,4})$/i.exec(attachment.name)?.[1]?.toLowerCase() ?? 'file';
  return html`<li><span class="kind ${extension}">${extension.toUpperCase()}</span>
    <div class="what">${link(attachment, fileAddress(owner, index, attachment))}<small>Added by Sam Buyer</small></div></li>`;
}

/** Controls that look much like attachments and are none. */
export function addAttachmentControls(number: string): Markup {
  return html`<div class="quiet">
    <button class="button" title="Add attachment">Add file</button> &nbsp;
    <a href="/order_headers/${number}/attachments/new">Add attachment</a> &nbsp;
    <span class="control" role="button" tabindex="0" aria-label="Add file attachment">Add text</span>
  </div>`;
}

/** What a click on a control without a link does. Delegated, because the list may arrive later. */
export const CONTROL_SCRIPT = html`<script>
  document.addEventListener('click', async (event) => {
    const control = event.target.closest('[data-file]');
    if (!control) return;
    const { file, action, name } = control.dataset;
    if (action === 'navigate') location.href = file;
    if (action === 'open-window') window.open(file);
    if (action === 'blob') {
      const response = await fetch(file);
      if (!response.ok) return;
      const link = document.createElement('a');
      link.href = URL.createObjectURL(await response.blob());
      link.download = name;
      link.click();
    }
  });
</script>`;

function link({ name, form = 'anchor', onClick = 'navigate' }: AttachmentDefinition, address: string): Markup {
  const control = html`class="control" data-file="${address}" data-action="${onClick}"`;
  switch (form) {
    case 'two-anchors':
      return html`<span><a href="${address}">${name}</a> &nbsp;<a href="${address}" title="Open attachment ${name}">↓</a></span>`;
    case 'span-in-anchor':
      return html`<a href="${address}"><span aria-label="${name} file attachment">${name}</span></a>`;
    case 'download-attribute':
      return html`<a href="${address}" download="${name}">${name}</a>`;
    case 'titled-anchor':
      return html`<a href="${address}" title="Open attachment ${name}">${name}</a>`;
    case 'new-tab':
      return html`<a href="${address}" target="_blank" rel="noopener">${name}</a>`;
    case 'labelled-span':
      return html`<span ${control} tabindex="0" aria-label="${name} file attachment">${name}</span>`;
    case 'role-button':
      return html`<div ${control} role="button" tabindex="0" aria-label="Open attachment ${name}">${name}</div>`;
    case 'titled-button':
      return html`<button ${control} type="button" title="Open attachment ${name}">${name}</button>`;
    case 'titled-span':
      return html`<span ${control} title="${name}">${name}</span>`;
    case 'blob-button':
      return html`<button class="control" type="button" title="Save attachment ${name}" data-file="${address}"
        data-action="blob" data-name="${name}">${name}</button>`;
    case 'labelled-blob-button':
      return html`<button class="control" type="button" aria-label="${name} file attachment" data-file="${address}"
        data-action="blob" data-name="${name}">↓</button>`;
    case 'form-post':
      return html`<form method="post" action="${address}"><button class="control" title="Open attachment ${name}">${name}</button></form>`;
    default:
      return html`<a href="${address}">${name}</a>`;
  }
}
