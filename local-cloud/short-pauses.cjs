'use strict';
// The CDK CLI looks for new events each 2 s and whether a stack has settled each 5 s; no option of the CLI changes that.
// A stack of the local cloud is deployed within a second, so 5 s of each deployment would be pauses. Loaded before the
// CLI, this shortens these two pauses, each known by its length and by the function of the CLI that asks for it, and
// changes nothing else of the CLI.
const PAUSES = new Map([[2_000, /\bscheduleNextTick\b/], [5_000, /\bwaitFor\b/]]);
const SHORT_MILLISECONDS = 100;

const original = globalThis.setTimeout;
const shortened = (callback, milliseconds, ...args) => {
  const isPause = PAUSES.get(milliseconds)?.test(new Error().stack) ?? false;
  return original(callback, isPause ? SHORT_MILLISECONDS : milliseconds, ...args);
};
// `util.promisify` finds its variant of the function in a property of it.
Object.defineProperties(shortened, Object.getOwnPropertyDescriptors(original));
globalThis.setTimeout = shortened;
