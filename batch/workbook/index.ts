export { addRows } from './add-rows';
export { resultsPath, takeList, takeWorkbook, type TakenList, type WorkbookSource } from './take-list';
