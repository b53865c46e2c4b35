export type { components, paths } from './api.gen';
