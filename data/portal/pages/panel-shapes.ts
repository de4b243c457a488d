import { attachmentItem, fileAddress, html, Markup, scriptValue, type Owner } from '../markup';
import type { DocumentDefinition, PanelShape } from '../orders';

type Shaped = DocumentDefinition & { panel: PanelShape };

/** A panel of another shape than a list in the page. */
export function shapedPanel(owner: Owner, document: Shaped): Markup {
  const { attachments = [], number } = document;
  const all = attachments.map((attachment, index) => attachmentItem(owner, index, attachment));
  const list = (items: Markup[]) => html`<ul class="files">${items}</ul>`;
  const panel = (body: Markup, heading = 'Attachments') =>
    html`<section class="card" aria-label="Files"><h2>${heading}</h2>${body}</section>`;
  switch (document.panel) {
    case 'frame':
      return panel(html`<iframe title="Files" src="/frames/${owner}"></iframe>`);
    case 'nested-frame':
      return panel(html`<iframe title="Files" src="/frames/${owner}?outer"></iframe>`);
    case 'shadow':
      return panel(
        html`<file-list></file-list>${run(`attach(document.querySelector('file-list'), ${text(list(all))})`)}`,
      );
    case 'nested-shadow':
      return panel(
        html`<file-list></file-list>${run(`attach(attach(document.querySelector('file-list'), '<file-list></file-list>').querySelector('file-list'), ${text(list(all))})`)}`,
      );
    case 'loading-words':
      return panel(
        html`<div id="late">Loading…</div>${run(`addEventListener('load', () => setTimeout(() => ask('late'), 400))`, owner)}`,
      );
    case 'show-more':
      return panel(
        html`${list(all.slice(0, 1))}<button type="button" id="more">Show ${all.length - 1} more</button>
        ${run(`document.getElementById('more').onclick = (event) => { document.querySelector('.files').insertAdjacentHTML('beforeend', ${text(html`${all.slice(1)}`)}); event.target.remove(); }`)}`,
      );
    case 'pages':
      return panel(
        html`${list(all.slice(0, 1))}<button type="button" id="next">Next page</button>
        ${run(`const pages = [${all.map((item) => text(item)).join(',')}]; let page = 0; document.getElementById('next').onclick = (event) => { document.querySelector('.files').innerHTML = pages[++page]; event.target.disabled = page === pages.length - 1; }`)}`,
      );
    case 'tab':
      return html`<section class="card"><div role="tablist">
        <button type="button" role="tab" aria-selected="true">Comments</button>
        <button type="button" role="tab" aria-selected="false" id="tab">Attachments (${all.length})</button></div>
        <div id="late"><p>No comments.</p></div>
        ${run(`document.getElementById('tab').onclick = (event) => { event.target.setAttribute('aria-selected', 'true'); ask('late'); }`, owner)}</section>`;
    case 'details':
      return html`<section class="card"><details id="files"><summary>Documents</summary><div id="late"></div></details>
        ${run(`document.getElementById('files').ontoggle = () => ask('late')`, owner)}</section>`;
    case 'scroll':
      return panel(
        html`<div style="height: 3000px"></div><div id="late" style="min-height: 10px"></div>
        ${run(`new IntersectionObserver(([entry], observer) => { if (entry.isIntersecting) { observer.disconnect(); ask('late'); } }).observe(document.getElementById('late'))`, owner)}`,
        'Summary of files',
      );
    case 'claims-more':
      return panel(list(all), `Attachments (${all.length + 1})`);
    case 'other-address':
      return panel(html`${list(all)}<a href="/order_headers/${number}/attachments?page=2">Next page</a>`);
    case 'table-with-delete':
      return panel(
        html`<table><thead><tr><th>Name</th><th></th></tr></thead><tbody>${attachments.map(
          (attachment, index) => html`<tr><td>${attachment.name}</td><td>
            <button type="button" data-file="${fileAddress(owner, index, attachment)}" data-action="navigate">Download</button>
            <button type="button" onclick="fetch('/deletions/${owner}', { method: 'POST' })">Delete</button></td></tr>`,
        )}</tbody></table>`,
      );
    case 'among-other-links':
      return html`${panel(list(all))}
        <section class="card"><h2>Related orders</h2><ul><li><a href="/order_headers/1/attachment_file/2">theirs.pdf</a></li></ul></section>
        <aside class="card"><h2>Help</h2><a href="/help/guide.pdf">User guide</a></aside>
        <nav aria-label="Tools"><a href="/download/app">Download our app</a></nav>`;
  }
}

/** The document of a frame: the list, or another frame that has it. */
export function framePage(owner: Owner, { attachments = [] }: DocumentDefinition, outer: boolean): string {
  const items = attachments.map((attachment, index) => attachmentItem(owner, index, attachment));
  const body = outer
    ? html`<iframe title="Files" src="/frames/${owner}"></iframe>`
    : html`<ul class="files">${items}</ul>`;
  return html`<!doctype html><html lang="en"><title>Files</title><body>${body}</body></html>`.text;
}

const text = (markup: Markup) => scriptValue(markup.text).text;

/** A script with what the panels' scripts use. */
function run(script: string, owner?: Owner): Markup {
  const ask = owner
    ? `const ask = async (id) => { document.getElementById(id).innerHTML = await (await fetch(${scriptValue(`/lists/${owner}`).text})).text(); };`
    : '';
  const attach = `const attach = (host, content) => { const root = host.attachShadow({ mode: 'open' }); root.innerHTML = content; return root; };`;
  return html`<script>{ ${new Markup(attach)} ${new Markup(ask)} ${new Markup(script)} }</script>`;
}
