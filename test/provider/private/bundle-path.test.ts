import { existsSync } from 'node:fs';
import { bundlePath } from '../../../src/provider/private/bundle-path';

test('the bundle is a folder of the package', () => {
  expect(existsSync(`${bundlePath('runtime')}/index.js`)).toBe(true);
});

test('one that is not there says how it is made', () => {
  expect(() => bundlePath('nothing')).toThrow(/The bundle of the function 'nothing' is not at '.*nothing': run 'npm run bundle'/);
});
