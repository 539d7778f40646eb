import { track } from './snowplow.js';

await track('get');
