import { purchaseOrders, test } from '../fixtures';

// One test per PO. Its title is the PO as written and nothing else, so that its id is the same in every run.
const orders = purchaseOrders();

for (const { order, details } of orders) {
  test(order.po, details, async ({ purchaseOrder }) => {
    await purchaseOrder.process(order);
  });
}

if (orders.length === 0) {
  test('Nothing to do: every PO of the list is COMPLETED', () => {});
}
