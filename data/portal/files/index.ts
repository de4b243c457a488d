export { fileContent, lengthOf } from './content';
export { money, total, type DocumentText } from './document-text';
export type { SplitFile } from './pdf';
