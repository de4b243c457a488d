export { removeTree } from './copies-folder';
export { bytesOnDisk, freeBytes, inGigabytes, refuseWithoutSpace, sharesBlocks, type SpaceNeeded } from './disk-space';
export { needsSnapshot } from './profile-copier';
export { ProfileManager } from './profile-manager';
