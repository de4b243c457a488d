export { downloadName, needsFirstBytes } from './download-name';
export { fitPath, fitsFolder, nameKey, safeFileName, takenAmong, uniqueName } from './file-name';
export { isFolderOfPo, parentFolders, poFolderName, statusName, workName } from './folders';
