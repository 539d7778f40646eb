import { expect, test } from 'vitest';
import { madeAt, uuid } from '../src/ids';
import { scrubber } from '../src/url';

test('idsAreUniqueUuidsOfVersion7', () => {
  const ids = Array.from({ length: 10_000 }, uuid);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) {
    expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  }
});

test('idTellsWhenItWasMade', () => {
  const before = Date.now();
  const made = madeAt(uuid());
  expect(made).toBeGreaterThanOrEqual(before);
  expect(made).toBeLessThanOrEqual(Date.now());
  expect(madeAt('')).toBeNaN();
});

test.each([
  ['https://shop.example/a?utm_source=x&token=1#top', 'https://shop.example/a?utm_source=x'],
  ['https://shop.example/a?token=1&fbclid=2', 'https://shop.example/a?fbclid=2'],
  ['https://shop.example/a?gclid=1&dclid=2&msclkid=3&wbraid=4&gbraid=5&ttclid=6', undefined],
  ['https://shop.example/a?utm_source', undefined],
  ['https://shop.example/a?q=shoes', undefined],
  ['https://jane:secret@shop.example/a?', 'https://shop.example/a'],
  ['https://shop.example/a?Q=shoes&not_utm_source=1&=&&', 'https://shop.example/a'],
  ['https://shop.example/%E8%B7%AF?utm_term=%20', undefined],
  ['mailto:jane@mail.example', 'mailto:'],
  ['javascript:alert(1)', 'javascript:'],
  ['android-app://com.example.reader/', 'android-app:'],
  ['', ''],
])('addressIsScrubbed %s', (address, scrubbed) => {
  expect(scrubber(['q'])(address)).toBe(scrubbed ?? address);
});
