export { addRows } from './add-rows';
export { listBeside, resultsPath, takeList, takeWorkbook, type WorkbookSource } from './take-list';
