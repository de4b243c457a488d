export {
  expect,
  forEachPurchaseOrder,
  purchaseOrders,
  test,
  type DeclaredOrder,
  type PurchaseOrderFixtures,
  type PurchaseOrderWorkerFixtures,
} from './fixtures';
export { purchaseOrderBatch, type BatchConfig, type PurchaseOrderBatchOptions } from './plugin/purchase-order-batch';
export type { Outcome, OutcomeRecord, Reason, Status } from './batch/outcome';
export type { PurchaseOrder } from './batch/list';
export type { PortalOptions } from './batch/settings/portal-rules';
export type { ReportColumns } from './batch/settings/report-columns';
