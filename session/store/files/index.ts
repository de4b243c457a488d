export { FilesStore, type FilesStoreParts } from './files-store';
export { systemTools, type SharedFolderTools } from './shared-folder';
