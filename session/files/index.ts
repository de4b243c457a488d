export { diskFullMessage, isDiskFull } from './disk-full';
export { systemMove, type MoveTools } from './move-file';
export { isHeld } from './rename';
export { TargetFolder } from './target-folder';
