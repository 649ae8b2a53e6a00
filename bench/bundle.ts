import * as path from 'node:path';

/** The folder that becomes the code of the status function. */
export const BUNDLE_FOLDER = path.join(__dirname, '..', 'assets', 'runtime');

/** The code of the status function. */
export const BUNDLE = path.join(BUNDLE_FOLDER, 'index.js');
