export { nimbusProfile } from './profile.ts';
