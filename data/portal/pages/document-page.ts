import { money, total } from '../files';
import { html, scriptValue, requisitionLink, supplierMarkup, type Markup, type Owner } from '../markup';
import {
  ERROR_MARKERS,
  factsFor,
  type DocumentDefinition,
  type OrderDefinition,
  type RequisitionDefinition,
  type OrderFacts,
} from '../orders';
import { attachmentPanel } from './attachment-panel';
import { framed } from './layout';

/** The page of an order. */
export function orderPage(order: OrderDefinition): string {
  const facts = factsFor(order.number, order.supplier);
  const heading = `Purchase Order #${order.number}`;
  return framed({
    title: heading,
    here: 'Orders',
    crumbs: [['Home', '/'], ['Orders', '/order_headers'], [`#${order.number}`]],
    body: html`${notice(order)}
      <div class="head"><h1>${heading}</h1><span class="chip ${facts.status}">${facts.status}</span>
        <button class="button push" type="button">Print view</button></div>
      <div class="columns"><div>
        <section class="card" aria-label="Summary"><h2>Summary</h2><dl class="fields">
          ${field('Supplier', supplierMarkup(order.supplier, order.supplierForm))}
          ${field('Requisition', order.requisition ? requisitionLink(order.requisition) : '—')}
          ${common(facts)}
          ${field('Contract', facts.contract)}
          ${field('Payment terms', facts.paymentTerms)}
        </dl></section>
        ${linesTable(facts)}
      </div><div>
        ${attachmentPanel(`po${order.number}`, order)}
        ${history(facts)}
      </div></div>
      ${hidden(order)}`,
  });
}

/** The page of a requisition. */
export function requisitionPage(requisition: RequisitionDefinition & { supplier: string }): string {
  const facts = factsFor(requisition.number, requisition.supplier);
  const heading = `Requisition #${requisition.number}`;
  const owner: Owner = `pr${requisition.number}`;
  return framed({
    title: heading,
    here: 'Requests',
    crumbs: [['Home', '/'], ['Requests', '/requests'], [`#${requisition.number}`]],
    body: html`${notice(requisition)}
      <div class="head"><h1>${heading}</h1><span class="chip Ordered">Ordered</span></div>
      <div class="columns"><div>
        <section class="card" aria-label="Summary"><h2>Summary</h2><dl class="fields">
          ${field('Supplier', supplierMarkup(requisition.supplier, requisition.supplierForm))}
          ${field('Justification', 'Replacement, planned')}
          ${common(facts)}
        </dl></section>
        ${linesTable(facts)}
      </div><div>${attachmentPanel(owner, requisition)}</div></div>
      ${hidden(requisition)}`,
  });
}

function field(label: string, value: Markup | string): Markup {
  return html`<div><dt>${label}</dt><dd>${value}</dd></div>`;
}

function common(facts: OrderFacts): Markup {
  return html`${field('Ordered on', facts.orderedOn)}${field('Needed by', facts.neededBy)}
    ${field('Requester', facts.requester)}${field('Department', `${facts.department} · ${facts.costCentre}`)}
    ${field('Ship to', facts.shipTo)}${field('Currency', facts.currency)}`;
}

function linesTable({ lines, currency }: OrderFacts): Markup {
  const row = ({ item, quantity, unitPrice }: OrderFacts['lines'][number], i: number) =>
    html`<tr><td>${i + 1}</td><td>${item}</td><td class="number">${quantity}</td>
      <td class="number">${money(unitPrice, currency)}</td><td class="number">${money(quantity * unitPrice, currency)}</td></tr>`;
  return html`<section class="card" aria-label="Lines"><h2>Lines <span class="chip">${lines.length}</span></h2><table>
    <thead><tr><th>Line</th><th>Item</th><th class="number">Quantity</th><th class="number">Unit price</th><th class="number">Total</th></tr></thead>
    <tbody>${lines.map(row)}</tbody>
    <tfoot><tr><td colspan="4">Total</td><td class="number">${money(total({ lines }), currency)}</td></tr></tfoot>
  </table></section>`;
}

function history({ requester, orderedOn, department }: OrderFacts): Markup {
  return html`<section class="card" aria-label="History"><h2>History</h2><ul class="steps">
    <li><b>${requester}</b> asked for these items</li>
    <li><b>${department}</b> approved</li>
    <li>Sent to the supplier on ${orderedOn}</li>
  </ul></section>`;
}

function notice({ decoys = [] }: DocumentDefinition): Markup | false {
  return (
    decoys.includes('harmless-notice') && html`<div class="notice">Prices of line 1 were changed after approval.</div>`
  );
}

/** Error texts that a reader of the page's source finds and a person does not see. */
function hidden({ decoys = [], longPoll }: DocumentDefinition): Markup {
  const [oops, unauthorized, denied] = ERROR_MARKERS;
  return html`
    ${decoys.includes('marker-in-script') && html`<script>window.portalMessages = ${scriptValue({ notFound: oops, rights: unauthorized })};</script>`}
    ${decoys.includes('marker-in-template') && html`<template><div class="flash_error">${oops}</div><h1>${oops}</h1></template>`}
    ${decoys.includes('marker-hidden') && html`<div class="flash_error" style="display: none">${unauthorized}</div><div class="notice" hidden>${denied}</div>`}
    ${longPoll && html`<script>(async () => { for (;;) await fetch('/events').catch(() => new Promise((again) => setTimeout(again, 1000))); })();</script>`}`;
}
