export { addRows } from './add-rows';
export { listBeside, resultsPath, takeList, takeWorkbook, type TakenList, type WorkbookSource } from './take-list';
