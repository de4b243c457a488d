import { html, type Markup } from './html';
import type { RequisitionDefinition } from '../orders';

/** Where the link leads; the same requisition, whatever the address. */
export function requisitionAddress({ number, link = 'requisition_headers' }: RequisitionDefinition): string {
  switch (link) {
    case 'requisition_header':
      return `/requisition_header?id=${number}`;
    case 'req-path':
      return `/req/${number}`;
    case 'requisition_headers':
    case 'new-tab':
      return `/requisition_headers/${number}`;
    default:
      return `/pr/${number}`;
  }
}

/** The link from an order to its requisition. The text forms have an address that says nothing. */
export function requisitionLink(requisition: RequisitionDefinition): Markup {
  const { number, link } = requisition;
  const address = requisitionAddress(requisition);
  switch (link) {
    case 'test-id':
      return html`<a data-testid="order-requisition-link" href="${address}">#${number}</a>`;
    case 'new-tab':
      return html`<a href="${address}" target="_blank" rel="noopener">#${number}</a>`;
    case 'text-requisition':
      return html`<a href="${address}">Requisition</a>`;
    case 'text-purchase-requisition':
      return html`<a href="${address}">Purchase Requisition</a>`;
    case 'text-requisicao':
      return html`<a href="${address}">Requisição</a>`;
    default:
      return html`<a href="${address}">#${number}</a>`;
  }
}
