import { forEachPurchaseOrder, test } from '../fixtures';

// One test per PO. Its title is the PO as written and nothing else, so that its id is the same in every run.
const count = forEachPurchaseOrder(({ order, details }) => {
  test(order.po, details, async ({ purchaseOrder }) => {
    await purchaseOrder.process(order);
  });
});

if (count === 0) {
  test('Nothing to do: every PO of the list is COMPLETED', () => {});
}
