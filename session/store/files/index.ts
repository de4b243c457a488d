export { FilesStore } from './files-store';
export { systemTools, type SharedFolderTools } from './shared-folder';
