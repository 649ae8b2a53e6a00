'use strict';
// The command of the package goes by the clock of the machine, and pauses with setTimeout of node:timers/promises. Loaded
// before the command, this lets it live in the emulator's time: where builds run faster, the clock does, too, and pauses are
// shorter. Where the emulator's clock stands still, a pause moves it.
const timers = require('node:timers/promises');

/** Address of the emulator, its time when this process started, and emulated seconds for each real one. */
const { EMULATOR_URL: url, EMULATOR_TIME: start, EMULATOR_RATE: rate = '0' } = process.env;
/** Real time of a pause at least, so that a test can look meanwhile. */
const SHORTEST_MILLISECONDS = Number(process.env.SHORTEST_MILLISECONDS ?? 0);

const pause = timers.setTimeout;
const began = performance.now();
let moved = 0;

Date.now = () => Math.round(Number(start) + moved + (performance.now() - began) * Number(rate));
globalThis.Date = new Proxy(Date, { construct: (RealDate, args) => (args.length === 0 ? new RealDate(RealDate.now()) : new RealDate(...args)) });

timers.setTimeout = async (milliseconds, value, options) => {
  if (Number(rate) > 0) return pause(Math.max(SHORTEST_MILLISECONDS, milliseconds / Number(rate)), value, options);
  await fetch(`${url}/_emulator/clock`, { method: 'POST', body: JSON.stringify({ seconds: milliseconds / 1000 }) });
  moved += milliseconds;
  return pause(SHORTEST_MILLISECONDS, value, options);
};
