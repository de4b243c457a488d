export { signInCommand } from './sign-in-command';
