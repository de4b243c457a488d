import { html, type Markup } from '../markup';
import { factsFor, type OrderDefinition } from '../orders';
import { framed } from './layout';

/** The page after the sign-in. */
export function homePage(orders: readonly OrderDefinition[]): string {
  return framed({
    title: 'Home',
    here: 'Home',
    body: html`<div class="head"><h1>Good morning, Sam</h1></div>
      <section class="card"><h2>Recent orders</h2>${table(orders.slice(0, 10))}</section>
      <p><a href="/order_headers">All ${orders.length} orders</a></p>`,
  });
}

/** The table of all orders. */
export function ordersPage(orders: readonly OrderDefinition[]): string {
  return framed({
    title: 'Orders',
    here: 'Orders',
    crumbs: [['Home', '/'], ['Orders']],
    body: html`<div class="head"><h1>Orders</h1><span class="chip">${orders.length}</span></div>
      <section class="card">${table(orders)}</section>`,
  });
}

/** The page of requests, which is empty. */
export function requestsPage(): string {
  return framed({
    title: 'Requests',
    here: 'Requests',
    crumbs: [['Home', '/'], ['Requests']],
    body: html`<div class="head"><h1>Requests</h1></div><section class="card"><p class="quiet">Nothing waits for your approval.</p></section>`,
  });
}

function table(orders: readonly OrderDefinition[]): Markup {
  const row = ({ number, supplier, shows }: OrderDefinition) => {
    const { status, orderedOn } = factsFor(number, supplier);
    return html`<tr><td><a href="/order_headers/${number}">${number}</a></td><td>${supplier}</td><td>${orderedOn}</td>
      <td><span class="chip ${status}">${status}</span></td><td>${shows}</td></tr>`;
  };
  return html`<table><thead><tr><th>Order</th><th>Supplier</th><th>Ordered on</th><th>Status</th><th>What it shows</th></tr></thead>
    <tbody>${orders.map(row)}</tbody></table>`;
}
