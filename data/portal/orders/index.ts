export { catalogue } from './catalogue';
export {
  ERROR_MARKERS,
  type AttachmentDefinition,
  type AttachmentForm,
  type DocumentDefinition,
  type ErrorPage,
  type FileTrouble,
  type Latency,
  type OrderDefinition,
  type PageTrouble,
  type PanelShape,
  type RequisitionDefinition,
  type StatusTrouble,
  type SupplierForm,
  type Times,
} from './order-definition';
export { factsFor, fileText, type OrderFacts } from './order-facts';
export { sampleBatch } from './sample-batch';
export { HEAVY, type PageWeight } from './page-weight';
