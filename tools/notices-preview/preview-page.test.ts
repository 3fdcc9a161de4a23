import { TEMPLATES } from '@concert-mania/core/notifications/model';
import { readTemplates } from '@concert-mania/notification-worker/templates/read-templates';
import { makeRenderNotice } from '@concert-mania/notification-worker/templates/render-notice';
import { expect, it } from 'vitest';
import { previewPage } from './preview-page.ts';

it('shows every notice in both languages, with HTML in sandboxed frames', () => {
  const page = previewPage(makeRenderNotice(readTemplates()));
  expect(page.match(/<iframe sandbox /g)).toHaveLength(TEMPLATES.length * 2);
  expect(page).toContain('SMS, 86 bytes:');
  expect(page).toContain('reset_password, en');
  expect(page).not.toContain('<script');
});
