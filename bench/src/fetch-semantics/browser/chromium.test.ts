import { expect, it } from 'vitest';
import { findChromium } from './chromium.ts';

it('takes the program that the environment names', async () => {
  expect(await findChromium({ EVENKEEL_CHROMIUM: '/opt/chromium', PATH: '' })).toBe('/opt/chromium');
});

it('says how to get one where there is none', async () => {
  await expect(findChromium({ PATH: import.meta.dirname, EVENKEEL_CHROMIUM: '' })).rejects.toThrow(
    'There is no Chromium on PATH: install it (Debian: apt-get install chromium; as root, .ci/chromium does), or set EVENKEEL_CHROMIUM to the program.',
  );
});
