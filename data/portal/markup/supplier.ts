import { html, type Markup } from './html';
import type { SupplierForm } from '../orders';

/** The supplier's name in one of the markups that portals of this kind use; `absent` is text that none of them mark. */
export function supplierMarkup(name: string, form: SupplierForm = 'data-attribute'): Markup {
  switch (form) {
    case 'data-attribute':
      return html`<span data-supplier-name="${name}">${name}</span>`;
    case 'name-class':
      return html`<span class="vendor-supplier-name">${name}</span>`;
    case 'info-block':
      return html`<div class="supplier-info"><span>${name}</span></div>`;
    case 'test-id':
      return html`<div data-testid="order-supplier"><span>${name}</span></div>`;
    case 'section-block':
      return html`<section><div class="supplier-block"><span>${name}</span></div></section>`;
    case 'detail-row':
      return html`<div class="po-detail-row"><span>No.</span> <span>V-10231</span> <span>${name}</span></div>`;
    case 'absent':
      return html`${name}`;
  }
}
