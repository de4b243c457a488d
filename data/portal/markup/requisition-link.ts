import { html, type Markup } from '../html';
import type { RequisitionDefinition } from '../order-definition';

/** The link from an order to its requisition. The text forms have an address that says nothing. */
export function requisitionLink({ number, link = 'requisition_headers' }: RequisitionDefinition): Markup {
  switch (link) {
    case 'requisition_headers':
      return html`<a href="/requisition_headers/${number}">#${number}</a>`;
    case 'requisition_header':
      return html`<a href="/requisition_header?id=${number}">#${number}</a>`;
    case 'test-id':
      return html`<a data-testid="order-requisition-link" href="/pr/${number}">#${number}</a>`;
    case 'req-path':
      return html`<a href="/req/${number}">#${number}</a>`;
    case 'new-tab':
      return html`<a href="/requisition_headers/${number}" target="_blank" rel="noopener">#${number}</a>`;
    case 'text-requisition':
      return html`<a href="/pr/${number}">Requisition</a>`;
    case 'text-purchase-requisition':
      return html`<a href="/pr/${number}">Purchase Requisition</a>`;
    case 'text-requisicao':
      return html`<a href="/pr/${number}">Requisição</a>`;
  }
}
