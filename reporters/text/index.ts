export { leftText, localMinute, shortDuration } from './clock-text';
export { errorInFull, errorLine } from './error-line';
export { remainingTime, type Finish } from './estimate';
export { STATUS_EMOJI, needsPerson, portalOf, shownDelimiter, workbookLines, type Line } from './lines';
export { column, fit, oneLine, textWidth } from './plain-text';
export { RepeatedFiles, repeatedFilesText, type RepeatedFile } from './repeated-files';
export { listen, transcribe } from './transcript';
