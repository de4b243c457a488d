export { diskFullMessage, isDiskFull } from './disk-full';
export { leaveWork } from './leave-work';
export { moveFile, replaceFile, systemMove, type MoveTools } from './move-file';
export { isHeld } from './rename';
export { sameContent } from './same-content';
export { TargetFolder } from './target-folder';
