import { launchBrowser } from '@concert-mania/testkit/browser/launch-browser';
import { afterAll, inject } from 'vitest';
import { startSystem } from '../../e2e/system.ts';
import { CAMERA_ARGUMENTS } from './camera.ts';

/** One system and one browser for all tests. Each has fans, concerts and windows of its own. */
export const { stack, db, api } = await startSystem({ web: 1 });
export const web = stack.webUrl ?? '';
export const browser = await launchBrowser(inject('browserPlaces'), { args: CAMERA_ARGUMENTS });
afterAll(() => browser.close());
