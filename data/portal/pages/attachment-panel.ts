import {
  html,
  scriptValue,
  addAttachmentControls,
  attachmentItem,
  CONTROL_SCRIPT,
  type Markup,
  type Owner,
} from '../markup';
import { shapedPanel } from './panel-shapes';
import type { DocumentDefinition } from '../orders';

/** The panel as it comes with the page: the whole list, or a place that a script fills. */
export function attachmentPanel(owner: Owner, document: DocumentDefinition): Markup {
  if (document.panel) return html`${shapedPanel(owner, { ...document, panel: document.panel })}${CONTROL_SCRIPT}`;
  const count = document.attachments?.length ?? 0;
  const { list } = document;
  return html`<section class="card" aria-label="Files">
    <h2>Attachments ${!list && count > 0 && html`<span class="chip">${count}</span>`}</h2>
    <div id="file-list"${list && list.spinner !== false && html` aria-busy="true"`}>${list ? waiting(list.spinner) : items(owner, document)}</div>
    ${document.decoys?.includes('add-attachment-controls') && addAttachmentControls(document.number)}
  </section>
  ${list && arrivalScript(owner, list.parts ?? 1)}
  ${CONTROL_SCRIPT}`;
}

/** One part of a list that arrives by script: the first half of the files, or the rest. */
export function listPart(owner: Owner, document: DocumentDefinition, part: number): string {
  const half = document.list?.parts === 2 ? Math.ceil((document.attachments?.length ?? 0) / 2) : Infinity;
  return items(owner, document, part === 1 ? 0 : half, part === 1 ? half : Infinity).text;
}

function items(owner: Owner, { attachments = [] }: DocumentDefinition, from = 0, to = Infinity): Markup {
  if (attachments.length === 0) return html`<p class="quiet">Nothing attached.</p>`;
  return html`<ul class="files">${attachments.map((attachment, index) => index >= from && index < to && attachmentItem(owner, index, attachment))}</ul>`;
}

function waiting(spinner = true): Markup | undefined {
  return spinner ? html`<p class="quiet"><span class="spinner"></span>Loading …</p>` : undefined;
}

/** The list stays busy until its last part is there. */
function arrivalScript(owner: Owner, parts: number): Markup {
  return html`<script>
  (async () => {
    const place = document.getElementById('file-list');
    const shown = [];
    for (let part = 1; part <= ${parts}; part++) {
      const response = await fetch('/lists/' + ${scriptValue(owner)} + '?part=' + part);
      shown.push(await response.text());
      place.innerHTML = shown.join('') + (part < ${parts} && place.hasAttribute('aria-busy') ? '<p class="quiet"><span class="spinner"></span>Loading …</p>' : '');
    }
    place.removeAttribute('aria-busy');
  })();
</script>`;
}
