import { expect, test } from 'vitest';
import { fits, pathOf } from '../src/glob';
import globs from './globs.json';

// The intake's tests hold the same list against the globs of the reports.
test.each(globs as [string, string, boolean][])('glob %s of %s', (glob, text, whether) => {
  expect(fits(glob, text)).toBe(whether);
});

test.each([
  ['https://shop.example/a%20b/c?x=1', '/a%20b/c'],
  ['https://shop.example/#/a', '/'],
  ['https://shop.example', ''],
  ['mailto:', ''],
  ['', ''],
])('path of %s', (address, path) => {
  expect(pathOf(address)).toBe(path);
});
