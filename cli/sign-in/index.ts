export { signInCommand, unusedBecause } from './sign-in-command';
export { layOver } from './take-over';
