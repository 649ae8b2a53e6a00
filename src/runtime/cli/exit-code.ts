/** How a command ended, for scripts. */
export const ExitCode = {
  OK: 0,
  FAILED: 1,
  CANNOT_RUN: 2,
  HELD_BACK: 3,
  NOT_ENDED: 4,
  DECLINED: 5,
  INTERRUPTED: 130,
} as const;

export type ExitCode = typeof ExitCode[keyof typeof ExitCode];

/** The meaning of each code, for the help and the documentation. */
export const EXIT_CODES: ReadonlyArray<readonly [code: ExitCode, meaning: string]> = [
  [ExitCode.OK, 'The command succeeded; if it is about an image, the image is available.'],
  [ExitCode.FAILED, 'The build failed or was cancelled, or a person rejected the image.'],
  [ExitCode.CANNOT_RUN, 'The command could not run: an invalid argument, no credentials or permission, or no such image.'],
  [ExitCode.HELD_BACK, 'The image was built and is held back: its gate refused it, or a newer image is released.'],
  [ExitCode.NOT_ENDED, 'The build or its scan has not ended, or nothing was scanned: there is no result.'],
  [ExitCode.DECLINED, 'Somebody answered no, or pressed Ctrl-D: nothing was done.'],
  [ExitCode.INTERRUPTED, 'Somebody pressed Ctrl-C. The build goes on.'],
];
