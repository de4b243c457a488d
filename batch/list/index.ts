export { decodeText } from './csv-decode';
export { fingerprint, fingerprintOf, fingerprints } from './fingerprint';
export { guard, startsLikeAFormula } from './formula-guard';
export { cell, parseInput, poOf, readInputFile, type InputFile, type InputRow } from './input-file';
export { encodeInput, renderInput, type RowUpdate } from './input-render';
export { portalSeen, provenAddresses } from './known-portal';
export { parsePoNumber } from './po-number';
export { invalidCells, resultCells } from './result-row';
export { selectOrders, type PurchaseOrder, type SelectionReport } from './selection';
